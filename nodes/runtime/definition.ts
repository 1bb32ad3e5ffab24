import type { NodeAPI, NodeDef } from 'node-red';

/** A node as the flow file has it, with its variables not replaced. */
export function definitionOf(RED: NodeAPI, id: string): Record<string, unknown> | undefined {
  let found: Record<string, unknown> | undefined;
  RED.nodes.eachNode((definition: NodeDef) => {
    if (definition.id === id) found = definition as unknown as Record<string, unknown>;
  });
  return found;
}
