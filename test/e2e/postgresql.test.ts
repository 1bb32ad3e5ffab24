import assert from 'node:assert/strict';
import type { Context } from 'mocha';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { installCompatOrSkip } from '../support/compat';
import { HOSTILE_HOSTS, HOSTILE_ITEMS, startHostileSystem } from '../support/hostile-update';
import type { ScriptedSystem } from '../support/scripted-system';
import type { FlowNode } from '../support/node-red-process';
import { RunningExample } from '../support/running-example';
import { PostgreSql } from '../support/servers/postgresql';
import { SteppedClock } from '../support/stepped-clock';
import { within } from '../support/within';

const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};
/** The table's columns, and the row keys that they come from. */
const COLUMNS = {
  inbound: 'inbound',
  outbound: 'outbound',
  connections: 'connections',
  in_drops: 'in.shapingdrops',
  out_drops: 'out.shapingdrops',
  int_rtt: 'int.rtt',
  ext_rtt: 'ext.rtt',
};

/** The comment with the instructions. */
const COMMENT =
  'Hosts and services into PostgreSQL: install node-red-contrib-postgrestor-next, create the database, deploy';

interface TopTalker {
  appliance: string;
  host: string;
  inbound: string;
  outbound: string;
}

type Stored = Record<string, string | number | null>;

