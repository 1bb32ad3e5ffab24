import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { readExample } from '../../scripts/demo/example';
import { readManifest } from '../../scripts/demo/package';
import { Simulator } from '../../tools/simulator';
import { CODEC_MODULE, TrafficSystem } from '../codecs/traffic-system';
import { AdminClient } from '../support/admin-client';
import { draft } from '../support/drafts';
import { NodeRed, type NodeRedVersion } from '../support/node-red-process';
import { VERSIONS } from '../support/node-red-versions';
import { exampleNames } from '../support/examples';
import { ROOT } from '../support/root';

const run = promisify(execFile);

interface NodeSet {
  id: string;
  types: string[];
  enabled: boolean;
  err?: unknown;
}

/** The example that a new user runs first. */
const EXAMPLE = 'first-liveview';

/** What Node-RED reports about itself. */
interface Diagnostics {
  runtime: { version: string };
  nodejs: { version: string };
}

for (const { name, nodeRed: nodeRedVersion, node, find } of VERSIONS) {
  describe(`the package in ${name}`, function () {
    this.timeout(300_000);
    let version: NodeRedVersion;
    let simulator: Simulator;
    let nodeRed: NodeRed;

    before(async function () {
      version = await find(this);
      simulator = new Simulator({ port: 0, hosts: 8, interval: 0.2 });
      const { port } = new URL(await simulator.start());
      nodeRed = await NodeRed.start(readExample(ROOT, EXAMPLE, Number(port)), version, {
        modules: [CODEC_MODULE],
      });
    });

    after(async () => {
      // Either is undefined if it failed to start.
      await (nodeRed as NodeRed | undefined)?.stop();
      await (simulator as Simulator | undefined)?.stop();
    });

    it('runs on these versions', async () => {
      const { runtime, nodejs } = await nodeRed.get<Diagnostics>('diagnostics');
      assert.ok(runtime.version.startsWith(`${nodeRedVersion}.`), runtime.version);
      assert.ok(nodejs.version.startsWith(`v${node}.`), nodejs.version);
    });

    it('registers all its nodes', async () => {
      const sets = (await nodeRed.get<NodeSet[]>('nodes')).filter(({ id }) =>
        id.startsWith('node-red-contrib-activelogic/'),
      );
      const expected = Object.keys(readManifest(ROOT)['node-red'].nodes).map((set) => ({
        id: `node-red-contrib-activelogic/${set}`,
        types: [`activelogic-${set}`],
        enabled: true,
        err: undefined,
      }));
      assert.deepEqual(
        sets.map(({ id, types, enabled, err }) => ({ id, types, enabled, err })),
        expected,
      );
    });

    it('runs its first example: updates arrive', async () => {
      const comms = await nodeRed.comms();
      const connected = await comms.status.waitFor('a green status', ({ fill }) => fill === 'green');
      assert.equal(connected.shape, 'dot');
      assert.match(connected.text ?? '', /\b8\b/);
      const first = await comms.debug.waitFor('a message', () => true);
      const second = await comms.debug.waitFor('another message', ({ msg }) => msg !== first.msg);
      for (const { name, format, msg } of [first, second]) {
        assert.equal(name, 'Hosts and services');
        assert.equal(format, 'array[8]');
        const items = JSON.parse(msg) as { name: string; inbound: number; children: { name: string }[] }[];
        assert.ok(items.some((item) => item.name === '10.0.0.249'));
        assert.ok(items.every(({ inbound, children }) => typeof inbound === 'number' && children.length > 0));
      }
    });

    it('prints nothing unexpected', () => {
      assert.deepEqual(nodeRed.complaints(), []);
    });

    it('finds the codecs that other modules bring', async () => {
      const system = await TrafficSystem.start();
      const client = new AdminClient(`${nodeRed.url}activelogic-appliance/`);
      try {
        const { body } = await client.get('codecs');
        assert.deepEqual(body, { codecs: [{ id: 'traffic-monitor', label: 'Traffic monitor' }] });
        const appliance = draft({ url: system.url, codec: 'traffic-monitor' });
        const { text } = await client.post('test', { appliance });
        assert.match(text, /^\{"catalog":\{"system":\{"name":"Traffic monitor"\}/);
      } finally {
        client.close();
        await system.stop();
      }
    });

    it('brings its examples', async () => {
      const offered = await nodeRed.get<{ fn: string }[]>(
        'library/examples/flows/node-red-contrib-activelogic',
      );
      assert.deepEqual(offered.map(({ fn }) => fn).sort(), exampleNames());
    });

    it('brings its icons', async () => {
      for (const icon of ['appliance', 'liveview', 'distribution', 'filter', 'catalog', 'alert']) {
        const response = await nodeRed.request(`icons/node-red-contrib-activelogic/${icon}.svg`);
        assert.match(await response.text(), /<svg/);
      }
    });

    it('brings its library', async () => {
      const script =
        "const { View, ViewDistribution } = require('node-red-contrib-activelogic/liveview');" +
        'const view = new View(process.argv[1]);' +
        "view.addDistributions(new ViewDistribution('Local Host'));" +
        'view.connect().then(() => view.waitForUpdate())' +
        '.then((items) => { console.log(items.length); return view.close(); });';
      const { stdout, stderr } = await run(version.node, ['-e', script, simulator.url], {
        cwd: nodeRed.userDirectory,
      });
      assert.deepEqual({ stdout, stderr }, { stdout: '8\n', stderr: '' });
    });

    it('brings its commands', async () => {
      const { bin, version: released } = readManifest(ROOT);
      for (const name of Object.keys(bin)) {
        const command = path.join(nodeRed.userDirectory, 'node_modules', '.bin', name);
        const { stdout, stderr } = await run(version.node, [command, '--version']);
        assert.deepEqual({ stdout, stderr }, { stdout: `${released}\n`, stderr: '' });
      }
    });
  });
}
