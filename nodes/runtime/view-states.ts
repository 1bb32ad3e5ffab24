import type { NodeAPI } from 'node-red';
import type { FeedState } from '../../lib/feed/feed';

/** The state of a liveview node's view. `closed`: the node waits for a message. `broken`: it cannot open the view. */
export type ViewState = FeedState | { phase: 'closed' } | { phase: 'broken'; error: Error };

/**
 * The views of all liveview nodes. Nodes behind them need this, because no message says that no more messages will
 * come.
 */
export class ViewStates {
  private readonly states = new Map<string, ViewState>();
  private readonly listeners = new Set<() => void>();

  /** @param id of the liveview node */
  of(id: string): ViewState | undefined {
    return this.states.get(id);
  }

  /** @param state nothing for a removed node */
  set(id: string, state: ViewState | undefined): void {
    if (state) this.states.set(id, state);
    else this.states.delete(id);
    for (const listener of [...this.listeners]) listener();
  }

  /** @returns a function that stops listening */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** One per runtime: all sets share its emitter. */
const all = new WeakMap<NodeAPI['events'], ViewStates>();

export function viewStates(RED: NodeAPI): ViewStates {
  const states = all.get(RED.events) ?? new ViewStates();
  all.set(RED.events, states);
  return states;
}
