import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readPackagedExample } from '../../scripts/demo/example';
import { readManifest } from '../../scripts/demo/package';
import { communityPackages } from '../support/community-nodes';
import { exampleNames } from '../support/examples';
import type { FlowNode } from '../support/node-red-process';
import type { SimulatorOptions } from '../../simulator';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';

const OWN_TYPES = Object.keys(readManifest(ROOT)['node-red'].nodes).map((set) => `activelogic-${set}`);
/** Those of Node-RED's that no palette lacks. */
const CORE_TYPES = [
  ...['tab', 'comment', 'inject', 'debug', 'catch', 'status', 'switch', 'change', 'function', 'template'],
  ...['link in', 'link out', 'delay', 'trigger', 'rbe', 'join', 'mqtt in', 'mqtt out', 'mqtt-broker'],
  ...['http in', 'http response', 'http request', 'udp out', 'csv', 'file'],
];
/** Nodes that show in no flow. */
const CONFIG_TYPES = [
  ...['activelogic-appliance', 'mqtt-broker', 'influxdb', 'postgresDB'],
  ...['ui-base', 'ui-page', 'ui-group', 'ui-theme'],
];

describe('the examples', () => {
  it('show every node of the package', () => {
    const types = new Set(exampleNames().flatMap((name) => read(name).map(({ type }) => type)));
    assert.deepEqual(
      OWN_TYPES.filter((type) => !types.has(type)),
      [],
    );
  });

  for (const name of exampleNames()) {
    describe(name, () => {
      const nodes = read(name);

      const tabs = nodes.filter(({ type }) => type === 'tab');

      it('is flows with nodes of this package, of Node-RED, and of packages that it names', () => {
        assert.equal(nodes[0]?.type, 'tab');
        assert.deepEqual(
          nodes.filter(
            (node) =>
              ![...OWN_TYPES, ...CORE_TYPES].includes(node.type) && communityPackages([node]).length === 0,
          ),
          [],
        );
        const [comment] = nodes.filter(({ type }) => type === 'comment');
        for (const toInstall of communityPackages(nodes))
          assert.ok(String(comment?.info).includes(toInstall));
      });

      it('has every node in one of its flows, but for configurations', () => {
        const ids = new Set(tabs.map(({ id }) => id));
        for (const { id, type, z } of nodes) {
          if (type === 'tab') continue;
          assert.equal(typeof z === 'string' && ids.has(z), !CONFIG_TYPES.includes(type), `${type} ${id}`);
        }
      });

      it('is wired to nodes that are there', () => {
        const ids = new Set(nodes.map(({ id }) => id));
        assert.equal(ids.size, nodes.length, 'an id is there twice');
        const targets = nodes.flatMap(({ wires = [] }) => (wires as string[][]).flat());
        assert.deepEqual(
          targets.filter((id) => !ids.has(id)),
          [],
        );
        const appliances = nodes.flatMap(({ appliance }) =>
          typeof appliance === 'string' ? [appliance] : [],
        );
        assert.deepEqual(
          appliances.filter((id) => nodes.find((node) => node.id === id)?.type !== 'activelogic-appliance'),
          [],
        );
      });

      it('names nodes that are there', () => {
        const ofType = (wanted: string): unknown[] =>
          nodes.filter(({ type }) => type === wanted).map(({ id }) => id);
        for (const { type, z, broker, influxdb, postgresDB, scope } of nodes) {
          if (type === 'mqtt in' || type === 'mqtt out') assert.ok(ofType('mqtt-broker').includes(broker));
          if (type === 'influxdb batch') assert.ok(ofType('influxdb').includes(influxdb));
          if (type === 'postgrestor') assert.ok(ofType('postgresDB').includes(postgresDB));
          const watched = Array.isArray(scope) ? (scope as unknown[]) : [];
          assert.ok(watched.every((id) => nodes.some((node) => node.id === id && node.z === z)));
        }
      });

      it('says what it does', () => {
        for (const { id, info } of tabs) {
          assert.ok(typeof info === 'string' && info.length > 20);
          const comments = nodes.filter(({ type, z }) => type === 'comment' && z === id);
          assert.ok(comments.some((comment) => String(comment.info).length > 20));
        }
      });

      it('is in the README, with a picture', () => {
        const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
        assert.ok(readme.includes(`**\`${name}\`**`));
        const picture = `docs/images/examples/${name}.png`;
        assert.ok(readme.includes(`src="${picture}"`));
        assert.ok(existsSync(path.join(ROOT, picture)), `${picture} is missing: npm run pictures -- ${name}`);
      });

      it('is for a simulator started without options, and further ones at the ports that follow', () => {
        const urls = nodes.filter(({ type }) => type === 'activelogic-appliance').map(({ url }) => url);
        assert.ok(urls.length > 0);
        assert.deepEqual(
          urls,
          urls.map((_, index) => `ws://localhost:${8000 + index}/view`),
        );
      });
    });
  }
});

