/** A node of the flows, as far as messages are concerned. */
export interface FlowNode {
  id: string;
}

/** Where a message may have come from. */
export interface Origin<N extends FlowNode> {
  node: N;
  /** The output of that node. */
  port: number;
}

/**
 * Walks against the direction of the wires and returns the first match on each way.
 *
 * @param before the outputs that feed one output of a node; for most nodes, all outputs wired to its input
 */
export function findUpstream<N extends FlowNode>(
  start: N,
  before: (node: N, port: number) => Origin<N>[],
  wanted: (node: N) => boolean,
): N[] {
  const found = new Map<string, N>();
  const visited = new Set<string>();
  const queue = before(start, 0);
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { node, port } = next;
    const place = `${node.id}:${port}`;
    if (visited.has(place)) continue;
    visited.add(place);
    if (wanted(node)) found.set(node.id, node);
    else queue.push(...before(node, port));
  }
  return [...found.values()];
}
