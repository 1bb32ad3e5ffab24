import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { HOSTILE_HOSTS, HOSTILE_ITEMS, startHostileSystem } from '../support/hostile-update';
import type { FlowNode } from '../support/node-red-process';
import { VERSIONS } from '../support/node-red-versions';
import { repeatUpdate, tellingUpdates } from '../support/repeated-update';
import { RunningExample } from '../support/running-example';
import { SteppedClock } from '../support/stepped-clock';
import { temporaryDirectory } from '../support/temporary';

const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};
const HEADER = 'time,appliance,Local Host,Service,inbound,outbound,connections';
/** Five minutes before midnight in this process's time zone, which Node-RED uses as well. */
const BEFORE_MIDNIGHT = new Date(2026, 1, 28, 23, 55).getTime();
const FIVE_MINUTES = 300_000;

describe('the example csv-export, running', function () {
  this.timeout(120_000);
  const folder = path.join(temporaryDirectory(), 'made', 'by the flow');
  const clock = new SteppedClock(BEFORE_MIDNIGHT);
  let running: RunningExample;
  /** The expected lines of each day's file. */
  const expected = new Map<string, string[]>();

  before(start);
  after(() => stop());

  async function start(): Promise<void> {
    running = new RunningExample('csv-export', { hosts: 6, services: 4, interval: 0, clock });
    await running.start({
      edit: (node: FlowNode): FlowNode | FlowNode[] => {
        if (node.type === 'activelogic-liveview') {
          assert.equal(node.interval, FIVE_MINUTES / 1000);
          return [{ ...node, interval: 0 }, button(node, 'Nobody', [NOBODY]), button(node, 'All', [])];
        }
        if (node.type === 'activelogic-appliance') return { ...node, name: 'A, "B"' };
        return node.type === 'tab'
          ? { ...node, env: [{ name: 'FOLDER', value: folder, type: 'str' }] }
          : node;
      },
    });
    const { debug } = running.comms;
    const written = debug.waitFor('the first rows', ({ name }) => name === 'Written');
    await running.simulator.waitForViews(1);
    note();
    await written;
  }

  async function stop(): Promise<void> {
    await (running as RunningExample | undefined)?.stop();
  }

  /** Notes what the simulator shows. */
  function note(): void {
    const time = new Date(clock.now());
    const day = local(time).slice(0, 10);
    const lines = expected.get(day) ?? [HEADER];
    expected.set(day, lines);
    const { columns, rows } = running.simulator.snapshot(VIEW);
    const values = ['inbound_bps', 'outbound_bps', 'connections'].map((column) => columns.indexOf(column));
    for (const [host, ...rest] of rows) {
      for (const service of rest.at(-1) as (string | number | null)[][]) {
        const [name = null] = service;
        const cells = [host, name, ...values.map((at) => service[at] ?? '')];
        lines.push([local(time), '"A, ""B"""', ...cells].join(','));
      }
    }
  }

  async function fiveMinutesLater(): Promise<void> {
    const written = running.comms.debug.waitForNext('rows', ({ name }) => name === 'Written');
    clock.step(FIVE_MINUTES);
    running.simulator.tick();
    note();
    await written;
  }

  function assertFiles(): void {
    assert.deepEqual(
      readdirSync(folder).sort(),
      [...expected.keys()].map((day) => `traffic-${day}.csv`),
    );
    for (const [day, lines] of expected)
      assert.equal(readFileSync(path.join(folder, `traffic-${day}.csv`), 'utf8'), `${lines.join('\n')}\n`);
  }

  it('writes a row for each service of each host, below a header, into the file of the day', () => {
    assert.deepEqual([...expected.keys()], ['2026-02-28']);
    assert.equal(running.told('time,'), HEADER);
    assertFiles();
  });

  it('starts another file at midnight', async () => {
    await fiveMinutesLater();
    assert.deepEqual([...expected.keys()], ['2026-02-28', '2026-03-01']);
    await fiveMinutesLater();
    assertFiles();
  });

  it('appends to the existing file after a restart', async () => {
    await stop();
    clock.step(FIVE_MINUTES);
    await start();
    assert.equal(expected.size, 2);
    assertFiles();
  });

  it('writes nothing for an update without rows', async () => {
    const { debug } = running.comms;
    const before = debug.all.length;
    await running.viewAfter('Nobody');
    const written = debug.waitForNext('rows', ({ name }) => name === 'Written');
    await running.viewAfter('All');
    note();
    await written;
    assert.equal(debug.all.length, before + 1);
    assertFiles();
  });

  it('starts with a header again after the file was moved away', async () => {
    rmSync(path.join(folder, 'traffic-2026-03-01.csv'));
    expected.set('2026-03-01', [HEADER]);
    await fiveMinutesLater();
    assertFiles();
  });

  it('logs no error', () => {
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

/** The CSV node is another one before Node-RED 4. */
const CSV_NODES = VERSIONS.filter(({ node }) => node === '20');

describe('the example csv-export, with names that a spreadsheet would evaluate', function () {
  this.timeout(120_000);

  for (const { name: version, find } of CSV_NODES) {
    it(`writes texts as texts, and leaves null empty: ${version}`, async function () {
      const folder = temporaryDirectory();
      const running = new RunningExample('csv-export', { hosts: 4, interval: 0 });
      const system = await startHostileSystem();
      try {
        await running.start({
          version: await find(this),
          edit: (node: FlowNode) => {
            if (node.type === 'activelogic-liveview') return { ...node, interval: 0 };
            if (node.type === 'activelogic-appliance') return { ...node, url: system.url };
            return node.type === 'tab'
              ? { ...node, env: [{ name: 'FOLDER', value: folder, type: 'str' }] }
              : node;
          },
        });
        await running.comms.debug.waitFor('rows', ({ name }) => name === 'Written');
        const [file = ''] = readdirSync(folder);
        const text = readFileSync(path.join(folder, file), 'utf8');
        const cells = cellsOf(text);
        assert.equal(cells.length, 7 * (1 + HOSTILE_HOSTS.length * HOSTILE_ITEMS.length));
        for (const cell of cells) assert.doesNotMatch(cell, /^[=+@\t]|^-(?!\d)/);
        for (const cell of ["'=1", "''=1", "'-1", "'@a", "'+/#"]) assert.ok(cells.includes(cell), cell);
        assert.match(text, /,10\.0\.0\.1,no values,,,\n/);
        assert.match(text, /,10\.0\.0\.1,as it should be,1,,2\n/);
        assert.deepEqual(running.nodeRed.complaints(), []);
      } finally {
        await running.stop();
        await system.stop();
      }
    });
  }
});

describe('a repeated update, in the example csv-export', function () {
  this.timeout(120_000);
  const folder = temporaryDirectory();
  const clock = new SteppedClock(BEFORE_MIDNIGHT);
  const running = new RunningExample('csv-export', { hosts: 4, services: 2, interval: 0, clock });
  before(() =>
    running.start({
      edit: (node) => {
        if (node.type === 'activelogic-liveview') return tellingUpdates(node);
        return node.type === 'tab'
          ? { ...node, env: [{ name: 'FOLDER', value: folder, type: 'str' }] }
          : node;
      },
    }),
  );
  after(() => running.stop());

  it('is written once', async () => {
    const { debug } = running.comms;
    await debug.waitFor('the first rows', ({ name }) => name === 'Written');
    const [file = ''] = readdirSync(folder);
    const read = (): string => readFileSync(path.join(folder, file), 'utf8');
    const first = read();
    await repeatUpdate(running.nodeRed, running.comms);
    clock.step(1000);
    const written = debug.waitForNext('rows', ({ name }) => name === 'Written');
    running.simulator.tick();
    await written;
    assert.ok(read().startsWith(first));
    const lines = read().trim().split('\n');
    const places = lines.map((line) => line.split(',').slice(0, 4).join());
    assert.equal(new Set(places).size, lines.length);
  });
});

/** The cells of all rows. As in many a reader, CR and LF each end a row, and so does a pair of them. */
function cellsOf(csv: string): string[] {
  const cells = csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n?|\n)/g);
  return [...cells].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

/** A filter that matches no item. */
const NOBODY = { mode: 'include', name: 'Host', values: ['198.51.100.250'] };

/** A button that changes the filters of a view. */
function button({ id, z }: FlowNode, name: string, filters: object[]): FlowNode {
  const view = JSON.stringify({ filters, replace: true });
  const props = [{ p: 'view', v: view, vt: 'json' }];
  return { id: name, type: 'inject', z, name, props, repeat: '', once: false, x: 0, y: 0, wires: [[id]] };
}

/** Local time, as `2026-02-28T23:55:00+01:00`. */
function local(time: Date): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const east = -time.getTimezoneOffset();
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${day}T${clock}${east < 0 ? '-' : '+'}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
}
