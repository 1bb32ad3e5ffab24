/** Node-RED as its users start it, with this package installed and a counting node at the end of the flows. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeRedArguments, ownNodeRed, writeUserDirectory } from '../../scripts/demo/node-red';
import { fail, ready } from '../processes/obey';
import { coreFlows, liveviewFlows } from './flows';
import { Meter, readStart, type Start } from './meter';

/** What this script gets when it starts. */
export interface NodeRedStart extends Start {
  kind: 'liveview' | 'core';
  packageRoot: string;
}

/** What the counting node reads of a message. */
interface Counted {
  payload: unknown;
  /** Set by the functions in the flows of core nodes. */
  time?: number;
  liveview?: { time?: number; skipped: number };
}

declare global {
  var benchCount: (msg: Counted) => void;
  var benchMissing: (types: string[]) => void;
}

const COUNT_SET = `module.exports = (RED) => {
  RED.events.on('runtime-event', ({ payload }) => {
    if (payload?.error === 'missing-types') benchMissing(payload.types);
  });
  RED.nodes.registerType('bench-count', function (config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, send, done) => {
      benchCount(msg);
      done();
    });
  });
};`;
const COUNT_HTML = `<script type="text/javascript">RED.nodes.registerType('bench-count', { category: 'bench' });</script>`;

const start = readStart() as NodeRedStart;
const meter = new Meter(start);

function userDirectory(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'activelogic-bench-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const flows = start.kind === 'core' ? coreFlows(start) : liveviewFlows(start);
  writeUserDirectory(folder, { port: 0, flows, logLevel: 'warn' });
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(
    start.packageRoot,
    path.join(folder, 'node_modules', 'node-red-contrib-activelogic'),
    'junction',
  );
  mkdirSync(path.join(folder, 'nodes'));
  writeFileSync(path.join(folder, 'nodes', 'count.js'), COUNT_SET);
  writeFileSync(path.join(folder, 'nodes', 'count.html'), COUNT_HTML);
  return folder;
}

/** How many nodes have not received the view's first update yet. */
let toCome = start.nodes;

globalThis.benchCount = ({ payload, time, liveview }) => {
  if (!Array.isArray(payload)) throw new Error('A message without items');
  if (toCome > 0) {
    if (--toCome === 0) ready();
    return;
  }
  meter.count(liveview ? liveview.time : time, liveview?.skipped);
};

globalThis.benchMissing = (types) => {
  fail(`Node-RED has no node for ${types.join(', ')}. Build the package first: npm run build`);
};

void meter.open().then(() => {
  const script = ownNodeRed();
  process.argv.splice(1, Infinity, ...nodeRedArguments(script, userDirectory()));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its start script is one
  require(script);
});
