import assert from 'node:assert/strict';
import type { CDPSession } from 'playwright-core';
import { SYSTEM_CLOCK } from '../../tools/simulator/clock';
import { type Browser, startChromium } from '../support/chromium';
import { DashboardPage } from '../support/dashboard-page';
import { FastTime } from '../support/fast-time';
import { OWN_NODE_RED } from '../support/node-red-process';
import { RunningExample } from '../support/running-example';
import { Signal } from '../support/signal';

/** How many seconds pass per real second; 1 runs a real hour. */
const SPEED = Number(process.env.SPEED ?? 20);
/**
 * The minutes at which the page is measured, counted in updates, one per second. The chart is full after five
 * minutes.
 */
const MINUTES = [6, 20, 40, 60] as const;

/** What a page holds. */
interface Holdings {
  /** In MB. */
  heap: number;
  /** Nodes of the DOM. */
  nodes: number;
  listeners: number;
}

describe('an hour of the example live-dashboard', function () {
  // A busy machine does not keep up.
  this.timeout(200_000 + (4 * 60 * 60_000) / SPEED);
  const time = new FastTime(SPEED);
  const running = new RunningExample('live-dashboard', {
    hosts: 40,
    interval: 0,
    clock: { ...SYSTEM_CLOCK, now: () => time.now() },
    rehearse: [{ kind: 'drops', service: 'QUIC' }],
  });
  const ticked = new Signal();
  let browser: Browser;
  let ticks: NodeJS.Timeout;

  before(async function () {
    browser = await startChromium(this);
    await browser.context.addInitScript(time.script);
    // At this speed, the example's seconds must be shorter as well.
    await running.start({
      version: { ...OWN_NODE_RED, preload: time.preload() },
      edit: (node) => (node.type === 'activelogic-liveview' ? { ...node, interval: 1 / SPEED } : node),
    });
    goOn();
  });

  function goOn(): void {
    ticks = setInterval(() => {
      running.simulator.tick();
      ticked.after(() => undefined);
    }, 1000 / SPEED);
  }

  /** What the page holds once it has caught up. Unfinished work does not count. */
  async function settledHoldings(session: CDPSession): Promise<Holdings> {
    clearInterval(ticks);
    await running.nodeRed.get('settings');
    for (let round = 0; round < 3; round++) {
      await browser.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
      await session.send('HeapProfiler.collectGarbage');
    }
    const held = await holdings(session);
    goOn();
    return held;
  }

  after(async () => {
    clearInterval(ticks);
    await (browser as Browser | undefined)?.stop();
    await running.stop();
  });

  it('leaves an open page no larger than its first minutes', async function () {
    const session = await browser.context.newCDPSession(browser.page);
    await session.send('Performance.enable');
    await session.send('HeapProfiler.enable');
    await new DashboardPage(browser.page, running.nodeRed.url).open();
    const held: Holdings[] = [];
    for (const minute of MINUTES) {
      await ticked.until(() => running.simulator.currentTick >= minute * 60);
      held.push(await settledHoldings(session));
    }
    assert.ok(this.test);
    this.test.title += ` (${held.map((each, index) => `minute ${MINUTES[index] ?? ''}: ${describeHoldings(each)}`).join('; ')})`;
    const [first, , later, last] = held;
    assert.ok(first && later && last);
    // The engine's compiled code makes the page a little larger in its first minutes.
    assert.ok(last.heap < first.heap * 1.3, 'the heap has not grown');
    assert.ok(last.heap < later.heap * 1.1, 'the heap does not grow');
    assert.ok(last.nodes < first.nodes * 1.1, 'the DOM has not grown');
    assert.ok(last.listeners <= first.listeners + 10, 'there are as many listeners');
    assert.deepEqual(browser.complaints, []);
  });

  it('keeps the points of five minutes for a page that opens', async () => {
    const { id } = running.node('ui-chart', 'Bandwidth');
    const kept = await running.nodeRed.get<{ _datapoint: { x: number } }[]>(
      `dashboard/_debug/datastore/${id}`,
    );
    const times = new Set(kept.map(({ _datapoint }) => _datapoint.x));
    assert.ok(times.size > 50 && times.size <= 301, `${times.size} points in time`);
    assert.ok(kept.length <= times.size * 6);
    assert.ok(Math.max(...times) - Math.min(...times) <= 300_000);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

async function holdings(session: CDPSession): Promise<Holdings> {
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return {
    heap: metric('JSHeapUsedSize') / 1e6,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  };
}

function describeHoldings({ heap, nodes, listeners }: Holdings): string {
  return `${heap.toFixed(1)} MB, ${nodes} nodes, ${listeners} listeners`;
}
