import type { Node, NodeAPI, NodeDef } from 'node-red';
import { onFlowsStarted } from './flows-started';
import { expandVariables } from './variables';

/** A node's configuration, as the flow file has it: of nodes of any package, so nothing about it is certain. */
interface WiredDef extends NodeDef {
  wires?: unknown;
  /** A subflow's own wires to its inside; other nodes may have a property of that name too. */
  in?: unknown;
  /** Disabled. */
  d?: boolean;
}

/**
 * A builder that nothing is wired into starts its chain by itself: it receives an empty message at the end of every
 * deploy, so that a liveview node which that deploy has made anew gets its view too. To one that has the view
 * already, the same view again does nothing.
 */
export function startChain(RED: NodeAPI, node: Node): void {
  const forget = onFlowsStarted(RED, () => {
    if (!isFed(RED, node)) node.receive({});
  });
  node.on('close', forget);
}

/**
 * Whether a message can reach a node. Inside a subflow, a wire from the subflow's input counts if something is wired
 * into that subflow's instance.
 */
export function isFed(RED: NodeAPI, node: Node): boolean {
  // The ids as they are in the flow file, from the tab over the subflows' instances to the node.
  const path = expandVariables(RED, node, 'id', '${NR_NODE_PATH}').split('/');
  const definitions: WiredDef[] = [];
  RED.nodes.eachNode((definition: WiredDef) => {
    // Nothing comes out of a disabled node.
    if (definition.d !== true) definitions.push(definition);
  });
  for (const id of path.reverse()) {
    if (definitions.some(({ wires }) => list(wires).some((port) => list(port).includes(id)))) return true;
    const throughInput = definitions.some(
      ({ type, in: inputs }) => type === 'subflow' && list(inputs).some((input) => leadsTo(input, id)),
    );
    if (!throughInput) return false;
  }
  return false;
}

function leadsTo(input: unknown, id: string): boolean {
  const { wires } = (input ?? {}) as { wires?: unknown };
  return list(wires).some((wire) => (wire as { id?: unknown } | null)?.id === id);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
