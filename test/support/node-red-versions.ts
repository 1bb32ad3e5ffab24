import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { installCompatOrSkip, skip } from './compat';
import { type NodeRedVersion, OWN_NODE_RED } from './node-red-process';

/** A version of Node-RED that the package supports, and how a test gets it. */
export interface Offered {
  name: string;
  find: (context: Context) => Promise<NodeRedVersion>;
}

/** A version that runs on a certain version of Node.js. */
export interface OfferedOn extends Offered {
  /** The beginning of the version, such as `3.1` and `18.5`. */
  nodeRed: string;
  node: string;
}

/**
 * The oldest Node-RED on the oldest Node.js. Then the oldest, the development version and the newest, each on
 * its usual Node.js.
 */
export const VERSIONS: readonly OfferedOn[] = [
  offered('3.1', '18.5'),
  offered('3.1', '20'),
  offered('4.1', '20'),
  offered('5.0', '22'),
  offered('5.0', '24'),
];

/** The versions whose editors differ: the development version on the running Node.js, and the newest. */
export const EDITORS: readonly Offered[] = [
  { name: 'Node-RED 4.1', find: () => Promise.resolve(OWN_NODE_RED) },
  { ...offered('5.0', '22'), name: 'Node-RED 5.0' },
];

function offered(nodeRed: string, node: string): OfferedOn {
  return {
    name: `Node-RED ${nodeRed} on Node.js ${node}`,
    nodeRed,
    node,
    find: async (context) => ({
      script: await findScript(context, nodeRed),
      node: await findNode(context, node),
    }),
  };
}

/** The development dependency, or a version that only tests use. */
async function findScript(context: Context, version: string): Promise<string> {
  if (version === '4.1') return OWN_NODE_RED.script;
  const folder = await installCompatOrSkip(context, `node-red-${version}`);
  return path.join(folder, 'node_modules', 'node-red', 'red.js');
}

/** The binary from npm. Where npm has none for this platform, the running one, if its version matches. */
async function findNode(context: Context, version: string): Promise<string> {
  const [major = ''] = version.split('.');
  const folder = await installCompatOrSkip(context, 'node');
  const binary = path.join(folder, 'node_modules', `node-${major}`, 'bin', 'node');
  if (existsSync(binary)) return binary;
  if (process.version.startsWith(`v${version}.`)) return process.execPath;
  return skip(context, `There is no Node.js ${version} for this platform`);
}
