import assert from 'node:assert/strict';
import { Simulator } from '../../tools/simulator';
import { type Browser, startChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { EMPTY } from '../support/editor-session';
import { SecuredNodeRed } from '../support/secured-node-red';

/** The permissions that the editor itself needs to show a flow. */
const EDITOR = ['flows', 'nodes', 'settings', 'library', 'context', 'plugins', 'status'].map(
  (what) => `${what}.read`,
);

/** Uses another admin root, because the forms' requests must work under any. */
describe('the forms of a user who', function () {
  this.timeout(120_000);
  let browser: Browser;
  let simulator: Simulator;
  let nodeRed: SecuredNodeRed;

  before(async function () {
    browser = await startChromium(this);
    simulator = new Simulator({ port: 0, hosts: 8, interval: 0.3 });
    const url = await simulator.start();
    nodeRed = await SecuredNodeRed.start({ admin: '*', viewer: 'read', guest: EDITOR }, '/admin');
    await nodeRed.deploy('admin', [
      EMPTY,
      { id: 'appliance', type: 'activelogic-appliance', name: 'Lab', url },
      {
        id: 'live',
        type: 'activelogic-liveview',
        z: 'tab',
        appliance: 'appliance',
        distributions: [{ name: 'Service' }],
        autostart: false,
        x: 200,
        y: 120,
        wires: [[]],
      },
    ]);
  });

  after(async () => {
    // Either is undefined if it failed to start.
    await (browser as Browser | undefined)?.stop();
    await (nodeRed as SecuredNodeRed | undefined)?.stop();
    await (simulator as Simulator | undefined)?.stop();
  });

  /** Opens the liveview node's form as this user. */
  async function openForm(user: string): Promise<Editor> {
    const { page } = browser;
    browser.complaints.length = 0;
    await page.goto(`${nodeRed.url}?access_token=token-of-${user}`);
    const editor = new Editor(page);
    await editor.open(page.locator('[id="live"]'));
    return editor;
  }

  it('may read: they show what the appliance offers, and its view', async () => {
    const { page, complaints } = browser;
    const editor = await openForm('viewer');
    const line = page.locator('#activelogic-liveview-knowledge');
    await line.getByText('Suggestions: live from ActiveLogic simulator').waitFor();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.locator('#activelogic-liveview-preview tbody > tr').first().waitFor();
    await editor.cancel();
    await simulator.waitForConnections(0);
    assert.deepEqual(complaints, []);
  });

  it('may not: they suggest the documented names, without a fuss', async () => {
    const { page, complaints } = browser;
    const editor = await openForm('guest');
    const line = page.locator('#activelogic-liveview-knowledge');
    await line.getByText('Suggestions: documented names').waitFor();
    const preview = page.getByRole('button', { name: 'Preview' });
    await preview.click();
    await page.getByText('Your Node-RED user may not do this.').waitFor();
    assert.equal(await preview.isDisabled(), true);
    assert.equal(await page.locator('.red-ui-notification').count(), 0);
    await editor.cancel();
    assert.equal(simulator.connectionCount, 0);
    // The browser itself logs a refused request. Nothing else may complain.
    assert.deepEqual(
      complaints.splice(0).filter((complaint) => !complaint.includes('status of 401')),
      [],
    );
  });
});
