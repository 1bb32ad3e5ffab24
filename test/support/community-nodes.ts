import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { FlowNode } from '../../scripts/demo/node-red';
import { installCompat } from './compat';
import { addDependencies } from './packed';
import { ROOT } from './root';

/** A package that examples need in addition to this one and Node-RED, as their comments say. */
interface CommunityPackage {
  name: string;
  /** The prefix of its nodes' types. */
  prefix: string;
  /** The folder of `test/compat` that installs it; absent for a development dependency. */
  compat?: string;
}

const PACKAGES: readonly CommunityPackage[] = [
  { name: '@flowfuse/node-red-dashboard', prefix: 'ui-' },
  { name: 'node-red-contrib-influxdb', prefix: 'influxdb', compat: 'influxdb' },
  { name: 'node-red-contrib-postgrestor-next', prefix: 'postgres', compat: 'postgresql' },
  { name: 'node-red-node-email', prefix: 'e-mail', compat: 'mail' },
];

/** The packages of these nodes, without this one and Node-RED's. */
export function communityPackages(flows: readonly FlowNode[]): string[] {
  return needed(flows).map(({ name }) => name);
}

/**
 * Puts the packages that flows need into a user directory, as Node-RED's palette manager would.
 *
 * @throws NpmFailure if a package cannot be installed
 */
export async function addCommunityNodes(userDirectory: string, flows: readonly FlowNode[]): Promise<void> {
  for (const { name, compat } of needed(flows)) {
    const folder = compat === undefined ? ROOT : await installCompat(compat);
    const installed = path.join(folder, 'node_modules', name);
    const link = path.join(userDirectory, 'node_modules', name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(installed, link);
    addDependencies(userDirectory, { [name]: readVersion(installed) });
  }
}

function needed(flows: readonly FlowNode[]): CommunityPackage[] {
  return PACKAGES.filter(({ prefix }) => flows.some(({ type }) => type.startsWith(prefix)));
}

function readVersion(folder: string): string {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
