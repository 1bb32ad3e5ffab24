import type { Node, NodeAPI, NodeDef } from 'node-red';
import { storedVersion } from '../migrations/migrate';
import { currentVersion, currentVersionProblem, type NodeType, toCurrent } from '../migrations/steps';
import { show } from '../lib/invalid-value';
import { text } from './text';

/**
 * A node's configuration in today's shape, whichever release has saved it. One that a later release has saved, or whose
 * version makes no sense, is read as it is, with a warning: what it says may still do.
 *
 * For after `createNode`, which needs the object that Node-RED has given.
 */
export function readConfig<T extends NodeDef>(RED: NodeAPI, node: Node, type: NodeType, stored: T): T {
  switch (currentVersionProblem(type, stored)) {
    case 'newer':
      node.warn(
        text(RED, 'log.newer-version', {
          type,
          version: show(storedVersion(stored)),
          known: currentVersion(type),
        }),
      );
      break;
    case 'invalid':
      node.warn(text(RED, 'log.invalid-version', { type, value: show(storedVersion(stored)) }));
      break;
    case undefined:
      break;
  }
  return toCurrent(type, stored);
}
