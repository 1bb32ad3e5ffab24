import type { Node, NodeAPI } from 'node-red';
import { type ApplianceNode, findAppliance } from '../runtime/appliance';
import { Rejection } from './http';

/**
 * The appliance that is deployed under an id.
 *
 * @throws Rejection 404
 */
export function deployedAppliance(RED: NodeAPI, id: string): ApplianceNode {
  try {
    return findAppliance(RED, id);
  } catch (error) {
    throw error instanceof Error ? new Rejection(404, { cause: error }) : error;
  }
}

/** The running node with this id, if it has that type. */
export function runningNode<C extends object = object>(
  RED: NodeAPI,
  id: string | undefined,
  type: string,
): Node<C> | undefined {
  const node = id === undefined || id === '' ? null : (RED.nodes.getNode(id) as Node<C> | null);
  return node?.type === type ? node : undefined;
}
