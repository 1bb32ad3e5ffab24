import assert from 'node:assert/strict';
import { describeInEditors } from '../support/editor-session';
import { oldFlow, only } from '../support/old-flow';

describeInEditors(
  'in the editor, a node without a name',
  {
    flows: (url) =>
      oldFlow('first-release', url).map((node) => ({ ...node, ...('name' in node && { name: '' }) })),
  },
  (session) => {
    const label = (set: string): Promise<string | null> => {
      const { id } = only(oldFlow('first-release', ''), `activelogic-${set}`);
      return session.page.locator(`[id="${id}"] .red-ui-flow-node-label`).textContent();
    };

    it('says what it shows', async () => {
      assert.equal(await label('liveview'), 'Local Host / Service · Service ≠ DNS, NTP');
      assert.equal(await label('distribution'), 'NetObject Level (PSM/By Location)');
      assert.equal(await label('filter'), 'Flags (ASYMMETRIC) ≠ true, msg.wanted');
      assert.equal(await label('alert'), 'inbound_bps as % of outbound_bps ≥ 0.5 +1');
      assert.equal(await label('catalog'), `catalogue of ${session.simulator.url}`);
      await session.screenshot('labels');
      assert.deepEqual(session.browser.complaints, []);
    });

    it("follows its appliance's name, wherever that was changed", async () => {
      const { page, editor } = session;
      const { id } = only(oldFlow('first-release', ''), 'activelogic-liveview');
      await editor.open(page.locator(`[id="${id}"]`));
      await editor.settled();
      await page.locator('#node-input-btn-appliance-edit').click();
      await page.locator('#node-config-input-name').fill('Core');
      await editor.settled();
      await page.locator('#node-config-dialog-ok').click();
      await page.locator('#node-config-input-name').waitFor({ state: 'detached' });
      await editor.settled();
      await editor.done();
      await page.locator('.red-ui-flow-node-label', { hasText: /^catalogue of Core$/ }).waitFor();
      assert.deepEqual(session.browser.complaints, []);
    });
  },
);
