import assert from 'node:assert/strict';
import { applianceUrls, readPackagedExample } from '../../scripts/demo/example';
import { readManifest } from '../../scripts/demo/package';
import { communityPackages } from '../support/community-nodes';
import { exampleNames } from '../support/examples';
import type { FlowNode } from '../support/node-red-process';
import type { SimulatorOptions } from '../../tools/simulator';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';
import { SteppedClock } from '../support/stepped-clock';

const OWN_TYPES = Object.keys(readManifest(ROOT)['node-red'].nodes).map((set) => `activelogic-${set}`);
/** Types that every palette has. */
const CORE_TYPES = [
  ...['tab', 'comment', 'inject', 'debug', 'catch', 'status', 'switch', 'change', 'function', 'template'],
  ...['link in', 'link out', 'delay', 'trigger', 'rbe', 'join', 'mqtt in', 'mqtt out', 'mqtt-broker'],
  ...['http in', 'http response', 'http request', 'udp out', 'csv', 'file', 'complete'],
];
/** Config nodes, which appear in no flow. */
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

      it('contains flows with nodes of this package, of Node-RED, and of the packages that it names', () => {
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

      it('has every node in one of its flows, except config nodes', () => {
        const ids = new Set(tabs.map(({ id }) => id));
        for (const { id, type, z, url } of nodes) {
          if (type === 'tab') continue;
          // A flow's variable is known only in that flow.
          const inFlow = !CONFIG_TYPES.includes(type) || String(url).startsWith('${');
          assert.equal(typeof z === 'string' && ids.has(z), inFlow, `${type} ${id}`);
        }
      });

      it('has wires that lead to existing nodes', () => {
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

      it('refers to existing nodes', () => {
        const ofType = (wanted: string): unknown[] =>
          nodes.filter(({ type }) => type === wanted).map(({ id }) => id);
        for (const { type, z, broker, influxdb, postgresDB, scope, links } of nodes) {
          const linked = Array.isArray(links) ? (links as unknown[]) : [];
          assert.ok(
            linked.every((id) => nodes.some((node) => node.id === id && node.type.startsWith('link'))),
          );
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

      it('has appliance nodes that tell where they come from, and that you can select another', () => {
        const names = nodes
          .filter(({ type }) => type === 'activelogic-appliance')
          .map((node) => String(node.name));
        assert.deepEqual(
          names.filter((label) => !/^\S.* \(.*\)$/.test(label) || !label.endsWith(` (${name})`)),
          [],
        );
        assert.equal(new Set(names).size, names.length);
        const [comment] = nodes.filter(({ type }) => type === 'comment');
        assert.match(String(comment?.info), /or select your own/);
      });

      it('needs a simulator without options, and further ones at the next ports', () => {
        const urls = applianceUrls(nodes);
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

  it('logs no error', () => {
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

describe('the example dynamic-view, running', function () {
  const running = run(this, 'dynamic-view');

  it('starts with the view of its form', async () => {
    assert.deepEqual(await running.view(), { distributions: [{ name: 'Local Host' }], filters: [] });
  });

  it('changes to another view with every button', async () => {
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

  it('shows what the appliance offers', async () => {
    const answer = running.comms.debug.waitForNext('the catalogue', ({ name }) => name === 'Catalogue');
    await running.press('Ask');
    const { msg } = await answer;
    assert.match(msg, /Visible NetObject/);
  });

  it('logs no error', () => {
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

describe('the example shaping-drop-alerts, running', function () {
  // The alert counts the appliance's seconds; a tick is one of them.
  const clock = new SteppedClock(Date.now());
  const rehearse = [{ kind: 'drops', service: 'QUIC', seconds: 60 }] as const;
  const running = new RunningExample('shaping-drop-alerts', { hosts: 40, interval: 0, clock, rehearse });
  const texts = (): string[] => running.comms.debug.all.map(({ msg }) => msg);
  let ticks: NodeJS.Timeout;

  before(async () => {
    await running.start({
      // Seconds of silence, instead of a minute.
      edit: (node) => (node.type === 'activelogic-alert' ? { ...node, noDataFor: 3 } : node),
    });
    await running.simulator.waitForViews(1);
    ticks = setInterval(() => {
      clock.step(1000);
      running.simulator.tick();
    }, 200);
  });
  after(async () => {
    clearInterval(ticks);
    await running.stop();
  });
  this.timeout(120_000);

  it('raises an alarm after 30 seconds of drops, and ends it 30 seconds after the last drop', async () => {
    const { debug } = running.comms;
    await debug.waitFor('an alarm', ({ msg }) => msg.startsWith('Drops over 5 % (Warning): QUIC on '));
    assert.ok(running.simulator.currentTick >= 45, `tick ${running.simulator.currentTick}`);
    await debug.waitFor('an end', ({ msg }) => /is over after .*: QUIC on /.test(msg));
    assert.ok(running.simulator.currentTick >= 105, `tick ${running.simulator.currentTick}`);
    assert.ok(running.simulator.currentTick < 145, `tick ${running.simulator.currentTick}`);
    assert.equal(texts().filter((text) => text.includes('QUIC')).length, 2);
  });

  it('names both inbound and outbound drops', () => {
    const { debug } = running.comms;
    const [raised = ''] = texts().filter((text) => text.includes('QUIC'));
    assert.match(raised, /Inbound .* \(more than 5 %\), Outbound .* \(more than 5 %\)/);
    assert.deepEqual(
      debug.all.filter(({ name }) => name !== 'Alarms'),
      [],
    );
  });

  it('says that it is blind, and that it sees again', async () => {
    const { debug } = running.comms;
    running.simulator.stall();
    await debug.waitFor('its blindness', ({ msg }) => msg.includes('is blind: no update of Service'));
    running.simulator.resume();
    await debug.waitFor('its sight', ({ msg }) => msg.includes('sees again: updates of Service'));
  });
});

describe('the example quality-triggers, running', function () {
  // A tick is one second of the rehearsal. The alert counts real seconds.
  const running = run(this, 'quality-triggers', { interval: 0, rehearse: [{ kind: 'quality' }] });
  let ticks: NodeJS.Timeout;
  before(async () => {
    await running.simulator.waitForViews(1);
    ticks = setInterval(() => {
      running.simulator.tick();
    }, 300);
  });
  after(() => {
    clearInterval(ticks);
  });

  it('raises an alarm and clears it within two minutes of the simulator', async () => {
    const { debug } = running.comms;
    const raised = await debug.waitFor('an alarm', ({ msg }) => msg.includes(' (Warning): '));
    const [, service = ''] = /: (.+) on /.exec(raised.msg) ?? [];
    assert.ok(running.simulator.catalog.services.includes(service), raised.msg);
    const over = await debug.waitFor('an end', ({ msg }) => msg.includes('is over after'));
    const [, ended = ''] = /: (.+) on /.exec(over.msg) ?? [];
    assert.ok(
      debug.all.some(({ msg }) => msg.includes(` (Warning): ${ended} on `)),
      over.msg,
    );
    assert.ok(running.simulator.currentTick < 120, `tick ${running.simulator.currentTick}`);
  });

  it('logs no error', () => {
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

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
