import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors } from '../support/editor-session';

describeInEditors('the preview', { simulator: { hosts: 30, interval: 0.3 } }, (session) => {
  let live: Locator;
  let dock: Locator;
  let rows: Locator;

  before(async () => {
    const { page, editor } = session;
    dock = page.locator('#activelogic-liveview-preview');
    rows = dock.locator('tbody > tr:not(.activelogic-preview-child):not(.activelogic-preview-more)');
    live = await editor.addNode('activelogic-liveview', { x: 200, y: 120 });
    await editor.open(live);
    await editor.openOver('#node-input-btn-appliance-add');
    await page.locator('#node-config-input-name').fill('Lab');
    await page.locator('#node-config-input-url').fill(session.simulator.url);
    await editor.done();
  });

  async function show(): Promise<void> {
    await dock.getByRole('button', { name: 'Preview' }).click();
    await rows.first().waitFor();
  }

  /** Resolves when the text of an element changes. */
  async function changes(element: Locator): Promise<void> {
    const handle = await element.elementHandle();
    const before = await element.textContent();
    await session.page.waitForFunction(([shown, text]) => shown.textContent !== text, [
      handle,
      before,
    ] as const);
  }

  it('shows changing numbers of an appliance that is not deployed', async () => {
    await show();
    assert.equal(await rows.count(), 20);
    await changes(rows.first().locator('td').first());
    assert.match((await dock.locator('.activelogic-dock-figures').textContent()) ?? '', /30 items/);
    assert.deepEqual(session.simulator.openViews(), [
      { distributions: [{ name: 'Local Host' }], filters: [], expand: true },
    ]);
    await session.screenshot('preview');
  });

  it('puts the largest values first when you click a column', async () => {
    const header = dock.locator('thead th').filter({ hasText: /^inbound/ });
    await header.getByRole('button').click();
    await dock.locator('thead th[aria-sort="descending"]').waitFor();
    // The appliance's order stays until the next line of the preview arrives.
    await session.page.waitForFunction(() => {
      const bars = document.querySelectorAll<HTMLElement>('td[style*="--activelogic-share"]');
      const shares = [...bars].map((cell) => parseFloat(cell.style.getPropertyValue('--activelogic-share')));
      const sorted = shares.every((share, index) => index === 0 || share <= (shares[index - 1] ?? 0));
      return shares.length > 5 && shares[0] === 100 && sorted;
    });
  });

  it('follows the form, and expands children', async () => {
    const { page } = session;
    await page.locator('#activelogic-liveview-view .red-ui-editableList-addButton').first().click();
    await page.locator('[data-field="name"]:focus').pressSequentially('Service');
    await page.keyboard.press('Escape');
    const unfold = rows.first().getByRole('button');
    await unfold.waitFor();
    await unfold.click();
    await dock.locator('tr.activelogic-preview-child').first().waitFor();
    await session.simulator.waitForViews(1);
    await session.screenshot('preview-children');
  });

  it('marks the row of an unknown distribution, and removes the mark when you correct it', async () => {
    const { page } = session;
    const name = page.locator('#activelogic-liveview-distributions [data-field="name"]').nth(1);
    await name.fill('Servce');
    const mark = page.locator('#activelogic-liveview-distributions .activelogic-mark');
    await mark.waitFor();
    assert.match((await mark.textContent()) ?? '', /There is no distribution "Servce"/);
    assert.equal(await name.getAttribute('aria-invalid'), 'true');
    await session.screenshot('preview-error');
    await name.fill('Service');
    await mark.waitFor({ state: 'detached' });
    await changes(rows.first().locator('td').first());
  });

  it('closes with its socket when you leave the dialog', async () => {
    const { page, editor, simulator } = session;
    assert.equal(simulator.openViews().length, 1);
    await editor.cancel();
    await simulator.waitForConnections(0);
    await editor.open(live);
    // The appliance is listed, although nothing is deployed. The earlier dialog was not saved.
    await page.locator('#node-input-appliance').selectOption({ label: 'Lab' });
    await show();
    await simulator.waitForViews(1);
    await editor.done();
    await simulator.waitForConnections(0);
  });

  it('closes with its socket when you leave the page', async () => {
    const { page, editor, simulator } = session;
    await editor.deploy();
    // The node has the same view as its preview. Another view tells them apart.
    await simulator.waitForViews(1);
    await editor.open(live);
    await page.locator('#node-input-expand').uncheck();
    await show();
    await simulator.waitForViews(2);
    await page.goto('about:blank');
    await simulator.waitForViews(1);
  });

  it('prints nothing unexpected', () => {
    assert.deepEqual(session.browser.complaints, []);
    assert.deepEqual(session.nodeRed.complaints(), []);
  });
});
