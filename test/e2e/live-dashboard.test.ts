import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { readExample, readPackagedExample } from '../../scripts/demo/example';
import { SYSTEM_CLOCK } from '../../tools/simulator/clock';
import { type Browser, startChromium } from '../support/chromium';
import { DashboardPage } from '../support/dashboard-page';
import { FastTime } from '../support/fast-time';
import { type FlowNode, NodeRed, OWN_NODE_RED } from '../support/node-red-process';
import { VERSIONS } from '../support/node-red-versions';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';
import { ScriptedSystem } from '../support/scripted-system';

/** A point of the chart: a service, a time (ms since the epoch) and a bandwidth (Mbit/s). */
interface Point {
  category: string;
  x: number;
  y: number;
}

/** The example's chart. */
const CHART = readPackagedExample(ROOT, 'live-dashboard').find(({ type }) => type === 'ui-chart')?.id;

const SERVICE = [{ name: 'Service' }];

/** Width and height of a phone, a tablet and a desktop, and how many columns of the top talkers fit. */
const SIZES = [
  [390, 844, 5],
  [768, 1024, 8],
  [1400, 900, 8],
] as const;

/** One Node.js per Node-RED is enough. */
const TRIED = VERSIONS.filter(({ node }) => ['20', '22'].includes(node));

