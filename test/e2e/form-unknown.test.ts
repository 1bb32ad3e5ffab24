import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeInEditors, EMPTY } from '../support/editor-session';
import { EDITORS } from '../support/node-red-versions';

type Config = Record<string, unknown>;

/** How many configurations are generated for each node, in the newest editor and in others. */
const [CASES, FEWER] = [12, 4];
/** Makes every run use the same configurations. */
const SEED = 14;

/** Opens a form and leaves it with Done, each as soon as possible. */
const LOOK = `((open) => new Promise((resolve) => {
  open();
  const done = setInterval(() => {
    const tray = document.querySelector('.red-ui-tray');
    if (tray?.style.right !== '0px') return;
    clearInterval(done);
    const closed = () => {
      RED.events.off('editor:close', closed);
      resolve();
    };
    RED.events.on('editor:close', closed);
    tray.querySelector('#node-dialog-ok, #node-config-dialog-ok').click();
  }, 10);
}))`;

const OPEN = (set: string): string =>
  set === 'appliance'
    ? "RED.editor.editConfig('', 'activelogic-appliance', 'edited', 'node-config-input')"
    : "RED.editor.edit(RED.nodes.node('edited'))";

const ABSENT = Symbol('absent');

/** Any value that a hand-written flow can have in place of a valid one. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(null, '', ' ', ' a ', 'exclude ', 'true', 'a\nb', '${X}', 0, -3, 1.5, true, false),
  fc.constantFrom<unknown>([], {}, [['a', 'b']], ['a'], { v: '10.0.0.1', vt: 'str' }, [null], [{}]),
  fc.jsonValue({ maxDepth: 2 }).filter(isTakenByNodeRed),
);

/** Node-RED's editor calls methods such as `hasOwnProperty` of stored values, so no key can hide them. */
function isTakenByNodeRed(value: unknown): boolean {
  const json = JSON.stringify(value);
  return !Object.getOwnPropertyNames(Object.prototype).some((name) => json.includes(JSON.stringify(name)));
}

/** A missing value, a known value, or a strange one. */
function value(...known: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(fc.constant(ABSENT), fc.constantFrom(...known), strange);
}

function record(members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Config> {
  return fc
    .record(members)
    .map((each) => Object.fromEntries(Object.entries(each).filter(([, member]) => member !== ABSENT)));
}

function list(...entries: fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.array(fc.oneof(...entries, strange), { maxLength: 3 }) },
    { weight: 1, arbitrary: value([]) },
  );
}

const distribution = record({
  name: value('Service', 'Local Host'),
  arg: value('a/b'),
  more: value(1),
});
const filter = record({
  mode: value('include', 'exclude'),
  name: value('Service', 'Port', 'Flags'),
  values: list(fc.constantFrom('QUIC', 5, true)),
  arg: value('a'),
  more: value(1),
});
const typed = record({
  v: value('a', '5', 'true'),
  vt: value('str', 'num', 'bool', 'msg', 'flow', 'env', 'jsonata', 'json'),
  more: value(1),
});
const condition = record({
  column: value('inbound'),
  measure: value('value', 'percent'),
  of: value('outbound'),
  op: value('gt', 'lte'),
  raise: value(5, '5'),
  clear: value(4, '4'),
  more: value(1),
});

const name = value('Mine');
const appliance = value('lab', '', 'gone');
const number = value(1, '2', 3.5);

const CONFIGS: Record<string, fc.Arbitrary<Config>> = {
  liveview: record({
    name,
    appliance,
    distributions: list(distribution),
    filters: list(filter),
    columns: list(fc.constantFrom('name', 'inbound_bps', ' own ')),
    expand: value(true, false),
    output: value('update', 'item'),
    shape: value('tree', 'rows', 'points'),
    origin: value(true, false),
    measurement: value('traffic'),
    sort: value('inbound'),
    limit: number,
    interval: number,
    autostart: value(true, false),
  }),
  distribution: record({ name, appliance, distribution: value('Service'), arg: value('a') }),
  filter: record({
    name,
    appliance,
    mode: value('include', 'exclude'),
    filter: value('Host'),
    arg: value('a'),
    values: list(typed),
  }),
  catalog: record({ name, appliance }),
  alert: record({
    name,
    conditions: list(condition),
    level: value('leaf', 'top', 2, '3'),
    severity: value('critical', 'warning', 'info'),
    match: value('all', 'any'),
    raiseFor: number,
    clearFor: number,
    goneFor: number,
    noDataFor: number,
    store: value('', 'default'),
    remind: number,
    output: value('event', 'update', 'list'),
  }),
  appliance: record({
    name,
    url: value('ws://localhost:8000/view', 'wss://${HOST}/view'),
    tls: value('', 'gone'),
    auth: value('none', 'basic', 'bearer'),
    codec: value('', 'own'),
    handshakeTimeout: number,
    heartbeat: number,
    staleAfter: number,
    reconnectMin: number,
    reconnectMax: number,
    maxPayload: number,
  }),
};

