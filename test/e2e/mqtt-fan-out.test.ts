import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readExample } from '../../scripts/demo/example';
import { Simulator } from '../../simulator';
import type { Comms } from '../support/comms';
import { type FlowNode, NodeRed } from '../support/node-red-process';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';
import { type Mosquitto, startMosquitto } from '../support/servers/mosquitto';

const HOSTS = 60;
const UPDATES = 10;
const WORKERS = 3;
/** Items, with those of the update that a further worker takes part in. */
const ALL = (UPDATES + 1) * HOSTS;

/** A line of the flow that works or of the one that watches. */
interface Line {
  worker: number;
  text: string;
}

describe('the example mqtt-fan-out, running', function () {
  this.timeout(180_000);
  // A tick is an update, and a test makes each.
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

  /** Resolves when so many have subscribed to both of what is shared. */
  async function subscribed(count: number): Promise<void> {
    const { lines } = broker.server;
    for (const group of ['workers', 'writers']) {
      const matches = (line: string): boolean => line.includes(`$share/${group}/`) && line.includes('(QoS');
      await lines.waitFor('the subscriptions', () => lines.all.filter(matches).length === count);
    }
  }

  /** Starts a Node-RED that takes its share. */
  async function work(worker: number): Promise<void> {
    const { debug } = await start('Fan-out 2: work');
    debug.onAdd(({ name, msg }) => {
      (name === 'Done' ? items : updates).add({ worker, text: msg });
    });
  }

  /** A Node-RED on which one of the flows is enabled. */
  async function start(label: string): Promise<Comms> {
    const nodes = readExample(ROOT, 'mqtt-fan-out', simulatorPort).map((node) => setUp(node, label));
    const nodeRed = await NodeRed.start(nodes);
    started.push(nodeRed);
    return nodeRed.comms();
  }

  function setUp(node: FlowNode, label: string): FlowNode {
    if (node.type === 'mqtt-broker') return { ...node, broker: '127.0.0.1', port: String(broker.port) };
    return node.type === 'tab' ? { ...node, disabled: node.label !== label } : node;
  }

  it('gives every item of every update to one of three Node-REDs, and to one only', async () => {
    await simulator.waitForViews(1);
    for (let update = 1; update <= UPDATES; update++) {
      const all = items.waitFor('all items', () => items.all.length >= update * HOSTS, 60);
      // The first came with the view.
      if (update > 1) simulator.tick();
      await all;
    }
    await updates.waitFor('all updates', () => updates.all.length >= UPDATES);
    const texts = items.all.map(({ text }) => /^(\S+ localhost:\d+ \S+): \S+ Mbit\/s in$/.exec(text)?.[1]);
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

  it('gives every update as a whole to one of them, too', () => {
    assert.equal(updates.all.length, UPDATES);
    assert.equal(new Set(updates.all.map(({ text }) => text)).size, UPDATES);
    for (const { text } of updates.all)
      assert.match(text, new RegExp(`^\\S+ localhost:\\d+: ${HOSTS} rows$`));
  });

  it('does not give one that begins to work late what others have had', async () => {
    await work(WORKERS);
    await subscribed(WORKERS + 1);
    simulator.tick();
    await items.waitFor('one more update', () => items.all.length >= ALL);
    assert.ok(items.all.some(({ worker }) => worker === WORKERS));
  });

  it('shows who comes late the latest of every item, and nothing older', async () => {
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
      rows.map(([name]) => `${new Date(time).toISOString()} localhost:${simulatorPort} ${name}`).sort(),
    );
  });

  it('has brought nothing twice since', () => {
    assert.equal(items.all.length, ALL);
    assert.equal(new Set(items.all.map(({ text }) => text)).size, ALL);
  });

  it('logs nothing wrong', () => {
    assert.deepEqual(
      started.flatMap((nodeRed) => nodeRed.complaints()),
      [],
    );
  });
});

/** The lines of configuration that `docs/scaling.md` shows. */
function documentedSettings(): string[] {
  const page = readFileSync(path.join(ROOT, 'docs', 'scaling.md'), 'utf8');
  const [, block] = /```conf\n([^`]*)```/.exec(page) ?? [];
  assert.ok(block, 'docs/scaling.md shows no settings');
  return block.trimEnd().split('\n');
}
