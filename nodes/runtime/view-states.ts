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
  private readonly views = new Map<string, Record<string, unknown>>();
  private readonly listeners = new Set<(id: string) => void>();

  /** @param id of the liveview node */
  of(id: string): ViewState | undefined {
    return this.states.get(id);
  }

  /** The ids of all liveview nodes. */
  get ids(): string[] {
    return [...this.states.keys()];
  }

  /** What the liveview nodes that are open say of their view in `msg.liveview`, by their ids. */
  open(): Map<string, Record<string, unknown>> {
    return new Map(this.views);
  }

  /**
   * @param state nothing for a removed node
   * @param view what the node's messages say of the view; without it, the view stays the same
   */
  set(id: string, state: ViewState | undefined, view?: Record<string, unknown>): void {
    if (view) this.views.set(id, view);
    if (state) this.states.set(id, state);
    else this.states.delete(id);
    // The next view may be another one, or none if the node cannot open it.
    if (!state || state.phase === 'closed') this.views.delete(id);
    for (const listener of [...this.listeners]) listener(id);
  }

  /** Forgets the nodes that no longer exist. */
  keep(exists: (id: string) => boolean): void {
    for (const id of [...this.states.keys()]) if (!exists(id)) this.set(id, undefined);
  }

  /**
   * @param listener gets the id of the liveview node
   * @returns a function that stops listening
   */
  listen(listener: (id: string) => void): () => void {
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
