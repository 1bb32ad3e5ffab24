import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors, EMPTY } from '../support/editor-session';

/** A form field: its selector and the value that the test types. */
interface Field {
  at: string;
  value: string;
}

/** A node of each type, with a field that only this type has. */
const FORMS: Record<string, Field> = {
  liveview: { at: '#activelogic-liveview-distributions [data-field="name"]', value: 'Service' },
  distribution: { at: '#node-input-distribution', value: 'NetObject Level' },
  filter: { at: '#node-input-filter', value: 'Host' },
  catalog: { at: '#node-input-name', value: 'What there is' },
  alert: { at: '#activelogic-alert-conditions [data-field="column"]', value: 'inbound' },
};

describeInEditors(
  'the forms',
  {
    flows: (url) => [EMPTY, { id: 'appliance', type: 'activelogic-appliance', name: 'Lab', url }],
  },
  (session) => {
    let live: Locator;

    /** Nothing may stick out of the dialog's sides. */
    async function fits(): Promise<void> {
      const { page } = session;
      const over = await page
        .locator('.red-ui-tray')
        .last()
        .locator('.red-ui-tray-body, .red-ui-editor-tray-content')
        .evaluateAll((parts) => parts.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
      assert.deepEqual(
        over.filter((px) => px > 1),
        [],
      );
    }

    async function setDark(on: boolean): Promise<void> {
      await session.page.evaluate(
        (shown) => document.documentElement.classList.toggle('nr-theme-dark', shown),
        on,
      );
    }

    for (const [index, [set, field]] of Object.entries(FORMS).entries()) {
      it(`of ${set} keeps what Done confirms, and forgets what Cancel drops`, async () => {
        const { page, editor } = session;
        const node = await editor.addNode(`activelogic-${set}`, { x: 200, y: 80 + 70 * index });
        if (set === 'liveview') live = node;
        await editor.open(node);
        const before = await page.locator(field.at).first().inputValue();
        await page.locator(field.at).first().fill(field.value);
        await editor.cancel();

        await editor.open(node);
        assert.equal(await page.locator(field.at).first().inputValue(), before);
        await page.locator(field.at).first().fill(field.value);
        await page.keyboard.press('Tab');
        await editor.done();

        await editor.open(node);
        assert.equal(await page.locator(field.at).first().inputValue(), field.value);
        await fits();
        await session.screenshot(`form-${set}`);
        await setDark(true);
        await session.screenshot(`form-${set}-dark`);
        await setDark(false);
        await editor.cancel();
        assert.deepEqual(session.browser.complaints, []);
      });
    }

    it('of the appliance as well', async () => {
      const { page, editor } = session;
      await editor.open(live);
      const name = page.locator('#node-config-input-name');
      await page.locator('#node-input-appliance').selectOption({ label: 'Lab' });
      for (const [leave, kept] of [
        ['cancel', 'Lab'],
        ['done', 'Renamed'],
      ] as const) {
        await editor.openOver('#node-input-btn-appliance-edit');
        await name.fill('Renamed');
        await editor[leave]();
        assert.equal(await page.locator('#node-input-appliance option:checked').textContent(), kept);
      }
      await editor.openOver('#node-input-btn-appliance-edit');
      // With one codec only, there is no choice.
      assert.equal(await page.locator('#node-config-input-codec').isVisible(), false);
      await page.locator('.activelogic-limits > summary').click();
      await fits();
      await session.screenshot('form-appliance');
      await setDark(true);
      await session.screenshot('form-appliance-dark');
      await setDark(false);
      await editor.cancel();
      await editor.done();
      assert.deepEqual(session.browser.complaints, []);
    });

    it('of liveview asks for what the shape needs, and keeps the answer', async () => {
      const { page, editor } = session;
      const [origin, measurement] = [
        page.locator('#node-input-origin'),
        page.locator('#node-input-measurement'),
      ];
      const choose = async (shape: string): Promise<void> => {
        await page.getByText('Output', { exact: true }).click();
        await page.locator('#node-input-shape').selectOption(shape);
      };
      await editor.open(live);
      await choose('tree');
      assert.deepEqual([await origin.isVisible(), await measurement.isVisible()], [false, false]);
      await choose('rows');
      assert.equal(await measurement.isVisible(), false);
      await origin.check();
      await fits();
      await session.screenshot('form-rows');
      await editor.done();

      await editor.open(live);
      await choose('points');
      assert.deepEqual([await origin.isVisible(), await origin.isChecked()], [false, true]);
      assert.equal(await measurement.inputValue(), 'liveview');
      await measurement.fill(' traffic ');
      await fits();
      await session.screenshot('form-points');
      await setDark(true);
      await session.screenshot('form-points-dark');
      await setDark(false);
      await editor.done();
      const stored = await page.evaluate<string>(
        `(({ shape, origin, measurement }) => [shape, origin, measurement].join())(
          RED.nodes.filterNodes({ type: 'activelogic-liveview' })[0])`,
      );
      assert.equal(stored, 'points,true,traffic');
      assert.deepEqual(session.browser.complaints, []);
    });

    it('of the appliance moves a user name and a password out of the URL', async () => {
      const { page, editor } = session;
      const url = page.locator('#node-config-input-url');
      const { host } = new URL(session.simulator.url);
      await editor.open(live);
      await page.locator('#node-input-appliance').selectOption('_ADD_');
      await editor.openOver('#node-input-btn-appliance-add');
      await url.fill(`ws://ann:s%3Acret@${host}/view?a=b`);
      await page.keyboard.press('Tab');
      await page.getByRole('status').filter({ hasText: 'were moved from the URL' }).waitFor();
      assert.equal(await url.inputValue(), `ws://${host}/view?a=b`);
      assert.equal(await page.locator('#node-config-input-auth').inputValue(), 'basic');
      assert.equal(await page.locator('#node-config-input-username').inputValue(), 'ann');
      assert.equal(await page.locator('#node-config-input-password').inputValue(), 's:cret');
      await fits();
      await session.screenshot('form-appliance-moved');
      // Inside a URL a variable is replaced, but not inside a part of a credential.
      await url.fill(`ws://ann-\${SITE}:secret@${host}/view`);
      await page.keyboard.press('Tab');
      await page.locator('#node-config-input-url.input-error').waitFor();
      assert.match(await url.inputValue(), /ann-/);
      await url.fill(`ws://bob:other@${host}/view`);
      // Clicks Done while the field still has the focus.
      await editor.done();
      const stored = await page.evaluate(`(() => {
        const id = document.getElementById('node-input-appliance').value;
        const { url, auth, credentials } = RED.nodes.node(id);
        return [url, auth, credentials.username, credentials.password];
      })()`);
      assert.deepEqual(stored, [`ws://${host}/view`, 'basic', 'bob', 'other']);
      await page.locator('#node-input-appliance').selectOption({ label: 'Renamed' });
      await editor.done();
      assert.deepEqual(session.browser.complaints, []);
    });

    it('of liveview fits in a low and narrow window', async () => {
      const { page, editor } = session;
      await page.setViewportSize({ width: 900, height: 620 });
      await editor.open(live);
      const dock = page.locator('#activelogic-liveview-preview');
      await dock.getByRole('button', { name: 'Preview' }).click();
      await dock.locator('tbody > tr').first().waitFor();
      await fits();
      await session.screenshot('form-liveview-small');
      await page.getByText('Columns', { exact: true }).click();
      await session.screenshot('form-columns-small');
      await fits();
      await editor.cancel();
      await page.setViewportSize({ width: 1400, height: 900 });
      await editor.open(live);
      await page.getByText('Columns', { exact: true }).click();
      await session.screenshot('form-columns');
      await editor.cancel();
      assert.deepEqual(session.browser.complaints, []);
    });

    it('of liveview suggests columns to sort by, and keeps the choice with the limit', async () => {
      const { page, editor } = session;
      const [sort, limit] = [page.locator('#node-input-sort'), page.locator('#node-input-limit')];
      const output = page.getByText('Output', { exact: true });
      await editor.open(live);
      await output.click();
      await sort.fill('inb');
      const suggested = page.locator('.activelogic-menu:visible .ui-menu-item').first();
      assert.match(await suggested.innerText(), /^inbound\b/);
      await suggested.click();
      await limit.fill('10');
      await fits();
      await session.screenshot('form-liveview-output');
      await setDark(true);
      await session.screenshot('form-liveview-output-dark');
      await setDark(false);
      await editor.done();

      await editor.open(live);
      await output.click();
      assert.deepEqual([await sort.inputValue(), await limit.inputValue()], ['inbound', '10']);
      await sort.fill('inbond');
      await limit.focus();
      const hint = page.locator('#activelogic-liveview-sort .activelogic-row-hint');
      await hint.waitFor();
      assert.match(await hint.innerText(), /inbond|inbound/);
      await session.screenshot('form-liveview-output-hint');
      await editor.cancel();
      assert.deepEqual(session.browser.complaints, []);
    });
  },
);
