import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Simulator } from '../../simulator';
import { type Browser, startChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { NodeRed } from '../support/node-red-process';

/** For a person to look at. */
const SCREENSHOTS = path.join(tmpdir(), 'activelogic-screenshots');

describe('in the editor', function () {
  this.timeout(180_000);
  let browser: Browser;
  let simulator: Simulator;
  let nodeRed: NodeRed;

  before(async function () {
    browser = await startChromium(this);
    simulator = new Simulator({ port: 0, hosts: 8, interval: 0.5 });
    await simulator.start();
    nodeRed = await NodeRed.start([
      { id: 'tab', type: 'tab', label: 'Flow 1', disabled: false, info: '', env: [] },
    ]);
    mkdirSync(SCREENSHOTS, { recursive: true });
  });

  after(async () => {
    // Any of them is missing when it could not be started.
    await (browser as Browser | undefined)?.context.close();
    await (nodeRed as NodeRed | undefined)?.stop();
    await (simulator as Simulator | undefined)?.stop();
  });

  it('a live view is made with the mouse, and its updates come into the sidebar', async () => {
    const { page, complaints } = browser;
    const editor = new Editor(page);
    const screenshot = (name: string): Promise<unknown> =>
      page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });

    await page.goto(nodeRed.url);
    const live = await editor.addNode('activelogic-liveview', { x: 200, y: 120 });
    const debug = await editor.addNode('debug', { x: 500, y: 120 });
    await screenshot('1-dragged');

    await editor.open(live);
    await page.locator('#node-input-btn-appliance-add').click();
    await page.locator('#node-config-input-name').fill('Test');
    await page.locator('#node-config-input-url').fill(simulator.url);
    await editor.settled();
    await screenshot('2-appliance');
    await page.locator('#node-config-dialog-ok').click();
    await page.locator('#node-config-input-url').waitFor({ state: 'detached' });
    await editor.settled();
    await screenshot('3-liveview');
    assert.equal(await page.locator('#node-input-appliance option:checked').textContent(), 'Test');
    await page.locator('#node-dialog-ok').click();
    await page.locator('#node-input-appliance').waitFor({ state: 'detached' });

    await editor.wire(live, debug);
    await page.locator('#red-ui-tab-debug-link-button').click();
    await editor.deploy();
    await live.locator('.red-ui-flow-node-status-dot-green').waitFor();
    assert.equal(await live.locator('.red-ui-flow-node-status-label').textContent(), 'connected: 8 items');
    const message = page.locator('.red-ui-debug-msg').first();
    await message.waitFor();
    await screenshot('4-deployed');
    assert.match((await message.textContent()) ?? '', /Local Host.*array\[8\]/);
    assert.deepEqual(simulator.openViews(), [
      { distributions: [{ name: 'Local Host' }], filters: [], expand: true },
    ]);
    assert.deepEqual(complaints, []);
  });

  it('the dialogs of the other nodes open and close', async () => {
    const { page, complaints } = browser;
    const editor = new Editor(page);
    const types = ['activelogic-distribution', 'activelogic-filter', 'activelogic-catalog'];
    for (const [index, type] of types.entries()) {
      const node = await editor.addNode(type, { x: 200, y: 220 + 80 * index });
      await editor.open(node);
      await page.locator('#node-input-name').fill(`My ${type}`);
      await editor.settled();
      await page.screenshot({ path: path.join(SCREENSHOTS, `5-${type}.png`) });
      await page.locator('#node-dialog-ok').click();
      await page.locator('#node-input-name').waitFor({ state: 'detached' });
      assert.equal(await node.locator('.red-ui-flow-node-label').textContent(), `My ${type}`);
    }
    assert.deepEqual(complaints, []);
  });
});
