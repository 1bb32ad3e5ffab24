import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { SYSTEM_CLOCK } from '../../simulator/clock';
import { type Browser, startChromium } from '../support/chromium';
import { DashboardPage } from '../support/dashboard-page';
import { FastTime } from '../support/fast-time';
import { OWN_NODE_RED } from '../support/node-red-process';
import { VERSIONS } from '../support/node-red-versions';
import { RunningExample } from '../support/running-example';

/** A point in the chart: a service, ms since the epoch, Mbit/s. */
interface Point {
  category: string;
  x: number;
  y: number;
}

const SERVICE = [{ name: 'Service' }];

/** One Node.js for each Node-RED is enough. */
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
      await running.start({ version: found });
      dashboard = new DashboardPage(browser.page, running.nodeRed.url);
      await dashboard.open();
    });
    after(async () => {
      await (browser as Browser | undefined)?.context.close();
      await running.stop();
    });

    /** The views that are open, as text, in any order. */
    function views(): string[] {
      return simulator
        .openViews()
        .map(({ distributions, filters }) => JSON.stringify({ distributions, filters }))
        .sort();
    }

    /** One that is left goes a moment after the one that takes its place has come. */
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

    it('shows figures with their units, which change', async () => {
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

    it('draws the services with the most bandwidth, a point per service and second at most', async () => {
      const drawn = await pointsWhen(running, (now) => timesOf(now).length > 2);
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

    it('draws on', async () => {
      const canvas = browser.page.locator('.nrdb-ui-chart canvas');
      const before = await canvas.screenshot();
      const newest = timesOf(await points(running)).at(-1) ?? NaN;
      const inbound = await dashboard.figure('Inbound').innerText();
      // A figure that has changed twice: in between, the chart got its message of the same update.
      const next = await dashboard.until('Inbound', (text) => text !== inbound);
      await dashboard.until('Inbound', (text) => text !== next);
      assert.ok((await points(running)).some(({ x }) => x > newest));
      assert.notDeepEqual(await canvas.screenshot(), before);
    });

    it('lists the ten hosts with the most bandwidth, the largest first', async () => {
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

    it('offers what is in the catalogue', async () => {
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

    it('changes the running views with a choice', async () => {
      await dashboard.choose('Top talkers by', 'Subscriber');
      await dashboard.rowsWhen('talkers', (rows) => rows.every(([name]) => name?.startsWith('subscriber-')));
      await untilViews([view('Service'), view('Subscriber')]);

      await dashboard.choose('Only service', 'TLS');
      // The alarms go on looking at everything.
      await simulator.waitForViews(3);
      await dashboard.rowsWhen('talkers', (rows) => rows.length > 0);
      await untilViews([view('Service'), view('Service', 'TLS'), view('Subscriber', 'TLS')]);
      const before = await dashboard.figure('Inbound').innerText();
      const after = await dashboard.until('Inbound', (text) => text !== before);
      await dashboard.until('Inbound', (text) => text !== after);
      // The chart takes a point a second, so its first one may come after these figures.
      const drawn = await pointsWhen(running, ({ length }) => length > 0);
      assert.deepEqual([...new Set(drawn.map(({ category }) => category))], ['TLS']);

      await dashboard.choose('Only service', 'All services');
      await simulator.waitForViews(2);
      await untilViews([view('Service'), view('Subscriber')]);
    });

    it('has what was chosen when the page is opened again', async () => {
      await dashboard.open();
      assert.equal(await dashboard.chosen('Top talkers by'), 'Subscriber');
      assert.equal(await dashboard.chosen('Only service'), 'All services');
    });

    it('shows an alarm while it is active', async () => {
      assert.deepEqual(await dashboard.rows('alarms'), []);
      simulator.disturb({ drops: { share: 0.2, service: 'QUIC' } });
      const [alarm = []] = await dashboard.rowsWhen('alarms', ({ length }) => length > 0);
      const [service, share, since] = alarm;
      assert.equal(service, 'QUIC');
      assert.ok(Number(share) > 5 && Number(share) < 50, share);
      assert.match(since ?? '', /^\d{1,2}:\d{2}:\d{2}/);
      simulator.calm();
      await dashboard.rowsWhen('alarms', ({ length }) => length === 0);
    });

    it('fits on a phone', async () => {
      const { page } = browser;
      await page.setViewportSize({ width: 390, height: 844 });
      const overflow = await page.evaluate(() =>
        ['html', '.alarms .v-table__wrapper', '.talkers .v-table__wrapper'].filter((selector) => {
          const element = document.querySelector(selector);
          return !element || element.scrollWidth > element.clientWidth;
        }),
      );
      assert.deepEqual(overflow, []);
      const tops = await page
        .locator('.nrdb-ui-gauge')
        .evaluateAll((gauges) => [
          ...new Set(gauges.map((gauge) => Math.round(gauge.getBoundingClientRect().top))),
        ]);
      assert.equal(tops.length, 1);
      assert.match(await dashboard.gauge('Worst quality').innerText(), /\d/);
      await page.setViewportSize({ width: 1400, height: 900 });
    });

    it('logs nothing wrong, in the browser and in Node-RED', () => {
      assert.deepEqual(browser.complaints, []);
      assert.deepEqual(running.nodeRed.complaints(), []);
    });

    it('says that the appliance is lost, and goes on when it is back', async () => {
      await simulator.stop();
      await dashboard.until('Appliance', (text) => text.startsWith('disconnected'));
      await simulator.start();
      await dashboard.until('Appliance', (text) => text === 'connected');
      const before = await dashboard.figure('Inbound').innerText();
      await dashboard.until('Inbound', (text) => text !== before);
      await simulator.waitForViews(2);
      await untilViews([view('Service'), view('Subscriber')]);
    });
  });
}

describe('the example live-dashboard, for longer than its chart shows', function () {
  this.timeout(120_000);
  /** How many seconds pass in one. */
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

  it('forgets what is older than five minutes', async () => {
    const [first = NaN] = timesOf(await pointsWhen(running, ({ length }) => length > 0));
    await time.until(first + 360_000);
    const full = await pointsWhen(running, (now) => (timesOf(now).at(-1) ?? 0) > first + 360_000);
    const times = timesOf(full);
    const span = (times.at(-1) ?? NaN) - (times[0] ?? NaN);
    assert.ok(span > 240_000 && span <= 300_000, `${span} ms`);
    assert.ok(times.length <= 301, `${times.length} points in time`);
    assert.ok(full.length <= times.length * 6);
  });
});

/** What the chart has drawn, and draws for whoever opens the page. */
async function points(running: RunningExample): Promise<Point[]> {
  const { id } = running.node('ui-chart', 'Bandwidth');
  const answer = await running.nodeRed.request(`dashboard/_debug/datastore/${id}`);
  // Before the first point there is nothing, not even an empty list.
  const kept = JSON.parse((await answer.text()) || '[]') as { _datapoint: Point }[];
  return kept.map(({ _datapoint }) => _datapoint);
}

/** The same as soon as it is as it should be. */
async function pointsWhen(
  running: RunningExample,
  expected: (drawn: readonly Point[]) => boolean,
): Promise<Point[]> {
  for (;;) {
    const drawn = await points(running);
    if (expected(drawn)) return drawn;
  }
}

/** The times that there are points of, the oldest first. */
function timesOf(drawn: readonly Point[]): number[] {
  return [...new Set(drawn.map(({ x }) => x))].sort((a, b) => a - b);
}
