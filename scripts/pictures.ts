/**
 * Takes the pictures of the examples for the README anew: each flow as the editor shows it, and the dashboard. Names of
 * examples on the command line: only those. Needs Chromium.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { Simulator } from '../simulator';
import { SYSTEM_CLOCK } from '../simulator/clock';
import { type Browser, findChromium, launchChromium } from '../test/support/chromium';
import { DashboardPage } from '../test/support/dashboard-page';
import { exampleNames } from '../test/support/examples';
import { FastTime } from '../test/support/fast-time';
import { type FlowNode, NodeRed, OWN_NODE_RED } from '../test/support/node-red-process';
import { readExample } from './demo/example';

const ROOT = path.join(__dirname, '..');
const TARGET = path.join(ROOT, 'docs', 'images', 'examples');

/** Around the nodes of a flow, px. */
const MARGIN = 16;
/** Wide enough for all of a flow beside palette and sidebar. */
const WINDOW = { width: 1920, height: 1600 };
/** Nothing but the flow, and nothing in it that is another one at each run. */
const FLOW_ONLY = `
  #red-ui-palette, #red-ui-sidebar, #red-ui-sidebar-separator, #red-ui-notifications,
  .red-ui-workspace-chart-grid, .red-ui-flow-node-status-group, .red-ui-flow-node-changed,
  .red-ui-flow-node-error { display: none !important; }
`;

/** The chart has five minutes to show, which take one. */
const SPEED = 5;

void main(process.argv.slice(2));

async function main(wanted: readonly string[]): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined)
    throw new Error('There is no Chromium; the variable CHROMIUM can say where it is');
  const names = exampleNames().filter((name) => wanted.length === 0 || wanted.includes(name));
  mkdirSync(TARGET, { recursive: true });
  const browser = await launchChromium(chromium);
  try {
    await takeFlows(browser.page, names);
    if (names.includes('live-dashboard')) await takeDashboard(browser);
  } finally {
    await browser.context.close();
  }
}

/** All flows in one Node-RED, so that it is started once only. */
async function takeFlows(page: Page, names: readonly string[]): Promise<void> {
  const simulator = new Simulator({ port: 0 });
  const port = Number(new URL(await simulator.start()).port);
  // One simulator is enough for an example with several appliances, too.
  const examples = names.map((name) => ({ name, nodes: readExample(ROOT, name, port, port, port) }));
  const nodeRed = await NodeRed.start(examples.flatMap(({ nodes }) => nodes));
  try {
    await page.setViewportSize(WINDOW);
    for (const { name, nodes } of examples) {
      await page.goto('about:blank');
      await page.goto(`${nodeRed.url}#flow/${tabOf(nodes)}`, { waitUntil: 'networkidle' });
      await page.addStyleTag({ content: FLOW_ONLY });
      await page.locator('.red-ui-flow-node-group').first().waitFor();
      await page.mouse.move(0, 0);
      await page.screenshot({ path: path.join(TARGET, `${name}.png`), clip: await boxOfNodes(page) });
      process.stdout.write(`${name}\n`);
    }
  } finally {
    await nodeRed.stop();
    await simulator.stop();
  }
}

function tabOf(nodes: readonly FlowNode[]): string {
  const tab = nodes.find(({ type }) => type === 'tab');
  if (!tab) throw new Error('An example has no tab');
  return tab.id;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

async function boxOfNodes(page: Page): Promise<Box> {
  const boxes = await page.locator('.red-ui-flow-node-group').evaluateAll((nodes) =>
    nodes.map((node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return { left, top, right, bottom };
    }),
  );
  const x = Math.min(...boxes.map(({ left }) => left)) - MARGIN;
  const y = Math.min(...boxes.map(({ top }) => top)) - MARGIN;
  return {
    x,
    y,
    width: Math.max(...boxes.map(({ right }) => right)) + MARGIN - x,
    height: Math.max(...boxes.map(({ bottom }) => bottom)) + MARGIN - y,
  };
}

/** At a desktop's and at a phone's size, with a chart that is full and an alarm. */
async function takeDashboard({ context, page }: Browser): Promise<void> {
  const time = new FastTime(SPEED);
  const simulator = new Simulator({
    port: 0,
    interval: 0,
    clock: { ...SYSTEM_CLOCK, now: () => time.now() },
    rehearse: [{ kind: 'drops', service: 'QUIC' }],
  });
  const { port } = new URL(await simulator.start());
  const nodes = readExample(ROOT, 'live-dashboard', Number(port)).map((node) =>
    node.type === 'activelogic-liveview' ? { ...node, interval: 1 / SPEED } : node,
  );
  const nodeRed = await NodeRed.start(nodes, { ...OWN_NODE_RED, preload: time.preload() });
  let ticks: NodeJS.Timeout | undefined;
  const goOn = (): void => {
    ticks = setInterval(() => {
      simulator.tick();
    }, 1000 / SPEED);
  };
  goOn();
  try {
    await context.addInitScript(time.script);
    const dashboard = new DashboardPage(page, nodeRed.url);
    for (const [name, width, height] of [
      ['desktop', 1400, 900],
      ['phone', 390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await dashboard.open();
      await time.minute(6);
      // Of the next alarm, so that it lasts until the picture is taken.
      await dashboard.rowsWhen('alarms', ({ length }) => length === 0);
      await dashboard.rowsWhen('alarms', ({ length }) => length > 0);
      clearInterval(ticks);
      await settled(page);
      await page.screenshot({
        path: path.join(TARGET, '..', `dashboard-${name}.png`),
        fullPage: name === 'phone',
      });
      goOn();
      process.stdout.write(`dashboard-${name}\n`);
    }
  } finally {
    clearInterval(ticks);
    await nodeRed.stop();
    await simulator.stop();
  }
}

/** Resolves when the gauges have come to where their numbers are, for which they take a second. */
async function settled(page: Page): Promise<void> {
  const arcs = page.locator('.nrdb-ui-gauge');
  const shapes = (): Promise<string> =>
    arcs.evaluateAll((gauges) => gauges.map((gauge) => gauge.innerHTML).join());
  let before: string;
  let now = await shapes();
  do {
    before = now;
    await delay(1000);
    now = await shapes();
  } while (now !== before);
}
