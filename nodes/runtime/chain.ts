import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { onFlowsStarted } from './flows-started';
import { isReached } from './reach';

/**
 * Marks the message of a chain that starts again because a deploy left its first node in place. The message is for
 * nodes that the deploy replaced. Nodes that already had it ignore it.
 */
const AGAIN = '_activelogicAgain';

/**
 * Lets a builder that no message can reach start its chain itself. It receives an empty message at the end of every
 * deploy, so that a liveview node replaced by the deploy gets its view too.
 */
export function startChain(RED: NodeAPI, node: Node): void {
  let started = false;
  const forget = onFlowsStarted(RED, () => {
    if (!isReached(RED, node)) node.receive(started ? { [AGAIN]: true } : {});
    started = true;
  });
  node.on('close', forget);
}

/** Removes the mark from a message that turns out to say something new. */
export function markNew(msg: NodeMessage): void {
  Reflect.deleteProperty(msg, AGAIN);
}

/** Whether a message only repeats what its chain has said before. */
export function isAgain(msg: NodeMessage): boolean {
  return msg[AGAIN] === true;
}
