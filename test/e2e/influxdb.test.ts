import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { installCompatOrSkip } from '../support/compat';
import { HOSTILE_HOSTS, HOSTILE_ITEMS, startHostileSystem } from '../support/hostile-update';
import { type Peer, ScriptedSystem } from '../support/scripted-system';
import type { FlowNode } from '../support/node-red-process';
import { repeatUpdate, tellingUpdates } from '../support/repeated-update';
import { RunningExample } from '../support/running-example';
import { InfluxDb } from '../support/servers/influxdb';
import { InfluxDb2Gate } from '../support/servers/influxdb2-gate';
import { SteppedClock } from '../support/stepped-clock';

const run = promisify(execFile);

const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};
/** The simulator's time, far from ours, so that the two cannot be confused. */
const BEGINNING = Date.UTC(2026, 0, 31, 22, 59, 58, 123);
/** Tries per second, instead of the example's one. */
const RATE = 500;

/** Debug nodes of the test: one before the node that makes updates wait, one after it. */
const [WAITS, TRIES] = ['waits', 'tries'];

type Point = Record<string, unknown> & { time: number };

describe('the example influxdb, running', function () {
  this.timeout(120_000);
  const clock = new SteppedClock(BEGINNING);
  const running = new RunningExample('influxdb', { hosts: 8, services: 4, interval: 0, clock });
  let database: InfluxDb;
  /** The points that the database must have. */
  const expected: Point[] = [];

  before(async function () {
    database = await startDatabase(this, running);
    await start(this, running, { hostname: '127.0.0.1', port: String(database.port) });
    // A new view gets the current update at once.
    expect();
    await database.writes.waitFor('a write', () => true);
  });
  after(async () => {
    await running.stop();
    await (database as InfluxDb | undefined)?.stop();
  });

  /** Notes what the simulator shows. */
  function expect(): void {
    const { columns, rows } = running.simulator.snapshot(VIEW);
    const fields = columns.map(
      (column) => running.simulator.catalog.fields.find((field) => field.column === column)?.name ?? column,
    );
    for (const host of rows) {
      for (const service of host.at(-1) as (string | number | null)[][]) {
        expected.push({
          time: clock.now(),
          appliance: 'Appliance (influxdb)',
          'Local Host': host[0],
          Service: service[0],
          ...Object.fromEntries(fields.map((field, at): [string, unknown] => [field, service[at]]).slice(1)),
        });
      }
    }
  }

  function tick(): void {
    clock.step(1000);
    running.simulator.tick();
    expect();
  }

  async function assertStored(): Promise<void> {
    const points = (await database.query('select * from liveview')) as Point[];
    assert.deepEqual(points.map(sorted).sort(byPlace), expected.map(sorted).sort(byPlace));
  }

  it('writes one request per update, with every value, under the time of the appliance’s clock', async () => {
    for (let count = 2; count <= 4; count++) {
      tick();
      await written(database, count);
    }
    assert.deepEqual(database.writes.all, [204, 204, 204, 204]);
    await assertStored();
    assert.equal(expected[0]?.time, BEGINNING);
    assert.ok(expected.length > 4 * 8);
    assert.deepEqual(
      (await database.query('show tag keys')).map(({ tagKey }) => tagKey),
      ['Local Host', 'Service', 'appliance'],
    );
  });

  it('neither loses nor doubles anything while the database is away, even after many tries', async () => {
    await database.stop();
    // Ten minutes of the example, which writes every ten seconds.
    const kept = 60;
    const { debug } = running.comms;
    const first = 5;
    for (let count = 0; count < kept; count++) {
      tick();
      await debug.waitFor('a failure', ({ id, msg }) => id === WAITS && msg === String(first + count));
    }
    // Node-RED stops what looks like a loop after ten rounds.
    const tries = new Map<string, number>();
    await debug.waitFor('a dozen tries of each', ({ id, msg }) => {
      if (id === TRIES) tries.set(msg, (tries.get(msg) ?? 0) + 1);
      return tries.size === kept && Math.min(...tries.values()) > 12;
    });
    const before = database.writes.all.length;
    await database.startAgain();
    await written(database, before + kept);
    tick();
    await written(database, before + kept + 1);
    await assertStored();
    assert.deepEqual(running.nodeRed.complaints(), []);
  });

  it('stores a repeated update once', async () => {
    const before = database.writes.all.length;
    await repeatUpdate(running.nodeRed, running.comms);
    await written(database, before + 1);
    await assertStored();
  });
});

