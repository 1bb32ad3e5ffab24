import type { Node, NodeAPI, NodeDef } from 'node-red';
import { expandVariables } from './variables';

/** The definition of a node of any package, as the flow file has it. So any property may hold anything. */
interface WiredDef extends NodeDef {
  wires?: unknown;
  /** The node is disabled. */
  d?: unknown;
  /** The tab is disabled. */
  disabled?: unknown;
  /** The other ends of a link node. */
  links?: unknown;
  /** A link call with `dynamic` takes its target from the message. */
  linkType?: unknown;
  /** A link out with `return` answers a link call. */
  mode?: unknown;
  /** The inner wires of a subflow. Other nodes may use these names for something else. */
  in?: unknown;
  out?: unknown;
}

/** An output of a node. */
interface Output {
  id: string;
  port: number;
}

const SUBFLOW = 'subflow:';

/** Nodes that only pass messages on and never send one themselves. */
const PASSIVE: readonly string[] = ['junction', 'link in', 'link out', 'link call'];

/**
 * Whether a message can reach a node. A disabled node sends nothing. A junction or link node sends only what reaches
 * it.
 */
export function isReached(RED: NodeAPI, node: Node): boolean {
  const path = pathOf(RED, node);
  return new Search(RED).isReached(path[path.length - 1] ?? '', path.slice(0, -1));
}

/**
 * Finds the nodes of which every message reaches a node: nothing but wires, junctions, links and edges of subflows is
 * in between. What other nodes pass on cannot be known.
 *
 * @param ids of the nodes to look at
 */
export function feedersOf(RED: NodeAPI, node: Node, ids: readonly string[]): Set<string> {
  const path = pathOf(RED, node);
  const feeders = new Set<string>();
  new Search(RED, feeders).isReached(path[path.length - 1] ?? '', path.slice(0, -1));
  const names = new Set([...feeders].map((each) => each.slice(each.lastIndexOf('/') + 1)));
  const found = ids.filter((id) => {
    const other = RED.nodes.getNode(id) as (Node & { _alias?: string }) | null | undefined;
    // A path takes long, and a flow may have many liveview nodes. In a subflow, a node is a copy with an id of its own.
    return other && names.has(other._alias ?? id) && feeders.has(pathOf(RED, other).join('/'));
  });
  return new Set(found);
}

/** The ids from the flow file: the subflow instances, the node. */
function pathOf(RED: NodeAPI, node: Node): string[] {
  return expandVariables(RED, node, 'id', '${NR_NODE_PATH}').split('/').slice(1);
}

/** One search, against the direction of the wires. */
class Search {
  private readonly nodes = new Map<string, WiredDef>();
  private readonly wired = new Map<string, Output[]>();
  private readonly visited = new Set<string>();

  /** @param feeders collects the nodes that send. Then nothing counts as reached, so that the search finds all. */
  constructor(
    RED: NodeAPI,
    private readonly feeders?: Set<string>,
  ) {
    const all = new Map<string, WiredDef>();
    RED.nodes.eachNode((node: WiredDef) => all.set(node.id, node));
    for (const [id, node] of all) {
      if (node.d !== true && all.get(node.z)?.disabled !== true) this.nodes.set(id, node);
    }
    for (const { id, type, wires } of this.nodes.values()) {
      // At runtime, `wires` of a link out holds a copy of its links.
      if (type === 'link out') continue;
      list(wires).forEach((port, index) => {
        for (const target of list(port)) this.wire(String(target), { id, port: index });
      });
    }
  }

  /**
   * Whether a message can reach a node's input.
   *
   * @param instances the ids of the subflow instances around the node, outermost first; without them, any instance
   * counts
   */
  isReached(id: string, instances: readonly string[]): boolean {
    const key = [...instances, id].join('/');
    const node = this.nodes.get(id);
    // A node visited before adds nothing. This also ends loops.
    if (!node || this.visited.has(key)) return false;
    this.visited.add(key);
    return (
      (this.wired.get(id) ?? []).some((output) => this.sends(output, instances)) ||
      (node.type === 'link in' && this.isCalled(node, instances)) ||
      this.isFedByInput(node, instances)
    );
  }

  private wire(target: string, output: Output): void {
    const outputs = this.wired.get(target);
    if (outputs) outputs.push(output);
    else this.wired.set(target, [output]);
  }

  /** Whether messages leave an output. */
  private sends({ id, port }: Output, instances: readonly string[]): boolean {
    const node = this.nodes.get(id);
    if (!node) return false;
    if (node.type.startsWith(SUBFLOW)) return this.comesOut(node, port, instances);
    if (this.feeders && (node.type === 'link call' || !PASSIVE.includes(node.type))) {
      this.feeders.add([...instances, id].join('/'));
      return false;
    }
    return !PASSIVE.includes(node.type) || this.isReached(id, instances);
  }

  /** The same for a subflow instance: follow what its output is wired to inside. */
  private comesOut(instance: WiredDef, port: number, instances: readonly string[]): boolean {
    const subflow = this.nodes.get(instance.type.slice(SUBFLOW.length));
    return ends(list(subflow?.out)[port]).some((end) =>
      // An output may be wired straight to the input.
      end.id === subflow?.id
        ? this.isReached(instance.id, instances)
        : this.sends(end, [...instances, instance.id]),
    );
  }

  /** Whether a link in gets messages from a link out or a link call. */
  private isCalled(node: WiredDef, instances: readonly string[]): boolean {
    return [...this.nodes.values()].some((other) => {
      if (!this.linksTo(other, node)) return false;
      return this.isReached(other.id, other.z === node.z ? instances : []);
    });
  }

  private linksTo(other: WiredDef, node: WiredDef): boolean {
    const isNear = other.z === node.z;
    if (other.type === 'link out') {
      const linked = list(other.links).includes(node.id) || list(node.links).includes(other.id);
      return (
        linked && other.mode !== 'return' && (isNear || !(this.isInSubflow(other) || this.isInSubflow(node)))
      );
    }
    if (other.type !== 'link call' || !(isNear || !this.isInSubflow(node))) return false;
    // It may call any node, so not all of its messages reach this one.
    if (other.linkType === 'dynamic') return !this.feeders;
    return [other.links].flat()[0] === node.id;
  }

  /** Inside a subflow: whether something reaches the input that the node is wired to. */
  private isFedByInput({ id, z }: WiredDef, instances: readonly string[]): boolean {
    const subflow = this.nodes.get(z);
    if (subflow?.type !== 'subflow') return false;
    if (!list(subflow.in).some((input) => ends(input).some((end) => end.id === id))) return false;
    const instance = instances[instances.length - 1];
    if (instance !== undefined) return this.isReached(instance, instances.slice(0, -1));
    return [...this.nodes.values()].some(
      ({ type, id: any }) => type === SUBFLOW + subflow.id && this.isReached(any, []),
    );
  }

  private isInSubflow({ z }: WiredDef): boolean {
    return this.nodes.get(z)?.type === 'subflow';
  }
}

/** What an input or output of a subflow is wired to inside. */
function ends(side: unknown): Output[] {
  const { wires } = (side ?? {}) as { wires?: unknown };
  return list(wires).flatMap((wire) => {
    const { id, port } = (wire ?? {}) as { id?: unknown; port?: unknown };
    return typeof id === 'string' ? [{ id, port: typeof port === 'number' ? port : 0 }] : [];
  });
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
