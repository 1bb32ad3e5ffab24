import type { NodeAPI } from 'node-red';

const EVENT = 'flows:started';

/** The listeners per emitter. */
const hubs = new WeakMap<NodeAPI['events'], Set<() => void>>();

/**
 * Calls back at the end of every deploy, when all nodes exist. One listener serves all nodes, because Node-RED's
 * emitter warns of a leak from the eleventh on.
 *
 * @returns a function that stops it
 */
export function onFlowsStarted(RED: NodeAPI, callback: () => void): () => void {
  const callbacks = hubs.get(RED.events) ?? createHub(RED.events);
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

function createHub(events: NodeAPI['events']): Set<() => void> {
  const callbacks = new Set<() => void>();
  hubs.set(events, callbacks);
  events.on(EVENT, () => {
    for (const callback of [...callbacks]) callback();
  });
  return callbacks;
}
