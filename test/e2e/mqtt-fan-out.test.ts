import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { readExample } from '../../scripts/demo/example';
import { Simulator } from '../../tools/simulator';
import type { Comms } from '../support/comms';
import { type FlowNode, NodeRed } from '../support/node-red-process';
import { HOSTILE_NAMES } from '../support/hostile-update';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';
import { type Mosquitto, startMosquitto } from '../support/servers/mosquitto';

const HOSTS = 60;
const UPDATES = 10;
const WORKERS = 3;
/** All items, including those of the update that a fourth worker shares in. */
const ALL = (UPDATES + 1) * HOSTS;

/** A line of the working flow or of the watching flow. */
interface Line {
  worker: number;
  text: string;
}

describe('the topics of the example mqtt-fan-out', () => {
  const node = readExample(ROOT, 'mqtt-fan-out', 1).find(({ name }) => name === 'Topic per item');
  const topicOf = (...path: string[]): string => {
    const msg = { payload: { appliance: 'A', path } };
    const { topic } = runInNewContext(`(() => {${String(node?.func)}\n})()`, { msg }) as { topic: string };
    return topic.replace('activelogic/A/items/', '');
  };

  it('have a level for each name, and differ for different names', () => {
    assert.equal(topicOf('10.0.0.1', 'HTTP'), '10.0.0.1/HTTP');
    assert.equal(topicOf('a', ''), 'a/');
    const topics = HOSTILE_NAMES.map((name) => topicOf(name));
    assert.equal(new Set(topics).size, HOSTILE_NAMES.length);
    // eslint-disable-next-line no-control-regex -- what must not be there
    for (const topic of topics) assert.doesNotMatch(topic, /[+#/\0-\x1f\ud800-\udfff]/);
    assert.equal(topicOf('half \ud83d'), 'half%20%uD83D');
    assert.equal(topicOf('😀'), '%F0%9F%98%80');
  });
});

describe('the example mqtt-fan-out, running', function () {
  this.timeout(180_000);
  // A tick is one update, and the test makes each tick.
  const simulator = new Simulator({ port: 0, hosts: HOSTS, interval: 0 });
  const started: NodeRed[] = [];
  const items = new Recorder<Line>();
  const updates = new Recorder<Line>();
  let broker: Mosquitto;
  let simulatorPort: number;

  before(async function () {
    broker = await startMosquitto(this, ['log_type all', ...documentedSettings()]);
    simulatorPort = Number(new URL(await simulator.start()).port);
    await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
    await subscribed(WORKERS);
    await start('Fan-out 1: publish');
  });

  after(async () => {
    for (const nodeRed of started) await nodeRed.stop();
    await (broker as Mosquitto | undefined)?.server.stop();
    await simulator.stop();
  });

  /** Resolves when `count` workers have subscribed to both shared topics. */
  async function subscribed(count: number): Promise<void> {
    const { lines } = broker.server;
    for (const group of ['workers', 'writers']) {
      const matches = (line: string): boolean => line.includes(`$share/${group}/`) && line.includes('(QoS');
      await lines.waitFor('the subscriptions', () => lines.all.filter(matches).length === count);
    }
  }

  /** Starts a Node-RED that takes a share of the items. */
  async function work(worker: number): Promise<void> {
    const { debug } = await start('Fan-out 2: work');
    debug.onAdd(({ name, msg }) => {
      (name === 'Done' ? items : updates).add({ worker, text: msg });
    });
  }

  /**
   * Starts a Node-RED with one of the flows enabled. The flow is deployed after the debug sidebar opens: the
   * sidebar shows nothing older, and the broker sends the latest of every item at once.
   */
  async function start(label: string): Promise<Comms> {
    const example = readExample(ROOT, 'mqtt-fan-out', simulatorPort).map(setUp);
    const enabled = (isEnabled: (tab: FlowNode) => boolean): FlowNode[] =>
      example.map((node) => (node.type === 'tab' ? { ...node, disabled: !isEnabled(node) } : node));
    const nodeRed = await NodeRed.start(enabled(() => false));
    started.push(nodeRed);
    const comms = await nodeRed.comms();
    await nodeRed.deploy(enabled((tab) => tab.label === label));
    return comms;
  }

  function setUp(node: FlowNode): FlowNode {
    return node.type === 'mqtt-broker' ? { ...node, broker: '127.0.0.1', port: String(broker.port) } : node;
  }

  it('gives every item of every update to exactly one of three Node-REDs', async () => {
    await simulator.waitForViews(1);
    for (let update = 1; update <= UPDATES; update++) {
      const all = items.waitFor('all items', () => items.all.length >= update * HOSTS, 60);
      // The first update came when the view opened.
      if (update > 1) simulator.tick();
      await all;
    }
    await updates.waitFor('all updates', () => updates.all.length >= UPDATES);
    const texts = items.all.map(
      ({ text }) => /^(\S+ Appliance \(mqtt-fan-out\) \S+): \S+ Mbit\/s in$/.exec(text)?.[1],
    );
    assert.ok(!texts.includes(undefined), items.all[texts.indexOf(undefined)]?.text);
    assert.equal(texts.length, UPDATES * HOSTS);
    assert.equal(new Set(texts).size, UPDATES * HOSTS, 'an item of an update has come twice');
    for (let worker = 0; worker < WORKERS; worker++) {
      assert.ok(
        items.all.some((line) => line.worker === worker),
        `worker ${worker} has got nothing`,
      );
    }
  });

  it('gives every update as a whole to exactly one of them as well', () => {
    assert.equal(updates.all.length, UPDATES);
    assert.equal(new Set(updates.all.map(({ text }) => text)).size, UPDATES);
    for (const { text } of updates.all)
      assert.match(text, new RegExp(`^\\S+ Appliance \\(mqtt-fan-out\\): ${HOSTS} rows$`));
  });

  it('does not repeat old items to a worker that starts late', async () => {
    await work(WORKERS);
    await subscribed(WORKERS + 1);
    simulator.tick();
    await items.waitFor('one more update', () => items.all.length >= ALL);
    assert.ok(items.all.some(({ worker }) => worker === WORKERS));
  });

  it('shows a late subscriber the latest of every item, and nothing older', async () => {
    const { debug } = await start('Fan-out 3: watch');
    await debug.waitFor('the latest of every item', () => debug.all.length >= HOSTS);
    const latest = debug.all.map(({ msg }) => msg);
    const { time, rows } = simulator.snapshot({
      distributions: [{ name: 'Local Host' }],
      filters: [],
      expand: true,
    });
    assert.ok(time !== undefined);
    assert.deepEqual(
      latest.map((text) => text.split(': ')[0]).sort(),
      rows.map(([name]) => `${new Date(time).toISOString()} Appliance (mqtt-fan-out) ${name}`).sort(),
    );
  });

  it('has delivered nothing twice since', () => {
    assert.equal(items.all.length, ALL);
    assert.equal(new Set(items.all.map(({ text }) => text)).size, ALL);
  });

  it('logs no error', () => {
    assert.deepEqual(
      started.flatMap((nodeRed) => nodeRed.complaints()),
      [],
    );
  });
});

/** The broker settings in `docs/examples.md`. */
function documentedSettings(): string[] {
  const page = readFileSync(path.join(ROOT, 'docs', 'examples.md'), 'utf8');
  const [, block] = /```conf\n([^`]*)```/.exec(page) ?? [];
  assert.ok(block, 'docs/examples.md shows no settings');
  return block.trimEnd().split('\n');
}
