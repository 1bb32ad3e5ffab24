import '../red';

/** A node as the editor holds it. */
interface EditorNode {
  id: string;
  type: string;
  z?: string;
  d?: boolean;
  appliance?: unknown;
  /** The other ends of a link node. */
  links?: string[];
}

/** New nodes without an appliance. */
const waiting = new Set<string>();

/** Gives a new node the only appliance, if there is just one. Call it from `onadd`. */
export function takeOnlyAppliance(node: object): void {
  const added = node as EditorNode;
  // Node-RED calls `onadd` for pasted and imported nodes as well. Those exist already.
  if (RED.nodes.node(added.id)) return;
  const usable: string[] = [];
  RED.nodes.eachConfig((config) => {
    const { id, type, z, d } = config as unknown as EditorNode;
    const isNear = z === undefined || z === '' || z === (added.z ?? RED.workspaces.active());
    if (type === 'activelogic-appliance' && d !== true && isNear) usable.push(id);
    return true;
  });
  if (usable.length === 1) added.appliance = usable[0];
  else waiting.add(added.id);
}

/** Gives a new node the appliance of the liveview node that it is wired to, once there is one. */
export function takeWiredAppliance(): void {
  const look = (): void => {
    for (const id of waiting) {
      const node = RED.nodes.node(id) as EditorNode | null | undefined;
      const chosen = node?.appliance !== undefined && node.appliance !== '';
      const appliance = node && !chosen ? applianceBehind(node) : undefined;
      if (node && !chosen && appliance === undefined) continue;
      waiting.delete(id);
      if (!node || appliance === undefined) continue;
      node.appliance = appliance;
      RED.nodes.updateConfigNodeUsers(node);
    }
  };
  RED.events.on('links:add', look);
  RED.events.on('nodes:change', look);
}

/** The appliance of the nearest liveview node that messages of a node reach. */
export function applianceBehind(node: object): string | undefined {
  const visited = new Set<EditorNode>();
  const ahead = [node as EditorNode];
  for (let next = ahead.shift(); next; next = ahead.shift()) {
    if (visited.has(next) || next.d === true) continue;
    visited.add(next);
    const { type, appliance } = next;
    if (type === 'activelogic-liveview' && typeof appliance === 'string' && appliance !== '')
      return appliance;
    ahead.push(...behind(next));
  }
  return undefined;
}

function behind(node: EditorNode): EditorNode[] {
  const linked = node.type === 'link out' ? (node.links ?? []).map((id) => RED.nodes.node(id)) : [];
  const wired = RED.nodes.filterLinks({ source: node }) as unknown as { target: EditorNode }[];
  return [...linked, ...wired.map(({ target }) => target)].filter((each) => each) as EditorNode[];
}
