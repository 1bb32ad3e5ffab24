/** A node of the flows, as far as the way messages take goes. */
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
 * Walks against the direction of the wires, from a node to the first of each way that is looked for.
 *
 * @param before what is in front of one output of a node: where its messages come from, so to say; for most nodes
 * whatever is wired into it, from whichever output they leave
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
