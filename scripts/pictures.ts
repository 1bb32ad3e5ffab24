/**
 * Takes the pictures of the documents: each example's flow as the editor shows it, the dashboard, and forms. With names of
 * examples, or `forms`, on the command line it takes only those. Needs Chromium.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { Simulator } from '../tools/simulator';
import { SYSTEM_CLOCK } from '../tools/simulator/clock';
import { type Browser, findChromium, launchChromium } from '../test/support/chromium';
import { DashboardPage } from '../test/support/dashboard-page';
import { exampleNames } from '../test/support/examples';
import { FastTime } from '../test/support/fast-time';
import { type FlowNode, NodeRed, OWN_NODE_RED } from '../test/support/node-red-process';
import { readExample } from './demo/example';
import { takeForms } from './form-pictures';

const ROOT = path.join(__dirname, '..');
const TARGET = path.join(ROOT, 'docs', 'images', 'examples');

/** The margin around the nodes of a flow, px. */
const MARGIN = 16;
/** Wide enough for a whole flow next to palette and sidebar. */
const WINDOW = { width: 2400, height: 1600 };
/** Shows only the flow, without anything that differs from run to run. */
const FLOW_ONLY = `
  #red-ui-palette, #red-ui-sidebar, #red-ui-sidebar-separator, #red-ui-notifications,
  .red-ui-workspace-chart-grid, .red-ui-flow-node-status-group, .red-ui-flow-node-changed,
  .red-ui-flow-node-error { display: none !important; }
`;

/** The time that a busy machine may take to draw a flow, ms. */
const SLOW_MACHINE = 120_000;

/** The chart shows five minutes, which take one at this speed. */
const SPEED = 5;

void main(process.argv.slice(2));

async function main(wanted: readonly string[]): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('Chromium is missing; set CHROMIUM to its path');
  const names = exampleNames().filter((name) => wanted.length === 0 || wanted.includes(name));
  mkdirSync(TARGET, { recursive: true });
  const browser = await launchChromium(chromium);
  try {
    if (names.length > 0) await takeFlows(browser.page, names);
    if (wanted.length === 0 || wanted.includes('forms'))
      await takeForms(browser.page, ROOT, path.join(ROOT, 'docs', 'images'));
    if (names.includes('live-dashboard')) await takeDashboard(browser);
  } finally {
    await browser.context.close();
  }
}

/** All flows in one Node-RED, so that it starts only once. */
async function takeFlows(page: Page, names: readonly string[]): Promise<void> {
  const simulator = new Simulator({ port: 0 });
  const port = Number(new URL(await simulator.start()).port);
  // One simulator is enough even for an example with several appliances.
  const examples = names.map((name) => ({ name, nodes: readExample(ROOT, name, port, port, port) }));
  const nodeRed = await NodeRed.start(examples.flatMap(({ nodes }) => nodes));
  try {
    await page.setViewportSize(WINDOW);
    page.setDefaultTimeout(SLOW_MACHINE);
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

/** In the sizes of a desktop and of a phone, with a full chart and an alarm. */
async function takeDashboard({ context, page }: Browser): Promise<void> {
  const time = new FastTime(SPEED);
  const simulator = new Simulator({
    port: 0,
    interval: 0,
    clock: { ...SYSTEM_CLOCK, now: () => time.now() },
    rehearse: [{ kind: 'drops', service: 'QUIC' }],
  });
  const { port } = new URL(await simulator.start());
  const nodes = readExample(ROOT, 'live-dashboard', Number(port)).map((node) => {
    if (node.type === 'activelogic-liveview') return { ...node, interval: 1 / SPEED };
    if (node.name !== 'Live or blind?') return node;
    // No updates arrive while the picture is taken, and the dashboard must not mind.
    return { ...node, func: String(node.func).replace(/SILENCE = \d+/, 'SILENCE = Infinity') };
  });
  const nodeRed = await NodeRed.start(nodes, { ...OWN_NODE_RED, preload: time.preload() });
  let ticks: NodeJS.Timeout | undefined;
  const resumeUpdates = (): void => {
    clearInterval(ticks);
    ticks = setInterval(() => {
      simulator.tick();
    }, 1000 / SPEED);
  };
  resumeUpdates();
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
      do {
        resumeUpdates();
        // Wait for the next alarm, so that it lasts until the picture is taken. On a slow machine it may still be
        // over.
        await dashboard.rowsWhen('alarms', ({ length }) => length === 0);
        await dashboard.rowsWhen('alarms', ({ length }) => length > 0);
        clearInterval(ticks);
        await settled(page);
      } while ((await dashboard.rows('alarms')).length === 0);
      await page.screenshot({
        path: path.join(TARGET, '..', `dashboard-${name}.png`),
        fullPage: name === 'phone',
      });
      resumeUpdates();
      process.stdout.write(`dashboard-${name}\n`);
    }
  } finally {
    clearInterval(ticks);
    await nodeRed.stop();
    await simulator.stop();
  }
}

/** Resolves when the gauges have reached their numbers, which takes a second. */
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
