import '../../dialog/red';
import { findUpstream, type FlowNode, type Origin } from './upstream';

/** A node as the editor holds it. The ports of an open subflow have the type `subflow`. */
interface EditorNode extends FlowNode {
  type: string;
  z?: string;
  d?: boolean;
  /** The other ends of a link node. */
  links?: string[];
  direction?: 'in' | 'out' | 'status';
  [property: string]: unknown;
}

interface Link {
  source: EditorNode;
  sourcePort: number;
}

const SUBFLOW = 'subflow:';

/** The nearest nodes of a type that messages come from, followed through link nodes and subflows. */
export function upstreamOf(node: object, type: string): EditorNode[] {
  return findUpstream(node as EditorNode, before, (each) => each.type === type);
}

function before(node: EditorNode, port: number): Origin<EditorNode>[] {
  return origins(node, port).filter((origin) => origin.node.d !== true);
}

function origins(node: EditorNode, port: number): Origin<EditorNode>[] {
  if (node.type === 'link in') return (node.links ?? []).flatMap(nodeOf).map(first);
  if (node.type === 'subflow' && node.direction === 'in') {
    const instances = RED.nodes.filterNodes({ type: `${SUBFLOW}${node.z ?? ''}` }) as EditorNode[];
    return instances.flatMap(wiredInto);
  }
  if (node.type.startsWith(SUBFLOW)) {
    const subflow = RED.nodes.subflow(node.type.slice(SUBFLOW.length)) as { out?: EditorNode[] } | undefined;
    const output = subflow?.out?.[port];
    return output ? wiredInto(output) : [];
  }
  return wiredInto(node);
}

function wiredInto(node: EditorNode): Origin<EditorNode>[] {
  const links = RED.nodes.filterLinks({ target: node }) as Link[];
  return links.map(({ source, sourcePort }) => ({ node: source, port: sourcePort }));
}

function nodeOf(id: string): EditorNode[] {
  const node = RED.nodes.node(id) as EditorNode | null | undefined;
  return node ? [node] : [];
}

function first(node: EditorNode): Origin<EditorNode> {
  return { node, port: 0 };
}
