/**
 * How long this package's sets take to be required in a process that has loaded Node-RED already, ms. Arguments: the
 * package's folder.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [, , root = ''] = process.argv;
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  'node-red': { nodes: Record<string, string> };
};

// What a Node-RED has loaded by the time that it comes to the palette: the runtime, the editor's API, its own nodes.
require('node-red');
require('@node-red/nodes/core/network/22-websocket.js');

const begin = performance.now();
for (const file of Object.values(manifest['node-red'].nodes)) require(path.join(root, file));
process.stdout.write(String(performance.now() - begin));
