import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors, EMPTY } from '../support/editor-session';
import { ScriptedSystem } from '../support/scripted-system';

/**
 * Markup that reveals itself if anything interprets it, and names with a meaning for objects and catalogues.
 */
const MARKUP = '<img src=x onerror="window.taken=(window.taken||0)+1"><script>window.taken=1</script>';
const NAMES = [MARKUP, '"><b>', '__proto__', 'constructor', '$t(appliance:common.label.name)', '__name__'];
const COLUMNS = [`${MARKUP} column`, 'constructor', 'toString', '"><b>'];

const CATALOG = {
  type: 'catalog',
  profile: 1,
  system: { name: MARKUP, firmware: MARKUP },
  fields: [
    { column: 'name', name: 'name', title: MARKUP, default: true },
    ...COLUMNS.map((column) => ({ column, name: column, title: MARKUP, unit: MARKUP, default: true })),
  ],
  distributions: NAMES.map((name) => ({ name, arg: MARKUP })),
  filters: NAMES.map((name) => ({ name, arg: MARKUP, values: 'text', choices: NAMES })),
  services: NAMES,
};

function flows(url: string): object[] {
  const place = (y: number): object => ({ z: 'tab', name: '', x: 240, y, wires: [[]] });
  const view = {
    distributions: [{ name: MARKUP, arg: MARKUP }],
    filters: [{ mode: 'include', name: MARKUP, values: [MARKUP], arg: MARKUP }],
    columns: [],
  };
  return [
    EMPTY,
    { id: 'box', type: 'activelogic-appliance', name: MARKUP, url },
    { ...place(80), id: 'live', type: 'activelogic-liveview', appliance: 'box', ...view, wires: [['alert']] },
    {
      ...place(140),
      id: 'alert',
      type: 'activelogic-alert',
      conditions: [{ column: COLUMNS[0], measure: 'percent', of: MARKUP, op: 'gt', raise: 5 }],
      level: 'leaf',
      raiseFor: 3,
      clearFor: 3,
      goneFor: 10,
      remind: 0,
    },
    {
      ...place(200),
      id: 'distribution',
      type: 'activelogic-distribution',
      appliance: 'box',
      distribution: MARKUP,
      arg: MARKUP,
    },
    {
      ...place(260),
      id: 'filter',
      type: 'activelogic-filter',
      appliance: 'box',
      mode: 'include',
      filter: MARKUP,
      arg: MARKUP,
      values: [{ v: MARKUP, vt: 'str' }],
    },
  ];
}

