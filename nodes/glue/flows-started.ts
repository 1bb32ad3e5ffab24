import type { NodeAPI } from 'node-red';

const EVENT = 'flows:started';

/** Those who want to know, and how to stop telling them, per emitter. */
const hubs = new WeakMap<NodeAPI['events'], Set<() => void>>();

/**
 * Calls back at every end of a deploy, once all nodes are there. One listener serves all nodes: Node-RED's emitter
 * warns of a leak from the eleventh on.
 *
 * @returns how to stop it
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
