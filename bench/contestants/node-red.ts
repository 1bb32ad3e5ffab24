/** Node-RED as its users start it, with this package installed, and a node at the end of the flows that counts. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeRedArguments, ownNodeRed, writeUserDirectory } from '../../scripts/demo/node-red';
import { ready } from '../obey';
import { coreFlows, type Form, liveviewFlows } from './flows';
import { Meter, readStart } from './meter';

/** What the counting node sees of a message. */
interface Counted {
  payload: unknown;
  /** The core nodes' functions put it here. */
  time?: number;
  liveview?: { time?: number; skipped: number };
  parts?: { index: number; count: number };
}

declare global {
  var benchCount: (channel: number, msg: Counted) => void;
}

const COUNT_SET = `module.exports = (RED) => {
  RED.nodes.registerType('bench-count', function (config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, send, done) => {
      benchCount(config.channel, msg);
      done();
    });
  });
};`;
const COUNT_HTML = `<script type="text/javascript">RED.nodes.registerType('bench-count', { category: 'bench' });</script>`;

const start = readStart();
const meter = new Meter(start);
const packageRoot = start.packageRoot as string;

function userDirectory(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'activelogic-bench-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const flows = start.nodes === 'core' ? coreFlows(start) : liveviewFlows(start, start.forms as Form[]);
  writeUserDirectory(folder, { port: 0, flows, logLevel: 'warn' });
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(packageRoot, path.join(folder, 'node_modules', 'node-red-contrib-activelogic'), 'junction');
  mkdirSync(path.join(folder, 'nodes'));
  writeFileSync(path.join(folder, 'nodes', 'count.js'), COUNT_SET);
  writeFileSync(path.join(folder, 'nodes', 'count.html'), COUNT_HTML);
  return folder;
}

/** Every node has had its view's first update. */
let toCome = start.channels * start.readers;

globalThis.benchCount = (channel, { payload, time, liveview, parts }) => {
  if (parts && parts.index < parts.count - 1) return;
  if (payload === undefined) throw new Error('A message without a payload');
  if (toCome > 0) {
    if (--toCome === 0) ready();
    return;
  }
  meter.count(channel, liveview ? liveview.time : time, liveview?.skipped);
};

void meter.open().then(() => {
  const script = ownNodeRed();
  process.argv.splice(1, Infinity, ...nodeRedArguments(script, userDirectory()));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its start script is one
  require(script);
});