describe('the example postgresql, running', function () {
  this.timeout(120_000);
  // Within the last hour of the database's clock.
  const clock = new SteppedClock(Date.now() - 30 * 60_000);
  const running = new RunningExample('postgresql', { hosts: 14, services: 5, interval: 0, clock });
  let database: PostgreSql;
  const appliance = 'Appliance (postgresql)';
  /** The rows that the table must have. */
  const expected: Stored[] = [];

  before(async function () {
    database = await PostgreSql.start(this, 'liveview', running.told('create role'));
    await start(this, running, database);
    await running.simulator.waitForViews(1);
    note();
    await inserted(running, 1);
  });
  after(async () => {
    await stop(running, database);
  });

  /** Notes what the simulator shows. */
  function note(): void {
    const { columns, rows } = running.simulator.snapshot(VIEW);
    const fields = running.simulator.catalog.fields;
    const at = (key: string): number =>
      columns.findIndex((column) => fields.some((field) => field.column === column && field.name === key));
    for (const host of rows) {
      for (const service of host.at(-1) as (string | number | null)[][]) {
        expected.push({
          time: clock.now(),
          appliance,
          host: host[0],
          service: service[0] ?? null,
          ...Object.fromEntries(
            Object.entries(COLUMNS).map(([column, key]) => [column, service[at(key)] ?? null]),
          ),
        });
      }
    }
  }

  function tick(): void {
    clock.step(60_000);
    running.simulator.tick();
    note();
  }

  it('inserts all rows of an update with one statement, with the time of the appliance’s clock', async () => {
    for (let count = 2; count <= 4; count++) {
      tick();
      await inserted(running, count);
    }
    const stored = await database.query<Stored>(
      `select (extract(epoch from time) * 1000)::bigint as time, appliance, host, service,
        ${Object.keys(COLUMNS).join(', ')} from liveview_traffic`,
    );
    assert.deepEqual(byPlace(stored), byPlace(expected));
    assert.ok(stored.length > 4 * 14);
    const statements = database.logged().filter((line) => line.includes('insert into liveview_traffic'));
    assert.equal(statements.length, 4);
  });

  it('has columns of suitable types, and an index for time ranges', async () => {
    const columns = await database.query<{ column_name: string; data_type: string; is_nullable: string }>(
      "select column_name, data_type, is_nullable from information_schema.columns where table_name = 'liveview_traffic'",
    );
    assert.deepEqual(Object.fromEntries(columns.map((column) => [column.column_name, column.data_type])), {
      time: 'timestamp with time zone',
      ...{ appliance: 'text', host: 'text', service: 'text' },
      ...{ inbound: 'double precision', outbound: 'double precision' },
      ...{ connections: 'double precision', in_drops: 'double precision', out_drops: 'double precision' },
      ...{ int_rtt: 'double precision', ext_rtt: 'double precision' },
    });
    const [index] = await database.query<{ indexdef: string }>(
      "select indexdef from pg_indexes where tablename = 'liveview_traffic'",
    );
    assert.match(index?.indexdef ?? '', /UNIQUE INDEX .* \("time", appliance, host, service\)/);
  });

  it('finds the top talkers of the last hour', async () => {
    const tooOld = "(now() - interval '61 minutes', 'Box', 'of the hour before', '', 1e12, 1e12)";
    await database.execute(
      `insert into liveview_traffic (time, appliance, host, service, inbound, outbound) values ${tooOld}`,
    );
    const answer = running.comms.debug.waitForNext('an answer', ({ name }) => name === 'Top talkers');
    await running.press('Ask');
    const talkers = JSON.parse((await answer).msg) as TopTalker[];
    const sums = new Map<string, { inbound: number; outbound: number }>();
    for (const { host, inbound, outbound } of expected) {
      const sum = sums.get(String(host)) ?? { inbound: 0, outbound: 0 };
      sum.inbound += Number(inbound);
      sum.outbound += Number(outbound);
      sums.set(String(host), sum);
    }
    const top = [...sums]
      .sort(([, a], [, b]) => b.inbound + b.outbound - a.inbound - a.outbound)
      .slice(0, 10);
    assert.deepEqual(
      talkers.map((talker) => [talker.appliance, talker.host]),
      top.map(([host]) => [appliance, host]),
    );
    for (const [index, [host, sum]] of top.entries()) {
      const { inbound, outbound } = talkers[index] ?? {};
      assert.ok(Math.abs(Number(inbound) - sum.inbound / 4) <= 0.5, `${host} inbound: ${inbound}`);
      assert.ok(Math.abs(Number(outbound) - sum.outbound / 4) <= 0.5, `${host} outbound: ${outbound}`);
    }
    await database.execute("delete from liveview_traffic where appliance = 'Box'");
  });

  it('keeps thirty days if you set it up so', async () => {
    const count = async (): Promise<number | undefined> =>
      (await database.query<{ count: number }>('select count(*) from liveview_traffic'))[0]?.count;
    await database.execute(
      "insert into liveview_traffic (time, appliance, host, service) values (now() - interval '31 days', 'Box', '', '')",
    );
    assert.equal(await count(), expected.length + 1);
    await database.execute(running.told('delete from'));
    assert.equal(await count(), expected.length);
  });

  it('stores a repeated update once', async () => {
    running.simulator.tick();
    await inserted(running, 5);
    const [found] = await database.query<{ count: number }>('select count(*) from liveview_traffic');
    assert.equal(found?.count, expected.length);
  });

  it('reports what failed while the database is away, and continues when it is back', async () => {
    await database.stop();
    const failed = running.comms.debug.waitForNext('a failure', ({ name }) => name === 'What failed');
    clock.step(60_000);
    running.simulator.tick();
    assert.match((await failed).msg, /ECONNREFUSED/);
    await database.startAgain();
    tick();
    await inserted(running, 6);
    const [found] = await database.query<{ count: number }>('select count(*) from liveview_traffic');
    assert.equal(found?.count, expected.length);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

describe('the example postgresql, its database killed in the middle of a statement', function () {
  this.timeout(120_000);
  const running = new RunningExample('postgresql', { hosts: 4, interval: 0 });
  let database: PostgreSql;

  before(async function () {
    database = await PostgreSql.start(this, 'liveview', running.told('create role'));
    await start(this, running, database);
    await running.simulator.waitForViews(1);
    await inserted(running, 1);
  });
  after(async () => {
    await stop(running, database);
  });

  it('ends Node-RED, as its comment says', async () => {
    const { info } = running.node('comment', COMMENT);
    assert.match(String(info), /in the middle of a statement can end Node-RED/);
    const release = await database.hold('liveview_traffic');
    running.simulator.tick();
    const serving = await database.waiting();
    process.kill(serving, 'SIGKILL');
    const { code } = await within(20, running.nodeRed.ended, () => 'Node-RED has not ended');
    release();
    // An exit code that tells a supervisor of the failure.
    assert.equal(code, 1);
    assert.match(running.nodeRed.complaints().join(), /ECONNRESET|Connection terminated/);
  });

  it('continues when Node-RED is started again', async () => {
    await running.startNodeRed();
    await inserted(running, 1);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

describe('the example postgresql, with names and values that PostgreSQL does not store', function () {
  this.timeout(120_000);
  const running = new RunningExample('postgresql', { hosts: 4, interval: 0 });
  let system: ScriptedSystem;
  let database: PostgreSql;

  before(async function () {
    system = await startHostileSystem();
    database = await PostgreSql.start(this, 'liveview', running.told('create role'));
    await start(this, running, database, system.url);
    await inserted(running, 1);
  });
  after(async () => {
    await stop(running, database);
    await system.stop();
  });

  it('stores every item as its own row', async () => {
    const [found] = await database.query<{ count: number }>(
      'select count(distinct (host, service)) from liveview_traffic',
    );
    assert.equal(found?.count, HOSTILE_HOSTS.length * HOSTILE_ITEMS.length);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });

  it('stores every number, however large', async () => {
    const rows = await database.query<Stored>(
      "select inbound, connections, in_drops, int_rtt from liveview_traffic where host = '10.0.0.1' and " +
        "service in ('as it should be', 'beyond an integer', 'no values', 'text') order by service",
    );
    const nothing = { inbound: null, connections: null, in_drops: null, int_rtt: null };
    assert.deepEqual(rows, [
      { inbound: 1, connections: 2, in_drops: 3, int_rtt: 4 },
      { inbound: 1e300, connections: 1e12, in_drops: 1e30, int_rtt: 1e-300 },
      nothing,
      nothing,
    ]);
  });
});

/** Starts the example with the database's address, and with every update. */
async function start(
  test: Context,
  running: RunningExample,
  database: PostgreSql,
  url?: string,
): Promise<void> {
  process.env.PGPASSWORD = database.password;
  await installCompatOrSkip(test, 'postgresql');
  await running.start({
    edit: (node: FlowNode): FlowNode | FlowNode[] => {
      if (node.type === 'activelogic-liveview') return { ...node, interval: 0 };
      if (node.type === 'activelogic-appliance' && url !== undefined) return { ...node, url };
      if (node.type === 'postgresDB') return { ...node, host: '127.0.0.1', port: String(database.port) };
      return node.name === 'Rows' ? tellOfRows(node) : node;
    },
  });
}

/** Either is undefined if it failed to start. */
async function stop(running: RunningExample, database: PostgreSql | undefined): Promise<void> {
  delete process.env.PGPASSWORD;
  await running.stop();
  await database?.stop();
}

/** Resolves when `count` statements have inserted their rows since Node-RED started. */
async function inserted({ comms: { debug } }: RunningExample, count: number): Promise<void> {
  await debug.waitFor(`statement ${count}`, ({ id }) => {
    return id === INSERTED && debug.all.filter((message) => message.id === INSERTED).length >= count;
  });
}

/** The test's debug node. */
const INSERTED = 'inserted';

/** Shows each statement that has inserted its rows in the debug sidebar. */
function tellOfRows(rows: FlowNode): FlowNode[] {
  const complete = { complete: 'payload.rowCount', targetType: 'msg' };
  return [
    { ...rows, wires: [[INSERTED]] },
    { id: INSERTED, type: 'debug', z: rows.z, active: true, tosidebar: true, ...complete, wires: [] },
  ];
}

function byPlace(rows: readonly Stored[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