/** What a form must show for a value that it does not know. */
const SHOWN: { set: string; config: Config; at: string; shows: string }[] = [
  {
    set: 'liveview',
    config: { filters: [{ mode: 'exclude ', name: 'Service', values: ['QUIC'] }] },
    at: '#activelogic-liveview-filters select',
    shows: '"exclude "',
  },
  {
    set: 'liveview',
    config: { filters: [{ mode: 'include', name: 'Host', values: [{ v: '10.0.0.1', vt: 'str' }] }] },
    at: '#activelogic-liveview-filters .activelogic-unknown',
    shows: '{"v":"10.0.0.1","vt":"str"}',
  },
  {
    set: 'liveview',
    config: { filters: [{ mode: 'include', name: 'Host', values: [['a', 'b']] }] },
    at: '#activelogic-liveview-filters .activelogic-unknown',
    shows: '["a","b"]',
  },
  {
    set: 'liveview',
    config: { distributions: { name: 'Service' } },
    at: '#activelogic-liveview-distributions .activelogic-unknown',
    shows: '{"name":"Service"}',
  },
  { set: 'filter', config: { mode: 'exclude ' }, at: '#node-input-mode', shows: '"exclude "' },
  {
    set: 'filter',
    config: { values: [{ v: '["a"]', vt: 'json' }] },
    at: '#activelogic-filter-values .activelogic-unknown',
    shows: '{"v":"[\\"a\\"]","vt":"json"}',
  },
  {
    set: 'distribution',
    config: { distribution: { a: 1 } },
    at: '#node-input-distribution',
    shows: '{"a":1}',
  },
  { set: 'distribution', config: { appliance: 'gone' }, at: '#node-input-appliance', shows: 'gone' },
  {
    set: 'alert',
    config: { conditions: [{ column: 'inbound', op: 'above', raise: 5 }] },
    at: '#activelogic-alert-conditions [aria-label="Comparison"]',
    shows: '"above"',
  },
  { set: 'alert', config: { level: false }, at: '#activelogic-alert-level', shows: 'false' },
  { set: 'appliance', config: { auth: 'digest' }, at: '#node-config-input-auth', shows: '"digest"' },
  { set: 'appliance', config: { heartbeat: [15] }, at: '#node-config-input-heartbeat', shows: '[15]' },
];

/** A complete configuration of each node. */
const WHOLE: Record<string, Config> = {
  liveview: {
    appliance: 'lab',
    filters: [{ mode: 'include', name: 'Service', values: ['QUIC', 'HLS'] }],
    columns: ['name'],
    expand: false,
  },
  distribution: { distribution: 'Service' },
  filter: { filter: 'Service', values: [{ v: 'QUIC', vt: 'str' }], mode: 'exclude' },
  catalog: { appliance: 'lab' },
  alert: { conditions: [{ column: 'inbound', measure: 'value', op: 'gt', raise: 5 }], level: 2 },
  appliance: { url: 'ws://localhost:8000/view', auth: 'basic', credentials: { username: 'reader' } },
};

/** What is typed into each form as well as a name. */
const CHANGED: Record<string, Record<string, string>> = {
  liveview: {},
  distribution: { distribution: 'Local Host' },
  filter: { filter: 'Host', arg: 'a' },
  catalog: {},
  alert: { raiseFor: '7' },
  appliance: { url: 'ws://localhost:1/view', username: 'other', password: 'secret' },
};

