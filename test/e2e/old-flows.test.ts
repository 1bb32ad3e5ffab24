import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Simulator } from '../../simulator';
import { type Browser, startChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { NodeRed } from '../support/node-red-process';
import { oldFlow, only, type SavedNode } from '../support/old-flow';

/** By set, what the fields of its form must show of the flow in `test/flows/first-release.json`. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string | boolean>>>> = {
  liveview: {
    name: 'Rows of hosts',
    expand: false,
    output: 'item',
    shape: 'rows',
    interval: '0.5',
    autostart: false,
  },
  distribution: { name: 'By location', distribution: 'NetObject Level', arg: 'PSM/By Location' },
  filter: { name: 'No asymmetric', mode: 'exclude', filter: 'Flags', arg: 'ASYMMETRIC' },
  catalog: { name: 'What it has' },
  alert: { name: 'Much inbound', raiseAfter: '1', clearAfter: '4', goneAfter: '2', remind: '30' },
};

const APPLIANCE_FIELDS = {
  name: 'Core router',
  auth: 'basic',
  handshakeTimeout: '12.5',
  heartbeat: '7',
  staleAfter: '90',
  reconnectMin: '0.5',
  reconnectMax: '45',
  maxPayload: '16',
};

/** By set, what the rows of its lists must hold, field by field. */
const ROWS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  liveview: {
    distributions: ['Local Host', 'Service'],
    filters: ['exclude', 'Service', 'DNS', 'NTP'],
    columns: ['inbound_bps', 'outbound_bps'],
  },
  filter: { values: ['true', 'wanted'] },
  alert: {
    conditions: [
      ...['inbound_bps', 'percent', 'outbound_bps', 'gte', '0.5', '0.25'],
      ...['outbound_bps', 'value', 'gt', '10'],
    ],
  },
};

describe('in the editor, a flow that the first release has saved', function () {
  this.timeout(180_000);
  let browser: Browser;
  let simulator: Simulator;
  let nodeRed: NodeRed;
  let editor: Editor;
  let flow: SavedNode[];

  before(async function () {
    browser = await startChromium(this);
    simulator = new Simulator({ port: 0, hosts: 8, interval: 0.5 });
    flow = oldFlow('first-release', await simulator.start());
    nodeRed = await NodeRed.start(flow);
    editor = new Editor(browser.page);
  });

  beforeEach(async () => {
    await browser.page.goto(nodeRed.url);
    await nodeOf('liveview').waitFor();
  });

  after(async () => {
    // Any of them is missing when it could not be started.
    await (browser as Browser | undefined)?.context.close();
    await (nodeRed as NodeRed | undefined)?.stop();
    await (simulator as Simulator | undefined)?.stop();
  });

  const nodeOf = (set: string): Locator =>
    browser.page.locator(`[id="${only(flow, `activelogic-${set}`).id}"]`);

  async function done(): Promise<void> {
    const { page } = browser;
    const trays = await page.locator('.red-ui-tray').count();
    await editor.settled();
    await page.locator('.red-ui-tray').last().locator('.red-ui-tray-toolbar .primary').click();
    await page
      .locator('.red-ui-tray')
      .nth(trays - 1)
      .waitFor({ state: 'detached' });
  }

  async function shows(prefix: string, fields: Readonly<Record<string, string | boolean>>): Promise<void> {
    for (const [property, value] of Object.entries(fields)) {
      const field = browser.page.locator(`#${prefix}-${property}`);
      assert.equal(
        typeof value === 'boolean' ? await field.isChecked() : await field.inputValue(),
        value,
        property,
      );
    }
  }

  /** What the fields of a list hold, without what no measure or type needs. */
  async function rows(id: string): Promise<string[]> {
    return browser.page.locator(`#${id}`).evaluate((list) => {
      const hidden = (field: Element): boolean =>
        field.closest('.activelogic-hidden, [style*="display: none"]') !== null;
      return [...list.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select')]
        .filter(
          (field) => field.value !== '' && (field.matches('.activelogic-typed-value') || !hidden(field)),
        )
        .map((field) => field.value);
    });
  }

  for (const [set, fields] of Object.entries(FIELDS)) {
    it(`opens in the form of ${set}, and Done changes nothing`, async () => {
      const { page, complaints } = browser;
      await editor.open(nodeOf(set));
      await shows('node-input', fields);
      for (const [list, values] of Object.entries(ROWS[set] ?? {}))
        assert.deepEqual(await rows(`activelogic-${set}-${list}`), values, list);
      const appliance = page.locator('#node-input-appliance option:checked');
      if (set !== 'alert') assert.equal(await appliance.textContent(), 'Core router');
      await done();
      await assertUnchanged();
      assert.deepEqual(complaints, []);
    });
  }

  it('opens in the form of appliance, and Done changes nothing', async () => {
    await editor.open(nodeOf('catalog'));
    await browser.page.locator('#node-input-btn-appliance-edit').click();
    await shows('node-config-input', { ...APPLIANCE_FIELDS, url: simulator.url });
    await done();
    await done();
    await assertUnchanged();
    assert.deepEqual(browser.complaints, []);
  });

  it('is exported and stored as it was', async () => {
    const { page } = browser;
    const exported = await page.evaluate(() => {
      const red = (window as unknown as { RED: { nodes: { createCompleteNodeSet(): SavedNode[] } } }).RED;
      return JSON.parse(JSON.stringify(red.nodes.createCompleteNodeSet())) as SavedNode[];
    });
    const byId = (nodes: readonly SavedNode[]): SavedNode[] =>
      nodes
        .filter(({ type }) => type.startsWith('activelogic-'))
        .sort((left, right) => left.id.localeCompare(right.id));
    assert.deepEqual(byId(exported), byId(flow));
    assert.deepEqual(byId(await nodeRed.get<SavedNode[]>('flows')), byId(flow));
  });

  it('has a version in its new nodes only', async () => {
    const { page } = browser;
    const alert = await editor.addNode('activelogic-alert', { x: 500, y: 700 });
    const id = await alert.getAttribute('id');
    await editor.deploy();
    const saved = await nodeRed.get<SavedNode[]>('flows');
    assert.equal(saved.find((node) => node.id === id)?.version, 1);
    assert.equal(saved.filter((node) => 'version' in node).length, 1);
    assert.equal(await page.locator('#red-ui-header-button-deploy.disabled').count(), 1);
  });

  async function assertUnchanged(): Promise<void> {
    const { page } = browser;
    assert.equal(await page.locator('.red-ui-flow-node-changed:not(.hide)').count(), 0);
    assert.equal(await page.locator('#red-ui-header-button-deploy.disabled').count(), 1);
  }
});