for (const version of TRIED) {
  describe(`the example live-dashboard, running (${version.name})`, function () {
    this.timeout(180_000);
    const running = new RunningExample('live-dashboard', { hosts: 40, interval: 0.25 });
    const { simulator } = running;
    let browser: Browser;
    let dashboard: DashboardPage;

    before(async function () {
      const found = await version.find(this);
      browser = await startChromium(this);
      await running.start({ version: found, edit: withoutName });
      dashboard = new DashboardPage(browser.page, running.nodeRed.url);
      await dashboard.open();
    });
    after(async () => {
      await (browser as Browser | undefined)?.stop();
      await running.stop();
    });

    /** The open views as texts, sorted. */
    function views(): string[] {
      return simulator
        .openViews()
        .map(({ distributions, filters }) => JSON.stringify({ distributions, filters }))
        .sort();
    }

    /** A replaced view closes a moment after the new one has opened. */
    async function untilViews(wanted: string[]): Promise<void> {
      const sorted = [...wanted].sort();
      const end = performance.now() + 10_000;
      while (performance.now() < end && !isDeepStrictEqual(views(), sorted)) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.deepEqual(views(), sorted);
    }

    function view(distribution: string, ...services: string[]): string {
      const filters = services.map((service) => ({ mode: 'include', name: 'Service', values: [service] }));
      return JSON.stringify({ distributions: [{ name: distribution }], filters });
    }

    it('shows figures with units, and they change', async () => {
      // A node's status follows its updates within a second.
      await dashboard.until('Appliance', (text) => text === 'connected');
      for (const label of ['Inbound', 'Outbound']) {
        const first = await dashboard.until(label, (text) => text !== '');
        assert.match(first, /^[\d,]+\.\d Mbit\/s$/);
        const next = await dashboard.until(label, (text) => text !== first);
        assert.match(next, /^[\d,]+\.\d Mbit\/s$/);
      }
      assert.match(await dashboard.figure('Connections').innerText(), /^[\d,]+$/);
      for (const [title, unit, most] of [
        ['Shaping drops', '%', 20],
        ['Worst latency', 'ms', 500],
        ['Worst quality', '%', 100],
      ] as const) {
        const text = await dashboard.gauge(title).innerText();
        const [, number = '', shown] = /^([\d.]+)\s*(\S+)$/.exec(text.trim()) ?? [];
        assert.equal(shown, unit, `${title}: ${text}`);
        assert.ok(number !== '' && Number(number) >= 0 && Number(number) <= most, `${title}: ${text}`);
      }
    });

    it('draws the services with the most bandwidth, at most a point per service and second', async () => {
      const drawn = await pointsWhen(running.nodeRed, (now) => timesOf(now).length > 2);
      const services = [...new Set(drawn.map(({ category }) => category))];
      assert.ok(services.every((service) => simulator.catalog.services.includes(service)));
      const times = timesOf(drawn);
      for (const time of times) assert.equal(drawn.filter(({ x }) => x === time).length, 6);
      const seconds = ((times.at(-1) ?? NaN) - (times[0] ?? NaN)) / 1000;
      assert.ok(times.length >= 2 && times.length <= seconds + 2, `${times.length} in ${seconds} s`);
      const { columns, rows } = simulator.snapshot({ distributions: SERVICE, filters: [], expand: false });
      const total = rows.reduce((sum, row) => sum + Number(row[columns.indexOf('inbound_bps')]), 0) / 1e6;
      const last = drawn.filter(({ x }) => x === times.at(-1)).reduce((sum, { y }) => sum + y, 0);
      assert.ok(last > total * 0.6 && last < total * 1.4, `${last} of ${total} Mbit/s`);
    });

    it('keeps drawing', async () => {
      const canvas = browser.page.locator('.nrdb-ui-chart canvas');
      const before = await canvas.screenshot();
      const newest = timesOf(await points(running.nodeRed)).at(-1) ?? NaN;
      const inbound = await dashboard.figure('Inbound').innerText();
      // Wait for two changes: between them, the chart got its message for the same update.
      const next = await dashboard.until('Inbound', (text) => text !== inbound);
      await dashboard.until('Inbound', (text) => text !== next);
      assert.ok((await points(running.nodeRed)).some(({ x }) => x > newest));
      assert.notDeepEqual(await canvas.screenshot(), before);
    });

    it('lists the ten hosts with the most bandwidth, largest first', async () => {
      const rows = await dashboard.rowsWhen('talkers', ({ length }) => length > 0);
      assert.equal(rows.length, 10);
      const inbound = rows.map((row) => Number(row[1]));
      assert.deepEqual(
        inbound,
        [...inbound].sort((a, b) => b - a),
      );
      for (const row of rows) {
        assert.match(row[0] ?? '', /^10\.0\.|^2001:db8:/);
        assert.ok(
          row.slice(1).every((cell) => /^(\d+(\.\d)?|–)$/.test(cell)),
          row.join(' '),
        );
      }
    });

    it('offers what the catalogue has', async () => {
      const { distributions, services } = simulator.catalog;
      assert.deepEqual(await dashboard.options('Only service'), ['All services', ...services]);
      assert.deepEqual(
        await dashboard.options('Top talkers by'),
        distributions.filter(({ arg }) => arg === undefined).map(({ name }) => name),
      );
      assert.equal(await dashboard.chosen('Only service'), 'All services');
      assert.equal(await dashboard.chosen('Top talkers by'), 'Local Host');
      await untilViews([view('Local Host'), view('Service')]);
    });

    it('changes the running views when you choose', async () => {
      await dashboard.choose('Top talkers by', 'Subscriber');
      await dashboard.rowsWhen('talkers', (rows) => rows.every(([name]) => name?.startsWith('subscriber-')));
      await untilViews([view('Service'), view('Subscriber')]);

      const color = await dashboard.lineColor('TLS', 6);
      await dashboard.choose('Only service', 'TLS');
      // The alarms keep watching all traffic.
      await simulator.waitForViews(3);
      await dashboard.rowsWhen('talkers', (rows) => rows.length > 0);
      await untilViews([view('Service'), view('Service', 'TLS'), view('Subscriber', 'TLS')]);
      const before = await dashboard.figure('Inbound').innerText();
      const after = await dashboard.until('Inbound', (text) => text !== before);
      await dashboard.until('Inbound', (text) => text !== after);
      // The chart takes one point a second, so its first point can come after these figures.
      const drawn = await pointsWhen(running.nodeRed, ({ length }) => length > 0);
      assert.deepEqual([...new Set(drawn.map(({ category }) => category))], ['TLS']);
      assert.equal(await dashboard.lineColor('TLS', 1), color, 'alone it has the same colour');

      await dashboard.choose('Only service', 'All services');
      await simulator.waitForViews(2);
      await untilViews([view('Service'), view('Subscriber')]);
    });

    it('keeps the choice when the page is opened again', async () => {
      await dashboard.open();
      assert.equal(await dashboard.chosen('Top talkers by'), 'Subscriber');
      assert.equal(await dashboard.chosen('Only service'), 'All services');
    });

    it('shows an alarm while it is active', async () => {
      // At the busiest hour a small service can have an alarm of its own.
      const isQuic = ([service]: string[]): boolean => service === 'QUIC';
      assert.equal((await dashboard.rows('alarms')).some(isQuic), false);
      simulator.disturb({ drops: { share: 0.2, service: 'QUIC' } });
      const rows = await dashboard.rowsWhen('alarms', (shown) => shown.some(isQuic));
      const [, share, since] = rows.find(isQuic) ?? [];
      assert.ok(Number(share) > 5 && Number(share) < 50, share);
      assert.match(since ?? '', /^\d{1,2}:\d{2}:\d{2}/);
      simulator.calm();
      await dashboard.rowsWhen('alarms', (shown) => !shown.some(isQuic));
    });

    for (const [width, height, columns] of SIZES) {
      it(`fits at ${width} px`, async () => {
        const { page } = browser;
        await page.setViewportSize({ width, height });
        await page.waitForFunction((wanted) => document.documentElement.clientWidth <= wanted, width);
        for (const place of ['html', '.alarms .v-table__wrapper', '.talkers .v-table__wrapper'])
          assert.ok(await fits(place), place);
        const seen = page.locator('.talkers th:visible');
        assert.equal(await seen.count(), columns);
        // The text of every heading and cell has enough room.
        const cut = await page
          .locator('.talkers th:visible, .talkers td:visible')
          .evaluateAll((cells) =>
            cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
          );
        assert.deepEqual(cut, []);
        const tops = await page
          .locator('.nrdb-ui-gauge')
          .evaluateAll((gauges) => [
            ...new Set(gauges.map((gauge) => Math.round(gauge.getBoundingClientRect().top))),
          ]);
        assert.equal(tops.length, 1);
        assert.match(await dashboard.gauge('Worst quality').innerText(), /\d/);
      });
    }

    /** Whether the content of an element fits without scrolling. */
    async function fits(selector: string): Promise<boolean> {
      return browser.page.locator(selector).evaluate((element) => {
        const wide = element.scrollWidth <= element.clientWidth;
        return element === document.documentElement
          ? wide
          : wide && element.scrollHeight <= element.clientHeight;
      });
    }

    it('logs nothing wrong, in the browser and in Node-RED', () => {
      assert.deepEqual(browser.complaints, []);
      assert.deepEqual(running.nodeRed.complaints(), []);
    });

    it('says since when it is blind, and greys out its figures', async () => {
      assert.equal(await dashboard.banner.count(), 0);
      assert.deepEqual(await dashboard.greyed(), []);
      assert.equal(await dashboard.noAlarms(), 'No active alarms');
      const stopped = Date.now();
      await simulator.stop();
      await dashboard.banner.waitFor();
      await checkBlind(stopped);
      // A page that is opened now shows the same.
      await browser.page.reload();
      await dashboard.banner.waitFor();
      await checkBlind(stopped);
      for (const [width, height] of SIZES) {
        await browser.page.setViewportSize({ width, height });
        assert.ok(await fits('.blind'), `${width} px`);
      }
    });

    async function checkBlind(stopped: number): Promise<void> {
      const [, since = '', reason] =
        /^No live data since (.*?M): (.*)$/.exec(await dashboard.banner.innerText()) ?? [];
      assert.ok(Math.abs(Date.parse(since.replace('\u202f', ' ')) - stopped) < 5000, since);
      assert.match(reason ?? '', /^localhost:\d+ \S/);
      await dashboard.until('Appliance', (text) => text === 'not live');
      const shown = ['alarms', 'chart', 'figure', 'figure', 'figure', 'gauge', 'gauge', 'gauge', 'talkers'];
      assert.deepEqual(await dashboard.greyed(), shown);
      assert.equal(await dashboard.noAlarms(), 'Not known');
    }

    it('continues when the appliance is back', async () => {
      await simulator.start();
      await dashboard.banner.waitFor({ state: 'detached' });
      assert.deepEqual(await dashboard.greyed(), []);
      assert.equal(await dashboard.noAlarms(), 'No active alarms');
      await dashboard.until('Appliance', (text) => text === 'connected');
      const before = await dashboard.figure('Inbound').innerText();
      await dashboard.until('Inbound', (text) => text !== before);
      await simulator.waitForViews(2);
      await untilViews([view('Service'), view('Subscriber')]);
    });
  });
}

