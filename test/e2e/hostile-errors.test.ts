import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { readExample } from '../../scripts/demo/example';
import { type Browser, startChromium } from '../support/chromium';
import { DashboardPage } from '../support/dashboard-page';
import { Editor } from '../support/editor';
import { exampleNames } from '../support/examples';
import { NodeRed } from '../support/node-red-process';
import { ROOT } from '../support/root';
import { type Peer, ScriptedSystem } from '../support/scripted-system';

/** Markup (HTML, Vue and Mustache) that reveals itself if anything interprets it. */
const MARKUP = `<img src=x onerror="window.taken=1"><b>bold</b>{{ constructor.constructor('window.taken=1')() }}`;
const REFUSED = { type: 'error', code: 'unknown-filter', message: MARKUP, fatal: true };

describe("an appliance's error text in the examples", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let system: ScriptedSystem;
  let nodeRed: NodeRed;

  before(async function () {
    browser = await startChromium(this);
    ({ page } = browser);
    system = await ScriptedSystem.start();
    system.onPeer = refuse;
    const { port } = system;
    nodeRed = await NodeRed.start(
      exampleNames().flatMap((name) => readExample(ROOT, name, port, port, port)),
    );
  });
  after(async () => {
    await (browser as Browser | undefined)?.stop();
    await (nodeRed as NodeRed | undefined)?.stop();
    await system.stop();
  });

  function refuse(peer: Peer): void {
    peer.catalog();
    void peer.view().then(() => {
      peer.send(REFUSED);
      peer.socket.close(4400);
    });
  }

  async function checkText(): Promise<void> {
    const seen = await page.evaluate(() => ({
      taken: (window as { taken?: unknown }).taken,
      images: document.querySelectorAll('img[src="x"]').length,
      bold: [...document.querySelectorAll('b')].filter(({ textContent }) => textContent === 'bold').length,
    }));
    assert.deepEqual(seen, { taken: undefined, images: 0, bold: 0 });
  }

  it('stays text in the banner of live-dashboard', async () => {
    await page.goto(`${nodeRed.url}dashboard/live`);
    await page.locator('.blind').filter({ hasText: MARKUP }).waitFor();
    await checkText();
  });

  it('stays text where live-dashboard reports a refused choice', async () => {
    system.onPeer = (peer) => {
      peer.catalog();
      peer.socket.on('message', () => {
        peer.update();
      });
    };
    const started = await NodeRed.start(readExample(ROOT, 'live-dashboard', system.port));
    try {
      const dashboard = new DashboardPage(page, started.url);
      await dashboard.open();
      system.onPeer = refuse;
      await dashboard.choose('Only service', 'HTTP');
      await page.locator('.nrdb-ui-notification').filter({ hasText: 'refused the view: ' }).first().waitFor();
      await checkText();
    } finally {
      // An open dashboard would complain when Node-RED goes.
      await page.goto('about:blank');
      await started.stop();
    }
  });

  it('stays text on the page of many-appliances', async () => {
    await page.goto(`${nodeRed.url}appliances`);
    await page.locator('.down').filter({ hasText: MARKUP }).first().waitFor();
    await checkText();
  });

  it('stays text in the editor, under every node and in the debug sidebar', async () => {
    await page.goto('about:blank');
    await page.goto(nodeRed.url);
    await page.locator('.red-ui-palette-node').first().waitFor();
    await new Editor(page).showDebug();
    for (const name of exampleNames()) {
      for (const { id } of readExample(ROOT, name, 1, 1, 1).filter(({ type }) => type === 'tab')) {
        await page.evaluate(`RED.workspaces.show(${JSON.stringify(id)})`);
        await checkText();
      }
    }
    // Start the flows again, so that they report the error again.
    const answer = await fetch(`${nodeRed.url}flows`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'reload' },
      body: '{}',
    });
    assert.equal(answer.status, 204);
    // The sidebar shortens long texts.
    const shown = page.locator('.red-ui-debug-msg').filter({ hasText: 'DOWN North' });
    await shown.filter({ hasText: 'refused the view: <img src=x onerror=' }).first().waitFor();
    await page
      .locator('.red-ui-flow-node-status-label')
      .filter({ hasText: MARKUP })
      .first()
      .waitFor({ state: 'attached' });
    await checkText();
  });
});
