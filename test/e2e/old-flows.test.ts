import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { describeInEditors } from '../support/editor-session';
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
    filters: ['exclude', 'Service', 'DNS', 'str', 'NTP', 'str'],
  },
  filter: { values: ['true', 'bool', 'wanted', 'msg'] },
  alert: {
    conditions: [
      ...['inbound_bps', 'percent', 'outbound_bps', 'gte', '0.5', '0.25'],
      ...['outbound_bps', 'value', 'gt', '10'],
    ],
  },
};

describeInEditors(
  'in the editor, a flow that the first release has saved',
  { flows: (url) => oldFlow('first-release', url) },
  (session) => {
    let flow: SavedNode[];

    beforeEach(async () => {
      flow = oldFlow('first-release', session.simulator.url);
      await session.page.goto(session.nodeRed.url);
      await nodeOf('liveview').waitFor();
    });

    const idOf = (set: string): string => only(flow, `activelogic-${set}`).id;
    const nodeOf = (set: string): Locator => session.page.locator(`[id="${idOf(set)}"]`);

    async function shows(prefix: string, fields: Readonly<Record<string, string | boolean>>): Promise<void> {
      for (const [property, value] of Object.entries(fields)) {
        const field = session.page.locator(`#${prefix}-${property}`);
        const shown = typeof value === 'boolean' ? await field.isChecked() : await field.inputValue();
        assert.equal(shown, value, property);
      }
    }

    /** What the fields of a list hold, without the empty ones and those that a row's measure does not need. */
    async function rows(id: string): Promise<string[]> {
      // As text: what compiles the tests puts calls of its own into functions.
      return session.page.evaluate<string[]>(
        `[...document.querySelectorAll('#${id} input, #${id} select')]
          .filter((field) => field.value !== '' && !field.closest('.activelogic-of[style*="none"]'))
          .filter((field) => !field.matches('.red-ui-typedInput-input'))
          .map((field) => field.value)`,
      );
    }

    async function assertUnchanged(): Promise<void> {
      const { page } = session;
      assert.equal(
        await page.locator('.red-ui-flow-node-group .red-ui-flow-node-changed:visible').count(),
        0,
      );
      assert.equal(await page.locator('#red-ui-header-button-deploy.disabled').count(), 1);
    }

    /** This package's nodes of a flow. */
    const byId = (nodes: readonly SavedNode[]): Map<string, SavedNode> =>
      new Map(nodes.filter(({ type }) => type.startsWith('activelogic-')).map((node) => [node.id, node]));

    /** Those that the runtime has. */
    async function stored(): Promise<Map<string, SavedNode>> {
      return byId(await session.nodeRed.get<SavedNode[]>('flows'));
    }

    for (const [set, fields] of Object.entries(FIELDS)) {
      it(`opens in the form of ${set}, and Done changes nothing`, async () => {
        const { page, editor } = session;
        await editor.open(nodeOf(set));
        await shows('node-input', fields);
        for (const [list, values] of Object.entries(ROWS[set] ?? {}))
          assert.deepEqual(await rows(`activelogic-${set}-${list}`), values, list);
        if (set === 'liveview') {
          const chosen = page.locator('#activelogic-liveview-columns label:has(:checked)');
          const columns = chosen.locator('.activelogic-picker-column');
          assert.deepEqual(await columns.allTextContents(), ['inbound_bps', 'outbound_bps']);
        }
        const appliance = page.locator('#node-input-appliance option:checked');
        if (set !== 'alert') assert.equal(await appliance.textContent(), 'Core router');
        await editor.settled();
        await editor.done();
        await assertUnchanged();
        assert.deepEqual(session.browser.complaints, []);
      });
    }

    it('opens in the form of appliance, and Done changes nothing', async () => {
      const { page, editor } = session;
      await editor.open(nodeOf('catalog'));
      await editor.settled();
      await page.locator('#node-input-btn-appliance-edit').click();
      await page.locator('#node-config-input-url').waitFor();
      await shows('node-config-input', { ...APPLIANCE_FIELDS, url: session.simulator.url });
      await editor.settled();
      await page.locator('#node-config-dialog-ok').click();
      await page.locator('#node-config-input-url').waitFor({ state: 'detached' });
      await editor.settled();
      await editor.done();
      await assertUnchanged();
      assert.deepEqual(session.browser.complaints, []);
    });

    /** Those that the editor would deploy, or export. */
    async function exported(): Promise<Map<string, SavedNode>> {
      return byId(
        await session.page.evaluate<SavedNode[]>(
          'JSON.parse(JSON.stringify(RED.nodes.createCompleteNodeSet()))',
        ),
      );
    }

    it('goes back to the runtime as it came', async () => {
      assert.deepEqual(await exported(), byId(flow));
      assert.deepEqual(await stored(), byId(flow));
    });

    it('has no version, but every new node beside it has one', async () => {
      const { editor } = session;
      for (const [index, set] of Object.keys(FIELDS).entries())
        await editor.addNode(`activelogic-${set}`, { x: 560, y: 60 + 60 * index });
      const nodes = [...(await exported()).values()];
      const made = nodes.filter(({ id }) => !flow.some((node) => node.id === id));
      assert.deepEqual(
        made.map(({ type, version }) => [type, version]),
        Object.keys(FIELDS).map((set) => [`activelogic-${set}`, 1]),
      );
      assert.equal(nodes.filter((node) => 'version' in node).length, made.length);
    });

    describe('where a later release has changed a shape', () => {
      /** Gives the editor, and it alone, a step of a type. */
      async function addStep(type: string, step: string): Promise<void> {
        const { page } = session;
        await page.route(/\/nodes(\?.*)?$/, async (route) => {
          const response = await route.fetch();
          const html = await response.text();
          await route.fulfill({ response, body: html.replaceAll(`"${type}":[]`, `"${type}":[${step}]`) });
        });
        await page.goto(session.nodeRed.url);
        await nodeOf('liveview').waitFor();
      }

      afterEach(() => session.page.unrouteAll());

      it('is judged in the new shape', async () => {
        await addStep('activelogic-filter', "(config) => ({ ...config, filter: '' })");
        await nodeOf('filter').locator('.red-ui-flow-node-error').waitFor();
        assert.equal(await nodeOf('liveview').locator('.red-ui-flow-node-error:visible').count(), 0);
      });

      it('is shown in the new shape, which Done stores, and Cancel does not', async () => {
        await addStep(
          'activelogic-liveview',
          `(config) => ({
            ...config,
            interval: config.interval * 10,
            distributions: config.distributions.concat({ name: 'Remote Host' }),
          })`,
        );
        const { page, editor } = session;
        const distributions = ['Local Host', 'Service', 'Remote Host'];
        await editor.open(nodeOf('liveview'));
        await shows('node-input', { interval: '5' });
        assert.deepEqual(await rows('activelogic-liveview-distributions'), distributions);
        await editor.settled();
        await editor.cancel();
        await assertUnchanged();
        assert.deepEqual(await exported(), byId(flow));

        await editor.open(nodeOf('liveview'));
        await page.locator('#node-input-name').fill('Renamed');
        await editor.settled();
        await editor.done();
        await editor.deploy();
        const before = only(flow, 'activelogic-liveview');
        const after = (await stored()).get(before.id);
        assert.deepEqual(after, {
          ...before,
          // Its label has got shorter, and so has the node.
          x: after?.x,
          name: 'Renamed',
          interval: 5,
          distributions: distributions.map((name) => ({ name })),
          version: 2,
        });
        assert.deepEqual(session.browser.complaints, []);
      });
    });
  },
);
