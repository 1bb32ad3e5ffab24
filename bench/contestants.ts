import path from 'node:path';
import type { NodeRedStart } from './contestants/node-red';

const ROOT = path.join(__dirname, '..');

/** A contestant: what is compared, in its own process. */
export interface Spec {
  name: 'bare' | 'node' | 'ten-nodes' | 'core' | 'ten-core';
  /** The title in the table. */
  title: string;
  /** The path in this folder. */
  script: string;
  start: { nodes: number } & Partial<Omit<NodeRedStart, 'ports'>>;
}

export const BARE: Spec = {
  name: 'bare',
  title: 'bare socket',
  script: 'contestants/bare',
  start: { nodes: 1 },
};
export const NODE = inNodeRed('node', 'liveview node', 'liveview', 1);
export const TEN_NODES = inNodeRed('ten-nodes', 'ten liveview nodes', 'liveview', 10);
export const CORE = inNodeRed('core', 'core nodes', 'core', 1);
export const TEN_CORE = inNodeRed('ten-core', 'ten core nodes', 'core', 10);

export const ALL: readonly Spec[] = [BARE, NODE, TEN_NODES, CORE, TEN_CORE];

function inNodeRed(name: Spec['name'], title: string, kind: NodeRedStart['kind'], nodes: number): Spec {
  return { name, title, script: 'contestants/node-red', start: { kind, nodes, packageRoot: ROOT } };
}