describeInEditors('names that a hostile appliance makes up', {}, (session) => {
  let system: ScriptedSystem;

  before(async () => {
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.send(CATALOG);
      void peer.view().then(() => {
        peer.send({ type: 'error', code: MARKUP, message: `${MARKUP} $t(appliance:common.label.name)` });
        const row = (name: string): unknown[] => [name, ...COLUMNS.map(() => MARKUP)];
        peer.send({ type: 'update', columns: ['name', ...COLUMNS], rows: NAMES.map(row) });
      });
    };
    const { url } = session.nodeRed;
    const answer = await fetch(`${url}flows`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(flows(system.url)),
    });
    assert.equal(answer.status, 204);
    await session.page.goto('about:blank');
    await session.page.goto(url);
    await node('live').waitFor();
  });
  after(() => system.stop());

  const node = (id: string): Locator => session.page.locator(`[id="${id}"]`);

  async function open(id: string): Promise<void> {
    await session.editor.open(node(id));
    await session.page
      .getByRole('status')
      .filter({ hasText: `live from ${MARKUP}` })
      .waitFor();
  }

  /** Makes a field show all suggestions, and takes the first. */
  async function take(field: Locator): Promise<void> {
    await field.fill('');
    await field.press('ArrowDown');
    const menu = session.page.locator('.activelogic-menu:visible');
    await menu.getByRole('option').first().waitFor();
    await field.press('ArrowDown');
    await field.press('Enter');
    await field.press('Tab');
  }

  afterEach(async () => {
    const { page, browser } = session;
    const seen = await page.evaluate(() => ({
      taken: (window as { taken?: unknown }).taken,
      images: document.querySelectorAll('img[src="x"]').length,
      polluted: Object.keys(Object.getPrototypeOf({}) as object),
    }));
    assert.deepEqual(seen, { taken: undefined, images: 0, polluted: [] });
    assert.deepEqual(browser.complaints, []);
  });

  it('stay texts in the labels and statuses of nodes', async () => {
    const { page } = session;
    const connected = page.locator('[id="live"] .red-ui-flow-node-status-label');
    await connected.filter({ hasText: 'connected: 6 items' }).waitFor();
    assert.match((await node('live').textContent()) ?? '', /<img src=x/);
    await session.screenshot('hostile-canvas');
  });

  it('stay texts in the form of liveview, its suggestions, columns and preview', async () => {
    const { page, editor } = session;
    await open('live');
    await take(page.locator('#activelogic-liveview-distributions [data-field="name"]').first());
    const filter = page.locator('#activelogic-liveview-filters');
    await take(filter.locator('[data-field="name"]'));
    await take(filter.locator('.red-ui-typedInput-input').first());
    const dock = page.locator('#activelogic-liveview-preview');
    await dock.getByRole('button', { name: 'Preview' }).click();
    await dock
      .locator('tbody > tr')
      .nth(NAMES.length - 1)
      .waitFor();
    const shown = await dock.locator('tbody').textContent();
    for (const name of NAMES) assert.ok(shown?.includes(name), name);
    const header = dock.locator('thead th').nth(1);
    await header.getByRole('button').click();
    await dock.locator('thead th[aria-sort]').first().waitFor();
    await session.screenshot('hostile-preview');
    await page.locator('.red-ui-tab-label', { hasText: 'Columns' }).click();
    const search = page.getByRole('textbox', { name: 'Search or type a column' });
    for (const column of COLUMNS) {
      await search.fill(column);
      await search.press('Enter');
    }
    await search.fill('');
    await page.getByText('4 of 5 chosen').waitFor();
    await session.screenshot('hostile-columns');
    await editor.done();
    assert.deepEqual(await page.evaluate("RED.nodes.node('live').columns"), COLUMNS);
  });

  it('stay texts in the other forms', async () => {
    const { page, editor } = session;
    await open('distribution');
    await take(page.locator('#node-input-distribution'));
    await page.locator('#node-input-distribution').fill('nothing like it');
    await page.keyboard.press('Tab');
    await page.getByText(`${MARKUP} does not know this distribution`).waitFor();
    await editor.cancel();
    await open('filter');
    await take(page.locator('#node-input-filter'));
    await take(page.locator('#activelogic-filter-values .red-ui-typedInput-input'));
    await editor.cancel();
    await open('alert');
    await take(page.locator('[data-field="column"]').first());
    await page.locator('#activelogic-alert-sentence').filter({ hasText: '<img src=x' }).waitFor();
    await editor.cancel();
  });

  it('stay texts in the test of a connection', async () => {
    const { page, editor } = session;
    await open('distribution');
    await editor.openOver('#node-input-btn-appliance-edit');
    await page.getByRole('button', { name: 'Test connection' }).click();
    const checks = page.locator('.activelogic-checks > li');
    await checks.filter({ hasText: `${MARKUP}: ` }).waitFor();
    await session.screenshot('hostile-test');
    system.onPeer = (peer) => {
      peer.send({ type: 'error', code: MARKUP, message: MARKUP, fatal: true });
    };
    await page.getByRole('button', { name: 'Test connection' }).click();
    await checks.filter({ hasText: `reports: ${MARKUP}` }).waitFor();
    await editor.cancel();
    await editor.cancel();
  });
});