describe('the example live-dashboard, when the largest services change', function () {
  this.timeout(120_000);
  let system: ScriptedSystem;
  let nodeRed: NodeRed;
  /** The services of every later update, with their bandwidth in bit/s. */
  let services: [name: string, inbound: number][] = [];
  let ticks: NodeJS.Timeout;

  before(async () => {
    services = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((name, index) => [name, (7 - index) * 1e6]);
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
    };
    ticks = setInterval(() => {
      for (const peer of system.peers)
        if (peer.received.length > 0) peer.update(services.map(([name, inbound]) => [name, inbound, null]));
    }, 500);
    nodeRed = await NodeRed.start(readExample(ROOT, 'live-dashboard', system.port));
  });
  after(async () => {
    clearInterval(ticks);
    await (nodeRed as NodeRed | undefined)?.stop();
    await system.stop();
  });

  const linesOf = (drawn: readonly Point[]): string[] => [...new Set(drawn.map(({ category }) => category))];

  it('has six complete lines', async () => {
    const before = await pointsWhen(nodeRed, (drawn) => timesOf(drawn).length > 2);
    assert.deepEqual(linesOf(before), ['A', 'B', 'C', 'D', 'E', 'F']);
    // F is gone, and G has more than all others.
    services = [...services.slice(0, 5), ['G', 50e6]];
    const after = await pointsWhen(nodeRed, (drawn) => linesOf(drawn).includes('G'));
    assert.deepEqual(linesOf(after).sort(), ['A', 'B', 'C', 'D', 'E', 'G']);
    for (const line of linesOf(after)) {
      const times = after.filter(({ category }) => category === line).map(({ x }) => x);
      assert.deepEqual(times, timesOf(after), line);
    }
    assert.ok((timesOf(after)[0] ?? NaN) <= (timesOf(before)[0] ?? NaN), 'what was drawn is gone');
  });
});

