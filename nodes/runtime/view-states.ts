import type { NodeAPI } from 'node-red';
import type { FeedState } from '../../lib/feed/feed';
import { onFlowsStarted } from './flows-started';

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

  /** Forgets the nodes that no longer exist. */
  keep(exists: (id: string) => boolean): void {
    for (const id of [...this.states.keys()]) if (!exists(id)) this.set(id, undefined);
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
  const known = all.get(RED.events);
  if (known) return known;
  const states = new ViewStates();
  all.set(RED.events, states);
  // A node that is deleted while the flows are stopped is not told so.
  onFlowsStarted(RED, () => {
    states.keep((id) => Boolean(RED.nodes.getNode(id) as object | null | undefined));
  });
  return states;
}
