import assert from 'node:assert/strict';
import { readExample } from '../../scripts/demo/example';
import { Simulator } from '../../tools/simulator';
import type { Comms } from '../support/comms';
import { type FlowNode, NodeRed } from '../support/node-red-process';
import { ROOT } from '../support/root';
import { ScriptedSystem } from '../support/scripted-system';
import { type Overview, readOverview } from '../support/overview';

const NAMES = ['North', 'Centre', 'South'];

describe('the example many-appliances, running', function () {
  this.timeout(120_000);
  const simulators = NAMES.map(
    (_, index) => new Simulator({ port: 0, hosts: 40, interval: 0.2, seed: index + 1 }),
  );
  const [, centre, south] = simulators as [Simulator, Simulator, Simulator];
  let nodeRed: NodeRed;
  let comms: Comms;
  let nodes: FlowNode[];

  before(async () => {
    const ports: number[] = [];
    for (const simulator of simulators) ports.push(Number(new URL(await simulator.start()).port));
    nodes = readExample(ROOT, 'many-appliances', ...ports);
    nodeRed = await NodeRed.start(nodes);
    comms = await nodeRed.comms();
  });

  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    for (const simulator of simulators) await simulator.stop();
  });

  const page = (expected: (overview: Overview) => boolean): Promise<Overview> => pageOf(nodeRed, expected);

  it('has the rows of all appliances in one table, each with its origin, and a total', async () => {
    const overview = await page((now) => up(now).length === 3);
    assert.deepEqual(up(overview).sort(), [...NAMES].sort());
    assert.equal(overview.of, 'Total of 3 of 3 appliances');
    for (const [index, name] of NAMES.entries()) {
      assert.deepEqual(
        overview.rows
          .filter(({ appliance }) => appliance === name)
          .map((row) => row.name)
          .sort(),
        [...(simulators[index]?.catalog.services ?? [])].sort(),
      );
    }
    checkTotals(overview);
  });

  it('brings the alarms of all appliances on one path', async () => {
    const [service = ''] = south.catalog.services;
    south.disturb({ drops: { share: 0.5, service } });
    const { msg } = await comms.debug.waitFor('an alarm', (line) =>
      line.msg.startsWith(`RAISED South ${service}: `),
    );
    assert.match(msg, /: \d+(\.\d)? % of its shaped packets dropped$/);
    south.calm();
    await comms.debug.waitFor('its end', (line) => line.msg.startsWith(`CLEARED South ${service}: `));
  });

  it('shows that an appliance is down, hides its rows, and continues with the others', async () => {
    await centre.stop();
    const { msg } = await comms.debug.waitFor('the alarm', (line) => line.msg.startsWith('DOWN'));
    assert.match(msg, /^DOWN Centre: localhost:\d+ \S/);
    const overview = await page((now) => up(now).length === 2);
    assert.deepEqual(up(overview).sort(), ['North', 'South']);
    const down = overview.appliances.find(({ name }) => name === 'Centre');
    assert.match(down?.state ?? '', /^down: localhost:\d+ \S/);
    assert.deepEqual([down?.inbound, down?.outbound, down?.connections], [undefined, undefined, undefined]);
    assert.equal(overview.of, 'Total of 2 of 3 appliances');
    assert.ok(overview.rows.every(({ appliance }) => appliance !== 'Centre'));
    assert.equal(
      overview.rows.length,
      overview.rows.filter(({ appliance }) => NAMES.includes(appliance)).length,
    );
    checkTotals(overview);
    for (const name of ['North', 'South']) {
      const before = inbound(overview, name);
      await page((now) => inbound(now, name) !== before);
    }
  });

  it('shows its rows again when it is back', async () => {
    await centre.start();
    await comms.debug.waitForNext('its return', ({ msg }) => msg === 'UP Centre');
    const overview = await page((now) => up(now).length === 3);
    assert.equal(
      overview.rows.filter(({ appliance }) => appliance === 'Centre').length,
      centre.catalog.services.length,
    );
    checkTotals(overview);
  });

  it('logs the loss of one appliance and nothing else', () => {
    const [lost = '', ...others] = nodeRed.complaints();
    assert.match(lost, /\[warn\] .*Centre/);
    assert.deepEqual(others, []);
  });

  it('tells apart two appliances whose nodes have the same name', async () => {
    const renamed = nodes.map((node) => (node.name === 'South' ? { ...node, name: 'North' } : node));
    const started = nodeRed.log.waitForNext('its start', (line) => line.includes('Started flows'));
    const answer = await fetch(`${nodeRed.url}flows`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(renamed),
    });
    assert.equal(answer.status, 204);
    await started;
    const overview = await page((now) => up(now).length === 3);
    assert.deepEqual(up(overview).sort(), ['Centre', 'North', 'North']);
    checkTotals(overview);
  });
});

