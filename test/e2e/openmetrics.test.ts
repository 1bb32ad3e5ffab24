import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Catalog, Row, ViewDefinition } from '../../lib/protocol/frames';
import { readExample } from '../../scripts/demo/example';
import { HOSTILE_HOSTS, HOSTILE_NAMES } from '../support/hostile-update';
import { type FlowNode, NodeRed } from '../support/node-red-process';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';
import { CATALOG, nested, type Peer, ScriptedSystem } from '../support/scripted-system';
import { checkMetrics, Prometheus, type Series } from '../support/servers/prometheus';

const run = promisify(execFile);

const VIEW: ViewDefinition = { distributions: [{ name: 'Service' }], filters: [], expand: true };
/** How many items the example shows. */
const TOP = 20;

describe('the example openmetrics, running', function () {
  this.timeout(120_000);
  const running = new RunningExample('openmetrics', { hosts: 40, services: 40, interval: 0 });
  let prometheus: Prometheus;

  before(async function () {
    await running.start();
    await running.simulator.waitForViews(1);
    prometheus = await Prometheus.start(this, new URL(running.nodeRed.url).host);
    await updated(1);
  });
  after(async () => {
    await (prometheus as Prometheus | undefined)?.stop();
    await running.stop();
  });

  /** Resolves when Prometheus has what follows from this number of updates. */
  async function updated(count: number): Promise<void> {
    await prometheus.until('activelogic_updates_total', ([updates]) => updates?.value === count);
  }

  /** A column's values in the simulator, by service, without unknown values. */
  function shown(column: string): Map<string, number> {
    const { columns, rows } = running.simulator.snapshot(VIEW);
    const at = columns.indexOf(column);
    return new Map(rows.flatMap((row) => (typeof row[at] === 'number' ? [[row[0], row[at]]] : [])));
  }

  function top(): string[] {
    return [...shown('inbound_bps')]
      .sort(([, a], [, b]) => b - a)
      .slice(0, TOP)
      .map(([service]) => service);
  }

  async function byService(query: string): Promise<Map<string, number>> {
    const series = await prometheus.query(query);
    return new Map(series.map(({ labels, value }): [string, number] => [String(labels.service), value]));
  }

  it('gives the appliance’s values, in base units, for the largest items', async () => {
    for (const [query, column, divisor] of [
      ['activelogic_item_inbound_bytes_per_second', 'inbound_bps', 8],
      ['activelogic_item_int_rtt_seconds', 'int_rtt', 1000],
      ['activelogic_item_in_int_quality_ratio', 'in_int_quality', 1],
      ['activelogic_item_connections', 'connections', 1],
    ] as const) {
      const values = shown(column);
      const expected = top().flatMap((service): [string, number][] => {
        const value = values.get(service);
        return value === undefined ? [] : [[service, value / divisor]];
      });
      assert.ok(expected.length > 5, column);
      assert.deepEqual(await byService(query), new Map(expected.sort()), query);
    }
  });

  it('gives the totals of all items', async () => {
    const inbound = [...shown('inbound_bps').values()];
    assert.ok(inbound.length > TOP);
    const [total, ...others] = await prometheus.query('activelogic_inbound_bytes_per_second');
    assert.equal(total?.value, inbound.reduce((sum, value) => sum + value, 0) / 8);
    assert.deepEqual(others, []);
    const node = running.node('activelogic-liveview', 'Services').id;
    assert.equal(total.labels.appliance, 'Appliance (openmetrics)');
    assert.equal(total.labels.node, node);
    const [items] = await prometheus.query('activelogic_items');
    assert.equal(items?.value, running.simulator.snapshot(VIEW).rows.length);
    // A sum of these has no meaning.
    assert.deepEqual(await prometheus.query('activelogic_int_rtt_seconds'), []);
  });

  it('adds up what the updates count', async () => {
    const [service = ''] = top();
    let item = shown('in_shapingtotal').get(service) ?? 0;
    let total = [...shown('in_shapingtotal').values()].reduce((sum, value) => sum + value, 0);
    for (let count = 2; count <= 4; count++) {
      running.simulator.tick();
      item += shown('in_shapingtotal').get(service) ?? 0;
      total += [...shown('in_shapingtotal').values()].reduce((sum, value) => sum + value, 0);
      await updated(count);
    }
    const items = await byService('activelogic_item_in_shapingtotal_packets_total');
    assert.ok(item > 0);
    assert.equal(items.get(service), item);
    const [all] = await prometheus.query('activelogic_in_shapingtotal_packets_total');
    assert.equal(all?.value, total);
    // As a user would query it: the last scrapes are within a few seconds.
    const [rate] = await prometheus.query('rate(activelogic_in_shapingtotal_packets_total[1m])');
    assert.ok(rate && rate.value > 0);
  });

  it('is accepted by promtool and by Prometheus’ strict reader', async () => {
    const response = await fetch(`${running.nodeRed.url}metrics`);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain;.*version=0\.0\.4/);
    const command = running.told('curl ').replace('http://localhost:1880/', running.nodeRed.url);
    const { stdout, stderr } = await run('bash', ['-o', 'pipefail', '-c', command]);
    assert.deepEqual([stdout, stderr], ['', '']);
    const asked = await fetch(`${running.nodeRed.url}metrics`, {
      headers: { accept: 'application/openmetrics-text;version=1.0.0' },
    });
    const type = asked.headers.get('content-type') ?? '';
    assert.match(type, /^application\/openmetrics-text;/);
    assert.match(type, /version=1\.0\.0/);
    assert.match(type, /charset=utf-8/);
    const text = await asked.text();
    assert.ok(text.endsWith('\n# EOF\n'));
    assert.match(text, /^# UNIT activelogic_item_inbound_bytes_per_second bytes_per_second$/m);
    const target = await prometheus.target();
    assert.deepEqual([target?.health, target?.lastError], ['up', '']);
    assert.deepEqual(prometheus.complaints(), []);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

/** Distributions and columns whose names cannot be names of labels and metrics, or are taken. */
const NAMES = ['Appliance', '__name__'];
const FIELDS = [
  { column: 'name', name: 'name', default: true },
  {
    column: 'a',
    name: 'inbound',
    unit: 'bit/s',
    title: 'a "title" \\ \n of \ud83d two lines',
    default: true,
  },
  { column: 'b', name: 'x.y', unit: 's', default: true },
  { column: 'c', name: 'x_y', unit: 's', default: true },
  { column: 'd', name: 'x_y_seconds', default: true },
  { column: 'e', name: 'up', unit: 'packets', counter: 'total', default: true },
  { column: 'f', name: 'updates', counter: 'update', default: true },
  { column: 'g', name: '__name__', unit: 'constructor', default: true },
  { column: 'h', name: '\ud83d"}\n', unit: '%', default: true },
  { column: 'i', name: 'inbound_total', unit: 'bit/s', default: true },
  { column: 'j', name: 'item up', unit: 'packets', default: true },
  { column: 'k', name: 'constructor', unit: 'packets', counter: 'total', default: true },
  { column: 'l', name: 'hasOwnProperty', unit: 'packets', counter: 'total', default: true },
] as const;
/** Distributions whose labels would be the same, or that every object has. */
const SAME = ['Host 2', 'Host', 'Host', 'constructor', 'Node'];
const LABELS = ['host_2', 'host', 'host_2_2', 'constructor', 'node_4'];
/** Nodes of the test: a button, and what it triggers. */
const [AGE, AGED] = ['age', 'aged'];
const COLUMNS = FIELDS.map(({ column }) => column);
const HOSTILE: Catalog = { ...CATALOG, fields: [...FIELDS] };

describe('the example openmetrics, with names of any kind', function () {
  this.timeout(120_000);
  let system: ScriptedSystem;
  let nodeRed: NodeRed;
  let prometheus: Prometheus;
  let peer: Peer;
  const names = [...HOSTILE_NAMES, 'a"b', 'a\\"b', '__name__', 'all null', 'a text', 'line\u2028', 'cr\r'];

  before(async function () {
    system = await ScriptedSystem.start();
    system.onPeer = (client) => {
      client.send({ type: 'catalog', profile: 1, ...HOSTILE });
    };
    const flow = readExample(ROOT, 'openmetrics', system.port).map((node) => {
      if (node.type === 'activelogic-appliance') return { ...node, name: 'quote" back\\ \n' };
      if (node.type === 'activelogic-liveview')
        return { ...node, distributions: NAMES.map((name) => ({ name })) };
      if (node.name === 'Samples') return showing(node, 1000);
      return node;
    });
    nodeRed = await NodeRed.start([...flow, ...ageing(flow)]);
    peer = await system.peer(0);
    await peer.view();
    send(rows(1));
    prometheus = await Prometheus.start(this, new URL(nodeRed.url).host);
    await updated();
  });
  after(async () => {
    await (prometheus as Prometheus | undefined)?.stop();
    await (nodeRed as NodeRed | undefined)?.stop();
    await (system as ScriptedSystem | undefined)?.stop();
  });

  function rows(value: number): Row[] {
    const values = COLUMNS.slice(1).map(() => value);
    const inner = names.map((name): Row => {
      if (name === 'all null') return [name, ...values.map(() => null)];
      if (name === 'a text') return [name, ...values.map(() => 'text')];
      return [name, ...values];
    });
    return HOSTILE_HOSTS.map((host): Row => [host, ...values, inner]);
  }

  let number = 0;
  function send(rows: readonly Row[]): void {
    number++;
    peer.send({ type: 'update', time: Date.now(), columns: COLUMNS, rows });
  }

  async function updated(): Promise<void> {
    await prometheus.until('activelogic_updates_total', ([updates]) => updates?.value === number);
  }

  async function bodies(): Promise<{ classic: string; openMetrics: string }> {
    const url = `${nodeRed.url}metrics`;
    const headers = { accept: 'application/openmetrics-text' };
    return {
      classic: await (await fetch(url)).text(),
      openMetrics: await (await fetch(url, { headers })).text(),
    };
  }

  it('has a series for each item with a number, and every name once', async () => {
    const { classic, openMetrics } = await bodies();
    const { code, said } = await checkMetrics(classic);
    assert.deepEqual([code, said], [0, '']);
    const samples = openMetrics.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const series = samples.map((line) => line.slice(0, line.lastIndexOf(' ')));
    assert.equal(new Set(series).size, series.length);
    const found = await prometheus.query('activelogic_item_inbound_bytes_per_second');
    assert.equal(found.length, HOSTILE_HOSTS.length * (names.length - 2));
    const seen = new Set(found.map(({ labels }) => labels.name ?? ''));
    for (const name of names.filter((each) => !/\p{Surrogate}|all null|a text/u.test(each)))
      assert.ok(seen.has(name.replace(/%(?=25|uD83D)/, '%25')), JSON.stringify(name));
    assert.ok(seen.has('half %uD83D') && seen.has('half %uDE00') && seen.has('half %25uD83D'));
  });

  it('is accepted unchanged', async () => {
    const target = await prometheus.target();
    assert.deepEqual([target?.health, target?.lastError], ['up', '']);
    assert.deepEqual(prometheus.complaints(), []);
    assert.deepEqual(nodeRed.complaints(), []);
  });

  const ofItem = '{appliance_0="10.0.0.1",name="a b"}';

  it('keeps counting with counters since a start, even when they start again', async () => {
    const query = `activelogic_item_up_packets_total${ofItem}`;
    assert.deepEqual(values(await prometheus.query(query)), [0]);
    for (const [value, expected] of [
      [5, 4],
      [12, 11],
      [2, 13],
    ] as const) {
      send(rows(value));
      await prometheus.until(query, (series) => values(series)[0] === expected);
    }
  });

  it('counts columns that are called as something that every object has', async () => {
    for (const column of ['constructor', 'hasownproperty']) {
      const item = await prometheus.query(`activelogic_item_${column}_packets_total${ofItem}`);
      assert.deepEqual(values(item), [13], column);
      const total = await prometheus.query(`activelogic_${column}_packets_total`);
      assert.deepEqual(values(total), [13 * HOSTILE_HOSTS.length * (names.length - 2)], column);
    }
  });

  it('hides an item that is gone, and keeps counting when it is back', async () => {
    const query = `activelogic_item_up_packets_total${ofItem}`;
    send([]);
    await prometheus.until('{__name__=~"activelogic_item_.*"}', ({ length }) => length === 0);
    assert.deepEqual(values(await prometheus.query('activelogic_items')), [0]);
    assert.deepEqual(values(await prometheus.query('activelogic_up')), [1]);
    send(rows(3));
    await prometheus.until(query, (series) => values(series)[0] === 14);
  });

  it('shows only that a view is silent while it is', async () => {
    await nodeRed.inject(AGE);
    await prometheus.until('activelogic_up', ([up]) => up?.value === 0);
    const left = await prometheus.query('{__name__=~"activelogic_.*"}');
    assert.deepEqual(left.map(({ labels }) => String(labels.__name__)).sort(), [
      'activelogic_last_update_timestamp_seconds',
      'activelogic_skipped_updates_total',
      'activelogic_up',
      'activelogic_updates_total',
    ]);
    send(rows(4));
    await prometheus.until('activelogic_up', ([up]) => up?.value === 1);
    await updated();
  });
});

describe('the example openmetrics, with distributions of one name', function () {
  this.timeout(120_000);
  let system: ScriptedSystem;
  let nodeRed: NodeRed;

  before(async () => {
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
      void peer.view().then(() => {
        peer.update(nested(LABELS));
      });
    };
    const flow = readExample(ROOT, 'openmetrics', system.port).map((node) =>
      node.type === 'activelogic-liveview'
        ? { ...node, distributions: SAME.map((name) => ({ name })) }
        : node,
    );
    nodeRed = await NodeRed.start(flow);
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    await (system as ScriptedSystem | undefined)?.stop();
  });

  it('has a label of its own for each level', async () => {
    let line: string | undefined;
    const deadline = Date.now() + 30_000;
    while (line === undefined) {
      assert.ok(Date.now() < deadline);
      const text = await (await fetch(`${nodeRed.url}metrics`)).text();
      line = text.split('\n').find((each) => each.startsWith('activelogic_item_inbound_bytes_per_second{'));
    }
    for (const label of LABELS) assert.ok(line.includes(`,${label}="in ${label}"`), line);
  });
});

function values(series: readonly Series[]): number[] {
  return series.map(({ value }) => value);
}

/** The example's node with another number of items. */
function showing(node: FlowNode, count: number): FlowNode {
  return { ...node, func: String(node.func).replace(/TOP = \d+/, `TOP = ${count}`) };
}

/** Nodes that make the data of the flow older than the flow shows. */
function ageing(flow: readonly FlowNode[]): FlowNode[] {
  const place = { z: flow[0]?.id, x: 0, y: 0 };
  const func = `const views = flow.get('views');
for (const view of Object.values(views)) view.received -= 60000;
flow.set('views', views);`;
  return [
    { id: AGE, type: 'inject', ...place, props: [], wires: [[AGED]] },
    { id: AGED, type: 'function', ...place, func, outputs: 0, wires: [] },
  ];
}
