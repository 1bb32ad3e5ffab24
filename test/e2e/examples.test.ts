import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readExample } from '../../scripts/demo/example';
import { readManifest } from '../../scripts/demo/package';
import { isCommunityNode } from '../support/community-nodes';
import { exampleNames } from '../support/examples';
import type { FlowNode } from '../support/node-red-process';
import type { SimulatorOptions } from '../../simulator';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';

const OWN_TYPES = Object.keys(readManifest(ROOT)['node-red'].nodes).map((set) => `activelogic-${set}`);
/** Those of Node-RED's that no palette lacks. */
const CORE_TYPES = [
  ...['tab', 'comment', 'inject', 'debug', 'catch', 'status', 'link in', 'link out'],
  ...['switch', 'change', 'rbe', 'function'],
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

      it('is one tab with nodes of this package, of Node-RED and of packages that it names', () => {
        assert.deepEqual(
          nodes.filter(({ type }) => type === 'tab').map(({ id }) => id),
          [nodes[0]?.id],
        );
        assert.deepEqual(
          nodes.filter(({ type }) => ![...OWN_TYPES, ...CORE_TYPES].includes(type) && !isCommunityNode(type)),
          [],
        );
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

      it('says what it does', () => {
        const [tab] = nodes;
        assert.ok(typeof tab?.info === 'string' && tab.info.length > 20);
        assert.ok(nodes.some(({ type }) => type === 'comment'));
      });

      it('is in the README, with a picture', () => {
        const readme = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
        assert.ok(readme.includes(`**\`${name}\`**`));
        const picture = `docs/images/examples/${name}.png`;
        assert.ok(readme.includes(`src="${picture}"`));
        assert.ok(existsSync(path.join(ROOT, picture)), `${picture} is missing: npm run pictures -- ${name}`);
      });

      it('is for a simulator started without options', () => {
        const urls = nodes.filter(({ type }) => type === 'activelogic-appliance').map(({ url }) => url);
        assert.deepEqual(urls, ['ws://localhost:8000/view']);
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

/** As it is in the package. */
function read(name: string): FlowNode[] {
  return readExample(ROOT, name, 8000);
}
