import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type ApplianceNode, findAppliance } from '../glue/appliance';
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

/** The node that runs under an id, if it is of that type. */
export function runningNode<C extends object = object>(
  RED: NodeAPI,
  id: string | undefined,
  type: string,
): Node<C> | undefined {
  const node = id === undefined || id === '' ? null : (RED.nodes.getNode(id) as Node<C> | null);
  return node?.type === type ? node : undefined;
}

/** A node as the flows have it: its variables are not replaced. */
export function definitionOf(RED: NodeAPI, id: string): Record<string, unknown> | undefined {
  let found: Record<string, unknown> | undefined;
  RED.nodes.eachNode((definition: NodeDef) => {
    if (definition.id === id) found = definition as unknown as Record<string, unknown>;
  });
  return found;
}