describeInEditors(
  'a form that does not know a value',
  { flows: (url) => [EMPTY, { id: 'lab', type: 'activelogic-appliance', name: 'Lab', url }] },
  (session) => {
    /** Loads a node into the editor as a flow file has it. */
    async function load(set: string, config: Config): Promise<void> {
      const place = set === 'appliance' ? {} : { z: 'tab', x: 200, y: 200, wires: [[]] };
      const node = { id: 'edited', type: `activelogic-${set}`, ...place, ...config };
      await session.page.evaluate(`(() => {
        if (RED.nodes.node('edited')) RED.nodes.remove('edited');
        RED.nodes.import([${JSON.stringify(node)}], { generateIds: false });
        RED.nodes.node('edited').changed = false;
      })()`);
    }

    async function open(set: string): Promise<void> {
      await session.page.evaluate(OPEN(set));
      await session.editor.settled();
    }

    /** The node's properties, whether it is marked as changed, and the length of the undo history. */
    async function state(): Promise<{ config: Config; changed: boolean; history: number }> {
      return session.page.evaluate(`((node) => ({
        config: JSON.parse(JSON.stringify(Object.fromEntries(
          Object.keys(node._def.defaults).map((name) => [name, node[name]])))),
        changed: node.changed === true,
        history: RED.history.depth(),
      }))(RED.nodes.node('edited'))`);
    }

    /** The node's credentials, without the notes that Node-RED adds when it opens a form. */
    async function credentials(): Promise<unknown> {
      return session.page.evaluate(`(({ username, password, token }) => ({ username, password, token }))(
        RED.nodes.node('edited').credentials ?? {})`);
    }

    for (const { set, config, at, shows } of SHOWN) {
      it(`of ${set} shows ${JSON.stringify(config)} unchanged and marked, until you change it`, async () => {
        const { page } = session;
        await load(set, config);
        const before = await state();
        await open(set);
        const field = page.locator(at).first();
        assert.equal(await field.inputValue(), shows);
        if (shows !== 'gone' || (await field.isVisible()))
          assert.ok(await field.evaluate((element) => element.classList.contains('activelogic-wrong')));
        assert.equal(await page.locator('.activelogic-mark[data-marker=unknown]').count(), 1);
        await session.editor.done();
        assert.deepEqual(await state(), before);
      });
    }

    it('shows an invalid flag as neither on nor off, and the default where nothing is stored', async () => {
      const { page } = session;
      const box = page.locator('#node-input-expand');
      await load('liveview', { expand: null });
      await open('liveview');
      assert.ok(await box.isChecked());
      await session.editor.done();
      assert.equal((await state()).config.expand, null);
      await load('liveview', { expand: 'yes' });
      await open('liveview');
      assert.ok(await box.evaluate((element) => (element as HTMLInputElement).indeterminate));
      await session.editor.done();
      assert.equal((await state()).config.expand, 'yes');
      await open('liveview');
      await box.click();
      await session.editor.done();
      assert.equal((await state()).config.expand, true);
    });

    it('keeps what was typed instead of a number, marked', async () => {
      const { page, editor } = session;
      const value = page.locator('#activelogic-liveview-filters .red-ui-typedInput-input');
      await load('liveview', { filters: [{ mode: 'include', name: 'Port', values: [80] }] });
      await open('liveview');
      await value.fill('8O');
      await editor.done();
      const { config } = await state();
      assert.deepEqual(config.filters, [{ mode: 'include', name: 'Port', values: [{ v: '8O', vt: 'num' }] }]);
      assert.equal(await page.evaluate("RED.nodes.node('edited').valid"), false);
      await open('liveview');
      assert.equal(await value.inputValue(), '8O');
      await page.locator('#activelogic-liveview-filters .red-ui-typedInput-container.input-error').waitFor();
      await editor.done();
      assert.deepEqual((await state()).config, config);
      await open('liveview');
      await value.fill('80');
      await editor.done();
      assert.deepEqual((await state()).config.filters, [{ mode: 'include', name: 'Port', values: [80] }]);
    });

    for (const [set, config] of Object.entries(WHOLE)) {
      it(`of ${set} stores nothing when a value cannot be read, and says so`, async () => {
        const { page, browser } = session;
        const prefix = set === 'appliance' ? 'node-config-input' : 'node-input';
        await load(set, config);
        const before = [await state(), await credentials()];
        await open(set);
        for (const [property, text] of Object.entries({ name: 'Other', ...CHANGED[set] }))
          await page.locator(`#${prefix}-${property}`).fill(text);
        await page.evaluate(`(() => {
          document.activeElement.blur();
          const { val } = $.fn;
          $.fn.val = function (...args) {
            if (args.length > 0 || !this.is('#${prefix}-name')) return val.apply(this, args);
            $.fn.val = val;
            throw new Error('<b id="injected">No value</b>');
          };
        })()`);
        await session.editor.done();
        const said = page.locator('.red-ui-notification', { hasText: 'Nothing was changed' });
        assert.match(await said.innerText(), /<b id="injected">No value<\/b>/);
        assert.equal(await page.locator('#injected').count(), 0);
        await said.click();
        assert.deepEqual([await state(), await credentials()], before);
        const [logged = '', ...more] = browser.complaints.splice(0);
        assert.deepEqual([logged.split('\n')[0], more], ['Error: <b id="injected">No value</b>', []]);
      });
    }

    it('changes what the user changes, and nothing else', async () => {
      const { page } = session;
      const odd = { mode: 'exclude ', name: 'Service', values: ['QUIC', ['a', 'b'], ' x '], more: { a: 1 } };
      await load('liveview', { filters: [odd, null], name: ' odd ', expand: null });
      await open('liveview');
      await page.locator('#activelogic-liveview-filters [data-field="name"]').fill('Host');
      await session.editor.done();
      const { config } = await state();
      assert.deepEqual(
        [config.filters, config.name, config.expand],
        [[{ ...odd, name: 'Host' }, null], ' odd ', null],
      );
      await open('liveview');
      await page.locator('#activelogic-liveview-filters select').selectOption('exclude');
      await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
      await session.editor.done();
      assert.deepEqual((await state()).config.filters, [{ ...odd, name: 'Host', mode: 'exclude' }]);
    });

    for (const [set, configs] of Object.entries(CONFIGS)) {
      it(`of ${set} changes nothing when you only look at it`, async () => {
        const numRuns = session.version === EDITORS.at(-1) ? CASES : FEWER;
        for (const config of fc.sample(configs, { numRuns, seed: SEED })) {
          await load(set, config);
          const before = await state();
          await session.page.evaluate(`${LOOK}(() => ${OPEN(set)})`);
          assert.deepEqual([await state(), session.browser.complaints], [before, []], JSON.stringify(config));
        }
      });
    }
  },
);