describe('the example many-appliances, with an appliance that falls silent', function () {
  this.timeout(120_000);
  const simulators = NAMES.map(
    // South sends an update only when the test asks for one.
    (name, index) => new Simulator({ port: 0, hosts: 40, interval: name === 'South' ? 0 : 0.2, seed: index }),
  );
  const [, , south] = simulators as [Simulator, Simulator, Simulator];
  let nodeRed: NodeRed;

  before(async () => {
    const ports: number[] = [];
    for (const simulator of simulators) ports.push(Number(new URL(await simulator.start()).port));
    nodeRed = await NodeRed.start(readExample(ROOT, 'many-appliances', ...ports).map(impatient));
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    for (const simulator of simulators) await simulator.stop();
  });

  it('shows it as down although it is connected, and as up with the next update', async () => {
    const overview = await pageOf(nodeRed, (now) => up(now).length === 2 && now.appliances.length === 3);
    assert.deepEqual(up(overview).sort(), ['Centre', 'North']);
    const silent = overview.appliances.find(({ name }) => name === 'South');
    assert.equal(silent?.state, 'down: no updates arrive');
    assert.deepEqual(
      [silent.inbound, silent.outbound, silent.connections],
      [undefined, undefined, undefined],
    );
    assert.equal(overview.of, 'Total of 2 of 3 appliances');
    assert.ok(overview.rows.every(({ appliance }) => appliance !== 'South'));
    checkTotals(overview);
    south.tick();
    const again = await pageOf(nodeRed, (now) => up(now).length === 3);
    assert.ok(again.rows.some(({ appliance }) => appliance === 'South'));
    checkTotals(again);
    assert.deepEqual(nodeRed.complaints(), []);
  });
});

describe('the example many-appliances, with an appliance that does not answer after a deploy', function () {
  this.timeout(120_000);
  let system: ScriptedSystem;
  let nodeRed: NodeRed;

  before(async () => {
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
      void peer.view().then(() => {
        peer.update();
      });
    };
    const nodes = readExample(ROOT, 'many-appliances', system.port, system.port, system.port);
    nodeRed = await NodeRed.start(nodes.filter(({ name }) => name !== 'Centre' && name !== 'South'));
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    await (system as ScriptedSystem | undefined)?.stop();
  });

  it('shows it as connecting, without the rows from before', async () => {
    await pageOf(nodeRed, (now) => up(now).length === 1 && now.rows.length === 1);
    system.upgrade = () => undefined;
    await nodeRed.deployModified((node) =>
      node.type === 'activelogic-appliance' ? { ...node, handshakeTimeout: 60 } : node,
    );
    const { appliances, rows } = await pageOf(nodeRed, (now) => up(now).length === 0);
    assert.deepEqual(
      appliances.map(({ state }) => state),
      ['connecting'],
    );
    assert.deepEqual(rows, []);
  });
});

/** Makes a silence of two seconds long enough. */
function impatient(node: FlowNode): FlowNode {
  if (node.name !== 'Table and total') return node;
  const [rule] = node.rules as { to: string }[];
  return { ...node, rules: [{ ...rule, to: rule?.to.replace('$silence := 10000', '$silence := 2000') }] };
}

/** The page, as soon as it is as expected. */
async function pageOf(nodeRed: NodeRed, expected: (overview: Overview) => boolean): Promise<Overview> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const html = await (await nodeRed.request('appliances')).text();
    const overview = readOverview(html);
    if (expected(overview)) return overview;
    assert.ok(Date.now() < deadline, html);
  }
}

function up(overview: Overview): string[] {
  return overview.appliances.filter(({ state }) => state === 'up').map(({ name }) => name);
}

function inbound(overview: Overview, name: string): number | undefined {
  return overview.appliances.find((appliance) => appliance.name === name)?.inbound;
}

/** The page rounds each number to three digits by itself, so a total can differ a little from its sum. */
function checkTotals({ appliances, rows, total }: Overview): void {
  const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
  for (const key of ['inbound', 'outbound', 'connections'] as const) {
    const all = total[key] ?? 0;
    assert.ok(all > 0);
    for (const parts of [appliances, rows]) {
      const difference = Math.abs(all - sum(parts.map((part) => part[key] ?? 0)));
      assert.ok(difference <= 0.0005 * (parts.length + 1) + 1e-9, `${key}: ${difference}`);
    }
  }
}