describe('the example live-dashboard, for longer than its chart shows', function () {
  this.timeout(120_000);
  /** Seconds of the example per real second. */
  const speed = 60;
  const time = new FastTime(speed);
  const clock = { ...SYSTEM_CLOCK, now: () => time.now() };
  const running = new RunningExample('live-dashboard', { hosts: 12, interval: 2 / speed, clock });

  before(() =>
    running.start({
      version: { ...OWN_NODE_RED, preload: time.preload() },
      edit: (node) =>
        node.type === 'activelogic-liveview' ? { ...node, interval: Number(node.interval) / speed } : node,
    }),
  );
  after(() => running.stop());

  it('forgets points older than five minutes', async () => {
    const [first = NaN] = timesOf(await pointsWhen(running.nodeRed, ({ length }) => length > 0));
    await time.until(first + 360_000);
    const full = await pointsWhen(running.nodeRed, (now) => (timesOf(now).at(-1) ?? 0) > first + 360_000);
    const times = timesOf(full);
    const span = (times.at(-1) ?? NaN) - (times[0] ?? NaN);
    assert.ok(span > 240_000 && span <= 300_000, `${span} ms`);
    assert.ok(times.length <= 301, `${times.length} points in time`);
    assert.ok(full.length <= times.length * 6);
  });
});

/** A name is only a label, so nothing on the page can depend on the liveview node's name. */
function withoutName(node: FlowNode): FlowNode {
  return node.type === 'activelogic-liveview' ? { ...node, name: '' } : node;
}

/** The points that the chart keeps for each page that opens. */
async function points(nodeRed: NodeRed): Promise<Point[]> {
  const answer = await nodeRed.request(`dashboard/_debug/datastore/${CHART}`);
  // Before the first point the answer is empty, not even an empty list.
  const kept = JSON.parse((await answer.text()) || '[]') as { _datapoint: Point }[];
  return kept.map(({ _datapoint }) => _datapoint);
}

/** The points, as soon as they match. */
async function pointsWhen(
  nodeRed: NodeRed,
  expected: (drawn: readonly Point[]) => boolean,
): Promise<Point[]> {
  for (;;) {
    const drawn = await points(nodeRed);
    if (expected(drawn)) return drawn;
  }
}

/** The times of the points, oldest first. */
function timesOf(drawn: readonly Point[]): number[] {
  return [...new Set(drawn.map(({ x }) => x))].sort((a, b) => a - b);
}
