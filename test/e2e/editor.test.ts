import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors } from '../support/editor-session';

describeInEditors('in the editor', {}, (session) => {
  it('builds a live view with the mouse, and its updates reach the sidebar', async () => {
    const { page, editor, simulator } = session;
    const live = await editor.addNode('activelogic-liveview', { x: 200, y: 120 });
    const debug = await editor.addNode('debug', { x: 500, y: 120 });
    await session.screenshot('dragged');

    await editor.open(live);
    await editor.openOver('#node-input-btn-appliance-add');
    await page.locator('#node-config-input-name').fill('Test');
    await page.locator('#node-config-input-url').fill(simulator.url);
    await editor.done();
    assert.equal(await page.locator('#node-input-appliance option:checked').textContent(), 'Test');
    await editor.done();

    await editor.wire(live, debug);
    await editor.showDebug();
    await editor.deploy();
    await live.locator('.red-ui-flow-node-status-dot-green').waitFor();
    assert.equal(await live.locator('.red-ui-flow-node-status-label').textContent(), 'connected: 8 items');
    const message = page.locator('.red-ui-debug-msg').first();
    await message.waitFor();
    await session.screenshot('deployed');
    assert.match((await message.textContent()) ?? '', /Local Host.*array\[8\]/);
    assert.deepEqual(simulator.openViews(), [
      { distributions: [{ name: 'Local Host' }], filters: [], expand: true },
    ]);
    assert.deepEqual(session.browser.complaints, []);
  });

  it('the palette describes its category and finds nodes by what they are for', async () => {
    const { page } = session;
    const search = page.locator('#red-ui-palette-search input');
    const entry = (type: string): Locator =>
      page.locator(`#red-ui-palette-container [data-palette-type="${type}"]`);
    for (const [word, type] of [
      ['traffic', 'activelogic-liveview'],
      ['alarm', 'activelogic-alert'],
    ] as const) {
      await search.fill('');
      // The palette listens to keys.
      await search.pressSequentially(word);
      await entry('inject').and(page.locator('[data-filter]')).waitFor({ state: 'attached' });
      await entry(type).and(page.locator(':not([data-filter])')).waitFor();
    }
    await page.locator('#red-ui-palette-header-ActiveLogic').hover();
    await page.getByText('Live traffic and alarms of ActiveLogic appliances').waitFor();
    await search.fill('');
    await search.press('Backspace');
  });

  it('the dialogs of the other nodes open and close', async () => {
    const { page, editor } = session;
    const types = ['activelogic-distribution', 'activelogic-filter', 'activelogic-catalog'];
    for (const [index, type] of types.entries()) {
      const node = await editor.addNode(type, { x: 200, y: 220 + 80 * index });
      await editor.open(node);
      await page.locator('#node-input-name').fill(`My ${type}`);
      await editor.done();
      assert.equal(await node.locator('.red-ui-flow-node-label').textContent(), `My ${type}`);
    }
    assert.deepEqual(session.browser.complaints, []);
  });
});
