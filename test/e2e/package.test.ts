import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readManifest } from '../../scripts/demo/package';
import { Simulator } from '../../simulator';
import { type FlowNode, NodeRed, type NodeRedVersion } from '../support/node-red-process';
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

for (const { name, find } of VERSIONS) {
  describe(`the package in ${name}`, function () {
    this.timeout(300_000);
    let version: NodeRedVersion;
    let simulator: Simulator;
    let nodeRed: NodeRed;

    before(async function () {
      version = await find(this);
      simulator = new Simulator({ port: 0, hosts: 8, interval: 0.2 });
      nodeRed = await NodeRed.start(flows(await simulator.start()), version);
    });

    after(async () => {
      // Either is missing when it could not be started.
      await (nodeRed as NodeRed | undefined)?.stop();
      await (simulator as Simulator | undefined)?.stop();
    });

    it('is registered as a whole', async () => {
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

    it('shows updates', async () => {
      const comms = await nodeRed.comms();
      const connected = await comms.status.waitFor(
        'a green status',
        ({ id, fill }) => id === 'live' && fill === 'green',
      );
      assert.equal(connected.shape, 'dot');
      assert.match(connected.text ?? '', /\b8\b/);
      const debug = await comms.debug.waitFor('a message', ({ id }) => id === 'debug');
      assert.equal(debug.format, 'array[8]');
      const items = JSON.parse(debug.msg) as { name: string; inbound: number }[];
      assert.ok(items.some(({ name }) => name === '10.0.0.249'));
      assert.ok(items.every(({ inbound }) => typeof inbound === 'number'));
    });

    it('makes no noise', () => {
      assert.deepEqual(nodeRed.complaints(), []);
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

    it('brings its command', async () => {
      const command = path.join(nodeRed.userDirectory, 'node_modules', '.bin', 'activelogic-simulator');
      const { stdout } = await run(version.node, [command, '--version']);
      const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
        version: string;
      };
      assert.equal(stdout, `${manifest.version}\n`);
    });
  });
}

/** Without coordinates a node would be taken for a config node. */
function flows(url: string): FlowNode[] {
  return [
    { id: 'tab', type: 'tab', label: 'Test' },
    { id: 'appliance', type: 'activelogic-appliance', url },
    {
      id: 'live',
      type: 'activelogic-liveview',
      z: 'tab',
      appliance: 'appliance',
      distributions: [{ name: 'Local Host' }],
      x: 200,
      y: 100,
      wires: [['debug']],
    },
    {
      id: 'debug',
      type: 'debug',
      z: 'tab',
      active: true,
      tosidebar: true,
      complete: 'payload',
      targetType: 'msg',
      x: 400,
      y: 100,
      wires: [],
    },
  ];
}