describe('the example influxdb without a database', function () {
  this.timeout(120_000);
  const running = new RunningExample('influxdb', { hosts: 8, services: 4, interval: 0 });
  before(async function () {
    // Nothing listens there.
    await start(this, running, { hostname: '127.0.0.1', port: '9' }, 300);
  });
  after(() => running.stop());

  it('says that an update has become too old', async () => {
    const said = await running.comms.debug.waitFor('a message', ({ name }) => name === 'Given up');
    assert.match(said.msg, /ECONNREFUSED|No host available/);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

describe('the example influxdb, its database switched to 2.0', function () {
  this.timeout(120_000);
  const running = new RunningExample('influxdb', { hosts: 8, services: 4, interval: 0 });
  let database: InfluxDb;
  let gate: InfluxDb2Gate;
  before(async function () {
    const token = 'a token for a test';
    database = await startDatabase(this, running);
    gate = await InfluxDb2Gate.start(database, { org: 'organisation', bucket: 'liveview', token });
    // Changes only what the example's comment says to change.
    await start(this, running, { influxdbVersion: '2.0', url: gate.url, credentials: { token } });
  });
  after(async () => {
    await running.stop();
    (gate as InfluxDb2Gate | undefined)?.stop();
    await (database as InfluxDb | undefined)?.stop();
  });

  it('writes what InfluxDB accepts, to the organisation’s bucket', async () => {
    const { status, method, parameters } = await gate.requests.waitFor('a request', () => true);
    assert.deepEqual({ status, method }, { status: 204, method: 'POST /api/v2/write' });
    assert.deepEqual(parameters, { org: 'organisation', bucket: 'liveview', precision: 'ms' });
    const { columns, rows } = running.simulator.snapshot(VIEW);
    const points = await database.query('select * from liveview');
    const inbound = columns.indexOf('inbound_bps');
    const services = rows.flatMap((row) => row.at(-1) as (string | number | null)[][]);
    assert.equal(points.length, services.length);
    const sum = (values: unknown[]): number =>
      values.reduce<number>((total, value) => total + Number(value), 0);
    assert.equal(sum(points.map((point) => point.inbound)), sum(services.map((service) => service[inbound])));
  });

  it('has the data that the example’s query asks for', async () => {
    const means = await database.query(running.told('SELECT '));
    assert.ok(means.some(({ mean }) => Number(mean) > 0));
  });

  it('tries again there as well', async () => {
    gate.closed = true;
    running.simulator.tick();
    await gate.requests.waitFor('a refusal', ({ status }) => status === 503);
    gate.closed = false;
    await gate.requests.waitForNext('a write', ({ status }) => status === 204);
    const times = await database.query('select count(inbound) from liveview group by time(1ms) fill(none)');
    assert.equal(times.length, 2);
    assert.equal(times[0]?.count, times[1]?.count);
  });
});

describe('the example influxdb, with names that its lines cannot carry', function () {
  this.timeout(120_000);
  const running = new RunningExample('influxdb', { hosts: 4, interval: 0 });
  let system: ScriptedSystem;
  let database: InfluxDb;

  before(async function () {
    system = await startHostileSystem();
    database = await startDatabase(this, running);
    await start(this, running, { hostname: '127.0.0.1', port: String(database.port) }, undefined, system.url);
    await database.writes.waitFor('a write', () => true);
  });
  after(async () => {
    await running.stop();
    await (database as InfluxDb | undefined)?.stop();
    await system.stop();
  });

  it('writes every item that has a number as its own series', async () => {
    const series = await database.query('show series');
    // One item has no value. Another has texts where the others have numbers.
    assert.equal(series.length, HOSTILE_HOSTS.length * (HOSTILE_ITEMS.length - 2));
    assert.deepEqual(database.writes.all, [204]);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

for (const version of ['1.x', '2.0']) {
  describe(`the example influxdb, refused by an InfluxDB ${version}`, function () {
    this.timeout(120_000);
    const running = new RunningExample('influxdb', { hosts: 4, interval: 0 });
    let system: ScriptedSystem;
    let database: InfluxDb;
    let gate: InfluxDb2Gate | undefined;
    let peer: Peer;
    let time = Date.now();

    before(async function () {
      system = await ScriptedSystem.start();
      system.onPeer = (client) => {
        client.catalog();
      };
      database = await startDatabase(this, running);
      let settings: object = { hostname: '127.0.0.1', port: String(database.port) };
      if (version === '2.0') {
        const token = 'a token for a test';
        gate = await InfluxDb2Gate.start(database, { org: 'organisation', bucket: 'liveview', token });
        settings = { influxdbVersion: version, url: gate.url, credentials: { token } };
      }
      await start(this, running, settings, undefined, system.url);
      peer = await system.peer(0);
      await peer.view();
    });
    after(async () => {
      await running.stop();
      gate?.stop();
      await (database as InfluxDb | undefined)?.stop();
      await (system as ScriptedSystem | undefined)?.stop();
    });

    /** Sends an update of two services, and resolves when the database has answered `count` writes. */
    async function send(inbound: string | number, count: number): Promise<void> {
      const services = [
        ['HTTP', inbound, 1],
        ['DNS', null, 2],
      ];
      const rows = [['10.0.0.1', 1000, null, services]];
      time += 1000;
      peer.send({ type: 'update', time, columns: ['name', 'inbound_bps', 'int_rtt'], rows });
      await written(database, count);
    }

    it('drops what is refused, says why, stores the rest and goes on', async () => {
      await send('much', 1);
      await send(1000, 2);
      const said = await running.comms.debug.waitFor(
        'the reason',
        ({ name }) => name === 'Can it be written?',
      );
      assert.match(said.msg, /^Dropped what InfluxDB refuses: .*field type conflict: .*\binbound\b/s);
      await send('more', 3);
      assert.deepEqual(database.writes.all, [204, 400, 204]);
      const points = await database.query('select "Service", inbound, "int.rtt" from liveview');
      assert.deepEqual(
        points.map(({ time: at, ...point }) => ({ ...point, update: (Number(at) - time) / 1000 + 3 })),
        [
          { Service: 'DNS', inbound: null, 'int.rtt': 2, update: 1 },
          { Service: 'HTTP', inbound: 'much', 'int.rtt': 1, update: 1 },
          { Service: 'DNS', inbound: null, 'int.rtt': 2, update: 2 },
          { Service: 'DNS', inbound: null, 'int.rtt': 2, update: 3 },
          { Service: 'HTTP', inbound: 'more', 'int.rtt': 1, update: 3 },
        ],
      );
    });
  });
}

/** Starts a database server, and creates the database with the example's own command. */
async function startDatabase(test: Context, running: RunningExample): Promise<InfluxDb> {
  const database = await InfluxDb.start(test, 'liveview');
  const command = running.told('curl ').replace('http://localhost:8086', database.url);
  const { stdout } = await run('bash', ['-c', command]);
  assert.match(stdout, /^{"results":\[{"statement_id":0}\]}/);
  return database;
}

/**
 * @param settings of the database
 * @param limit ms after which the flow drops an update, instead of the example's eleven minutes
 */
async function start(
  test: Context,
  running: RunningExample,
  settings: object,
  limit?: number,
  url?: string,
): Promise<void> {
  await installCompatOrSkip(test, 'influxdb');
  await running.start({
    edit: (node: FlowNode): FlowNode | FlowNode[] => {
      if (node.type === 'activelogic-liveview') return tellingUpdates(node);
      if (node.type === 'activelogic-appliance' && url !== undefined) return { ...node, url };
      if (node.type === 'influxdb') return { ...node, ...settings };
      if (node.type === 'delay') return tell({ ...node, rate: String(RATE) }, TRIES);
      if (node.name === 'As if it were new') return tell(node, WAITS);
      if (node.name === 'Can it be written?' && limit !== undefined)
        return { ...node, func: String(node.func).replace('11 * 60 * 1000', String(limit)) };
      return node;
    },
  });
  if (url === undefined) await running.simulator.waitForViews(1);
}

/** Shows the numbers of the updates that leave a node in the debug sidebar. */
function tell(node: FlowNode, id: string): FlowNode[] {
  const [wires = []] = node.wires as string[][];
  const complete = { complete: 'liveview.sequence', targetType: 'msg' };
  return [
    { ...node, wires: [[...wires, id]] },
    { id, type: 'debug', z: node.z, active: true, tosidebar: true, ...complete, wires: [] },
  ];
}

/** Resolves when the database has answered `count` write requests. */
async function written(database: InfluxDb, count: number): Promise<void> {
  await database.writes.waitFor(`write ${count}`, () => database.writes.all.length >= count);
}

function sorted(point: Point): [string, unknown][] {
  return Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1));
}

function byPlace(a: [string, unknown][], b: [string, unknown][]): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
