/**
 * How long this package's sets take to be required in a process that has loaded Node-RED already, ms: the runtime, the
 * editor's API and its own WebSocket nodes. Arguments: the package's folder.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import 'node-red';
import '@node-red/nodes/core/network/22-websocket.js';
import { ready } from '../obey';
import type { Usage } from '../orders';

const [, , root = ''] = process.argv;
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};

const cpu = process.cpuUsage();
const begin = performance.now();
for (const file of Object.values(manifest['node-red'].nodes)) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Node-RED does it
  require(path.join(root, file));
}
const { user, system } = process.cpuUsage(cpu);
ready({ wall: performance.now() - begin, cpu: (user + system) / 1000 } satisfies Usage);