describe('the example first-liveview, running', function () {
  const running = run(this, 'first-liveview');

  it('delivers hosts and their services', async () => {
    const { comms, simulator } = running;
    await simulator.waitForViews(1);
    assert.deepEqual(
      simulator.openViews().map(({ distributions }) => distributions.map(({ name }) => name)),
      [['Local Host', 'Service']],
    );
    const { format, msg } = await comms.debug.waitFor('a message', () => true);
    assert.equal(format, 'array[40]');
    const items = JSON.parse(msg) as { name: string; children: { name: string }[] }[];
    const host = items.find(({ name }) => name === '10.0.0.249');
    assert.ok(host && host.children.length > 0);
    assert.ok(host.children.every(({ name }) => simulator.catalog.services.includes(name)));
  });

  it('logs nothing wrong', () => {
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

describe('the example dynamic-view, running', function () {
  const running = run(this, 'dynamic-view');

  it('begins with the view of its form', async () => {
    assert.deepEqual(await running.view(), { distributions: [{ name: 'Local Host' }], filters: [] });
  });

  it('goes to another view with every button', async () => {
    assert.deepEqual(await running.viewAfter('By service'), {
      distributions: [{ name: 'Service' }],
      filters: [],
    });
    assert.deepEqual(await running.viewAfter('Hosts of one service'), {
      distributions: [{ name: 'Local Host' }],
      filters: [{ mode: 'include', name: 'Service', values: ['HLS'] }],
    });
    const items = running.comms.debug.waitForNext('three plans', ({ format }) => format === 'array[3]');
    assert.deepEqual(await running.viewAfter('Plans and services'), {
      distributions: [{ name: 'Session Context', arg: 'S1/plan' }, { name: 'Service' }],
      filters: [{ mode: 'exclude', name: 'Service', values: ['DNS', 'SSH'] }],
    });
    const { msg } = await items;
    assert.match(msg, /Gold/);
    assert.doesNotMatch(msg, /DNS|SSH/);
  });

  it('closes the view with the last button', async () => {
    await running.press('Close');
    await running.simulator.waitForViews(0);
  });

  it('shows what is on offer', async () => {
    const answer = running.comms.debug.waitForNext('the catalogue', ({ name }) => name === 'Catalogue');
    await running.press('Ask');
    const { msg } = await answer;
    assert.match(msg, /Visible NetObject/);
  });

  it('logs nothing wrong', () => {
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

for (const [name, kind] of [
  ['shaping-drop-alerts', 'drops'],
  ['quality-triggers', 'quality'],
] as const) {
  describe(`the example ${name}, running`, function () {
    // A tick stands for a second, and fifty of them pass in one.
    const running = run(this, name, { interval: 0, rehearse: [{ kind }] });
    let ticks: NodeJS.Timeout;
    before(async () => {
      await running.simulator.waitForViews(1);
      ticks = setInterval(() => {
        running.simulator.tick();
      }, 20);
    });
    after(() => {
      clearInterval(ticks);
    });

    it('raises an alarm and clears it within two minutes of the simulator', async () => {
      const { debug } = running.comms;
      const raised = await debug.waitFor('an alarm', ({ msg }) => msg.startsWith('RAISED '));
      const [, service = ''] = /^RAISED ([^:]+):/.exec(raised.msg) ?? [];
      assert.ok(running.simulator.catalog.services.includes(service), raised.msg);
      await debug.waitFor('its end', ({ msg }) => msg.startsWith(`CLEARED ${service}:`));
      assert.ok(running.simulator.currentTick < 120, `tick ${running.simulator.currentTick}`);
    });

    it('logs nothing wrong', () => {
      assert.deepEqual(running.nodeRed.complaints(), []);
    });
  });
}

function run(suite: Mocha.Suite, name: string, options?: SimulatorOptions): RunningExample {
  suite.timeout(120_000);
  const running = new RunningExample(name, options);
  suite.beforeAll(() => running.start());
  suite.afterAll(() => running.stop());
  return running;
}

function read(name: string): FlowNode[] {
  return readPackagedExample(ROOT, name);
}
