import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { CODEC_MODULE } from '../codecs/traffic-system';
import { EditedNode, FormList } from '../support/edited-node';
import { describeInEditors, EMPTY } from '../support/editor-session';
import { UsedControls } from '../support/used-controls';

/** Uses every control of every form at least twice, as a person would, and checks what is stored. */
describeInEditors(
  'the controls of the forms',
  {
    modules: [CODEC_MODULE],
    flows: (url) => [
      EMPTY,
      { id: 'lab', type: 'activelogic-appliance', name: 'Lab', url },
      { id: 'other', type: 'activelogic-appliance', name: 'Other', url },
      { id: 'tls', type: 'tls-config', name: 'Keys' },
      ...['liveview', 'distribution', 'filter', 'catalog', 'alert'].map((set, index) => ({
        id: set,
        type: `activelogic-${set}`,
        z: 'tab',
        x: 200,
        y: 80 + 60 * index,
        ...(set === 'alert' ? {} : { appliance: 'lab' }),
        ...(set === 'liveview' ? { autostart: false, wires: [['alert']] } : { wires: [[]] }),
      })),
    ],
  },
  (session) => {
    let used: UsedControls;

    async function start(): Promise<void> {
      await session.page.locator('[id="alert"]').waitFor();
      used = await UsedControls.in(session.page);
    }

    before(start);

    // A form that a failed test left open must not fail the next test.
    afterEach(async function () {
      if (this.currentTest?.isFailed() !== true) return;
      await session.page.goto(session.nodeRed.url);
      await start();
    });

    const node = (id: string): EditedNode => new EditedNode(session.page, session.editor, id);

    async function tab(name: string): Promise<void> {
      await session.page.locator('.red-ui-tab-label', { hasText: name }).click();
    }

    /** Opens another form on top of the open one, and comes back. */
    async function openAndCancel(button: string): Promise<void> {
      const { editor } = session;
      await editor.openOver(button);
      await editor.cancel();
    }

    async function stores(edited: EditedNode, expected: Record<string, unknown>): Promise<void> {
      const stored = await edited.stored();
      const seen = Object.fromEntries(Object.keys(expected).map((name) => [name, stored[name]]));
      assert.deepEqual(seen, expected);
    }

    /** Opens the form again: it must show what is stored, and Done must not change it. */
    async function staysAsItIs(edited: EditedNode): Promise<void> {
      const before = await edited.stored();
      await edited.open();
      await edited.done();
      assert.deepEqual(await edited.stored(), before);
    }

    it('of liveview keep its filters', async () => {
      const { page } = session;
      const edited = node('liveview');
      const list = new FormList(page, '#activelogic-liveview-filters');
      const filter = (name: string, values: unknown[], mode = 'include') => ({ mode, name, values });
      const value = (row: number, number: number) => list.values(row).nth(number - 1);
      const addValue = (row: number) => list.row(row).getByRole('button', { name: 'Add a value' }).click();
      await edited.open();
      await list.add();
      await list.field(1, 'name').fill('Service');
      await value(1, 1).fill('QUIC');
      await addValue(1);
      await value(1, 2).fill('HLS');
      await edited.done();
      await stores(edited, { filters: [filter('Service', ['QUIC', 'HLS'])] });

      await edited.open();
      assert.deepEqual(
        [await value(1, 1).inputValue(), await value(1, 2).inputValue(), await list.values(1).count()],
        ['QUIC', 'HLS', 2],
      );
      await addValue(1);
      await value(1, 3).fill('DNS');
      await list.row(1).getByRole('button', { name: 'Remove the value' }).first().click();
      await list.add();
      await list.field(2, 'name').fill('Port');
      await list.row(2).locator('select').selectOption('exclude');
      await value(2, 1).fill('443');
      await list.add();
      await list.field(3, 'name').fill('Flags');
      await list.field(3, 'arg').fill('ASYMMETRIC');
      await list.type(3, 'boolean');
      await list.flag(3, 'false');
      await list.flag(3, 'true');
      await edited.done();
      const three = [
        filter('Service', ['HLS', 'DNS']),
        filter('Port', [443], 'exclude'),
        { ...filter('Flags', [true]), arg: 'ASYMMETRIC' },
      ];
      await stores(edited, { filters: three });
      await staysAsItIs(edited);

      await edited.open();
      await list.move(3, 'ArrowUp');
      await list.move(1, 'ArrowDown');
      await list.remove(2, 'at once');
      await edited.done();
      // Flags, Service, Port, without the row that was being removed.
      await stores(edited, { filters: [three[2], three[1]] });
      await edited.undo();
      await stores(edited, { filters: three });
      await edited.open();
      await list.row(1).getByRole('button', { name: 'Remove the value' }).last().click();
      await list.field(1, 'arg').fill('a');
      await list.row(1).locator('select').selectOption('exclude');
      await list.type(3, 'string');
      await list.values(3).fill('yes');
      await list.remove(2);
      await edited.done();
      const two = [
        { ...filter('Service', ['HLS'], 'exclude'), arg: 'a' },
        { ...filter('Flags', ['yes']), arg: 'ASYMMETRIC' },
      ];
      await stores(edited, { filters: two });
      await edited.undo();
      await stores(edited, { filters: three });
    });

    it('of liveview keep its distributions and columns', async () => {
      const { page } = session;
      const edited = node('liveview');
      const list = new FormList(page, '#activelogic-liveview-distributions');
      await edited.open();
      await list.add();
      await list.field(2, 'name').fill('Service');
      await list.add();
      await list.field(3, 'name').fill('NetObject Level');
      await list.field(3, 'arg').fill('a/b');
      await list.move(1, 'mouse');
      await page.locator('#node-input-expand').uncheck();
      await edited.done();
      const three = [{ name: 'Service' }, { name: 'Local Host' }, { name: 'NetObject Level', arg: 'a/b' }];
      await stores(edited, { distributions: three, expand: false });
      await edited.open();
      await list.remove(1);
      await list.remove(1);
      await list.field(1, 'arg').fill('');
      await page.locator('#node-input-expand').check();
      await edited.done();
      await stores(edited, { distributions: [{ name: 'NetObject Level' }], expand: true });
      await edited.undo();
      await stores(edited, { distributions: three, expand: false });

      const search = page.getByRole('textbox', { name: 'Search or type a column' });
      await edited.open();
      await tab('Columns');
      await page.getByRole('checkbox', { name: /^inbound_bps/ }).check();
      await search.fill('own_column');
      await search.press('Enter');
      await search.fill('');
      await page.getByRole('checkbox', { name: /^outbound_bps/ }).check();
      await edited.done();
      await stores(edited, { columns: ['inbound_bps', 'own_column', 'outbound_bps'] });
      await edited.open();
      await tab('Columns');
      await page.getByRole('checkbox', { name: /^inbound_bps/ }).uncheck();
      await edited.done();
      await stores(edited, { columns: ['own_column', 'outbound_bps'] });
      await edited.undo();
      await edited.open();
      await tab('Columns');
      for (const column of ['other', 'another']) {
        await page.getByRole('button', { name: 'Clear' }).click();
        await search.fill(column);
        await search.press('Enter');
      }
      await edited.done();
      await stores(edited, { columns: ['another'] });
      await edited.undo();
      await stores(edited, { columns: ['inbound_bps', 'own_column', 'outbound_bps'] });
    });

    it('of liveview keep all other properties', async () => {
      const { page } = session;
      const edited = node('liveview');
      const before = await edited.stored();
      const field = (name: string) => page.locator(`#node-input-${name}`);
      const sets = [
        {
          text: { name: 'First', sort: 'inbound', limit: '5', interval: '0.5' },
          chosen: { output: 'item', shape: 'rows', appliance: 'other', over: 'interval' },
          on: { origin: true, autostart: true },
          also: { limit: 5, interval: 0.5 },
        },
        {
          text: { name: 'Second', sort: 'outbound', limit: '${N}', interval: '2', measurement: 'one' },
          chosen: { output: 'update', shape: 'points', appliance: 'lab', over: 'newest' },
          on: { autostart: false },
          also: { interval: 2 },
        },
        {
          text: { name: '', sort: '', limit: '0', interval: '0', measurement: 'two' },
          chosen: { output: 'item', shape: 'points', appliance: '_ADD_' },
          on: {},
          also: { limit: 0, interval: 0, appliance: '' },
        },
        {
          text: {},
          chosen: { shape: 'rows', appliance: 'lab' },
          on: { origin: false },
          also: {},
        },
      ];
      for (const [index, { text, chosen, on, also }] of sets.entries()) {
        await edited.open();
        await page.getByRole('button', { name: 'Preview' }).click();
        // The test before left a column that the appliance does not have.
        if (index < 2) await page.getByRole('button', { name: 'Show', exact: true }).click();
        await page.getByRole('button', { name: 'Preview' }).click();
        await tab('Output');
        // Without an interval, the form does not ask what it holds.
        if (text.interval !== undefined) await field('interval').fill(text.interval);
        for (const [name, value] of Object.entries(chosen)) await field(name).selectOption(value);
        if (chosen.appliance !== '_ADD_')
          await page.getByRole('button', { name: 'Ask the appliance again' }).click();
        for (const [name, value] of Object.entries(text)) await field(name).fill(value);
        for (const [name, value] of Object.entries(on)) await field(name).setChecked(value);
        for (const each of ['View', 'Columns', 'Output']) {
          await tab(each);
        }
        await edited.done();
        await stores(edited, { ...text, ...chosen, ...on, ...also });
      }
      for (let left = sets.length; left > 0; left--) await edited.undo();
      assert.deepEqual(await edited.stored(), before);
    });

    it('of filter keep its values, of every type', async () => {
      const { page } = session;
      const edited = node('filter');
      const list = new FormList(page, '#activelogic-filter-values');
      const before = await edited.stored();
      await edited.open();
      await page.locator('#node-input-filter').fill('Host');
      await list.values(1).fill('10.0.0.1');
      const types = ['number', 'boolean', 'msg.', 'flow.', 'global.', 'env variable', /expression/];
      for (const [index, type] of types.entries()) {
        const number = index + 2;
        await list.add();
        await list.type(number, type);
        if (type !== 'boolean') await list.values(number).fill(type === 'number' ? '7' : 'payload');
      }
      await edited.done();
      const value = (v: string, vt: string) => ({ v, vt });
      const all = [
        value('10.0.0.1', 'str'),
        value('7', 'num'),
        value('true', 'bool'),
        ...['msg', 'flow', 'global', 'env', 'jsonata'].map((vt) => value('payload', vt)),
      ];
      await stores(edited, { filter: 'Host', values: all });
      await staysAsItIs(edited);

      await edited.open();
      await list.remove(1);
      await list.move(7, 'ArrowUp');
      await list.move(1, 'ArrowDown');
      await list.flag(1, 'false');
      await list.flag(1, 'true');
      const expression = page.locator('.red-ui-editor-type-expression');
      for (let opened = 0; opened < 2; opened++) {
        await list.row(6).locator('.red-ui-typedInput-option-expand').click();
        await expression.locator('.monaco-editor').first().waitFor();
        await session.editor.done();
      }
      await page.locator('#node-input-mode').selectOption('exclude');
      await page.locator('#node-input-name').fill('Mine');
      await page.locator('#node-input-arg').fill('a');
      await page.locator('#node-input-filter').fill('Server Hostname');
      await page.locator('#node-input-appliance').selectOption('other');
      await edited.done();
      const moved = [all[2], all[1], all[3], all[4], all[5], all[7], all[6]];
      await stores(edited, {
        name: 'Mine',
        mode: 'exclude',
        filter: 'Server Hostname',
        arg: 'a',
        values: moved,
        appliance: 'other',
      });
      await edited.open();
      await list.remove(1);
      await page.locator('#node-input-mode').selectOption('include');
      await page.locator('#node-input-name').fill('');
      await page.locator('#node-input-arg').fill('b');
      await page.locator('#node-input-appliance').selectOption('lab');
      for (let asked = 0; asked < 2; asked++)
        await page.getByRole('button', { name: 'Ask the appliance again' }).click();
      await edited.done();
      await stores(edited, { name: '', mode: 'include', arg: 'b', values: moved.slice(1), appliance: 'lab' });
      for (let undone = 0; undone < 3; undone++) await edited.undo();
      assert.deepEqual(await edited.stored(), before);
    });

    it('of filter repair one that was saved without values', async () => {
      const { page } = session;
      const edited = node('filter');
      const list = new FormList(page, '#activelogic-filter-values');
      await edited.open();
      await list.remove(1);
      await page.locator('#node-input-filter').fill('Host');
      await edited.done();
      assert.deepEqual((await edited.stored()).values ?? [], []);
      await edited.open();
      await list.values(1).fill('a');
      await list.add();
      await list.values(2).fill('b');
      await edited.done();
      await stores(edited, {
        values: [
          { v: 'a', vt: 'str' },
          { v: 'b', vt: 'str' },
        ],
      });
    });

    it('of alert keep its conditions and all other properties', async () => {
      const { page } = session;
      const edited = node('alert');
      const list = new FormList(page, '#activelogic-alert-conditions');
      const before = await edited.stored();
      const measure = (row: number) => list.row(row).getByRole('combobox', { name: 'Measure' });
      const op = (row: number) => list.row(row).getByRole('combobox', { name: 'Comparison' });
      const field = (name: string) => page.locator(`#node-input-${name}`);
      await edited.open();
      await list.field(1, 'column').fill('inbound');
      await list.field(1, 'raise').fill('8');
      await list.field(1, 'clear').fill('5');
      await list.add();
      await list.field(2, 'column').fill('outbound');
      await measure(2).selectOption('percent');
      await list.field(2, 'of').fill('inbound');
      await op(2).selectOption('lt');
      await list.field(2, 'raise').fill('${LEVEL}');
      await list.add();
      await list.field(3, 'column').fill('connections');
      await list.field(3, 'raise').fill('1');
      await list.add();
      await edited.done();
      const three = [
        { column: 'inbound', measure: 'value', op: 'gt', raise: 8, clear: 5 },
        { column: 'outbound', measure: 'percent', op: 'lt', raise: '${LEVEL}', of: 'inbound' },
        { column: 'connections', measure: 'value', op: 'gt', raise: 1 },
      ];
      await stores(edited, { conditions: three });
      await staysAsItIs(edited);

      const numbers = { raiseFor: '1', clearFor: '2', goneFor: '${G}', noDataFor: '0', remind: '0.5' };
      await edited.open();
      await list.remove(1);
      await list.move(2, 'ArrowUp');
      await list.move(1, 'ArrowDown');
      await list.move(2, 'ArrowUp');
      await list.field(1, 'clear').fill('0.5');
      await list.field(2, 'clear').fill('');
      await measure(1).selectOption('percent');
      await list.field(1, 'of').fill('all');
      await op(1).selectOption('gte');
      await field('name').fill('Mine');
      await field('output').selectOption('list');
      await field('severity').selectOption('critical');
      await field('match').selectOption('any');
      await field('store').fill('default');
      await page.locator('#activelogic-alert-level').selectOption('number');
      await page.locator('#activelogic-alert-level-number').fill('2');
      for (const [name, value] of Object.entries(numbers)) await field(name).fill(value);
      await edited.done();
      const [, outbound, connections] = three;
      await stores(edited, {
        name: 'Mine',
        output: 'list',
        level: 2,
        severity: 'critical',
        match: 'any',
        store: 'default',
        raiseFor: 1,
        clearFor: 2,
        goneFor: '${G}',
        noDataFor: 0,
        remind: 0.5,
        conditions: [{ ...connections, measure: 'percent', of: 'all', op: 'gte', clear: 0.5 }, outbound],
      });
      await edited.open();
      await list.remove(2);
      await measure(1).selectOption('rate');
      await field('name').fill('');
      await field('output').selectOption('event');
      await field('severity').selectOption('info');
      await field('match').selectOption('all');
      await field('store').fill('');
      await page.locator('#activelogic-alert-level-number').fill('3');
      for (const name of Object.keys(numbers)) await field(name).fill('4');
      await page.locator('#activelogic-alert-level').selectOption('top');
      for (let asked = 0; asked < 2; asked++)
        await page.getByRole('button', { name: 'Ask the appliance again' }).click();
      await edited.done();
      await stores(edited, {
        name: '',
        output: 'event',
        level: 'top',
        severity: 'info',
        match: 'all',
        store: '',
        raiseFor: 4,
        clearFor: 4,
        goneFor: 4,
        noDataFor: 4,
        remind: 4,
        conditions: [{ column: 'connections', measure: 'rate', op: 'gte', raise: 1, clear: 0.5 }],
      });
      for (let undone = 0; undone < 3; undone++) await edited.undo();
      assert.deepEqual(await edited.stored(), before);
    });

    for (const [set, names] of Object.entries({
      distribution: ['name', 'distribution', 'arg'],
      catalog: ['name'],
    })) {
      it(`of ${set} keep what is typed`, async () => {
        const { page } = session;
        const edited = node(set);
        const before = await edited.stored();
        for (const [appliance, typed] of [
          ['other', 'First'],
          ['lab', ' Second '],
        ] as const) {
          await edited.open();
          await page.locator('#node-input-appliance').selectOption(appliance);
          for (const name of names) await page.locator(`#node-input-${name}`).fill(`${typed}${name}`);
          if (set === 'distribution')
            await page.getByRole('button', { name: 'Ask the appliance again' }).click();
          await edited.done();
          const texts = names.map((name) => [name, `${typed}${name}`.trim()] as const);
          await stores(edited, { appliance, ...Object.fromEntries<string>(texts) });
          await staysAsItIs(edited);
        }
        for (let undone = 0; undone < 2; undone++) await edited.undo();
        assert.deepEqual(await edited.stored(), before);
      });
    }

    it('of the appliance keep what is typed', async () => {
      const { page } = session;
      const [edited, lab] = [node('catalog'), node('lab')];
      const field = (name: string) => page.locator(`#node-config-input-${name}`);
      const numbers = [
        'handshakeTimeout',
        'heartbeat',
        'staleAfter',
        'reconnectMin',
        'reconnectMax',
        'maxPayload',
      ];
      // Accepts connections and stays silent, so that a test of the connection runs until it is cancelled.
      const silent = createServer((socket) => socket.unref().on('error', () => socket.destroy()));
      await once(silent.unref().listen(0, '127.0.0.1'), 'listening');
      const { port } = silent.address() as AddressInfo;
      const before = await lab.stored();
      await edited.open();
      for (const [index, { auth, secrets, codec, tls }] of [
        { auth: 'basic', secrets: ['username', 'password'], codec: 'traffic-monitor', tls: 'tls' },
        { auth: 'bearer', secrets: ['token'], codec: '', tls: '_ADD_' },
        { auth: 'basic', secrets: ['username', 'password'], codec: 'traffic-monitor', tls: 'tls' },
        { auth: 'bearer', secrets: ['token'], codec: '', tls: '_ADD_' },
      ].entries()) {
        await session.editor.openOver('#node-input-btn-appliance-edit');
        await field('name').fill(`Name ${index}`);
        const url = `wss://127.0.0.1:${port}/view${index}`;
        await field('url').fill(url);
        await field('tls').selectOption(tls);
        await openAndCancel(
          tls === 'tls' ? '#node-config-input-btn-tls-edit' : '#node-config-input-btn-tls-add',
        );
        await field('auth').selectOption(auth);
        for (const secret of secrets) await field(secret).fill(`${secret}-${index}`);
        await field('codec').selectOption(codec);
        await field('counters').selectOption(index % 2 === 0 ? 'total' : 'update');
        if (!(await field('heartbeat').isVisible()))
          await page.locator('.activelogic-limits > summary').click();
        for (const name of numbers) await field(name).fill(String(70 + index));
        const test = page.locator('#activelogic-appliance-test');
        // Starts a test and cancels it. If the answer has already come, this starts another one.
        await test.locator('.activelogic-test').click();
        await test.locator('.activelogic-test').click();
        await session.editor.done();
        await stores(lab, {
          name: `Name ${index}`,
          url,
          tls: tls === '_ADD_' ? '' : tls,
          auth,
          codec,
          counters: index % 2 === 0 ? 'total' : 'update',
          ...Object.fromEntries(numbers.map((name) => [name, 70 + index])),
        });
        const credentials = await page.evaluate<Record<string, string>>('RED.nodes.node("lab").credentials');
        for (const secret of secrets) assert.equal(credentials[secret], `${secret}-${index}`);
      }
      await page.locator('#node-input-name').fill('Kept');
      for (let opened = 0; opened < 2; opened++) await openAndCancel('#node-input-btn-appliance-add');
      await edited.done();
      await stores(edited, { name: 'Kept', appliance: 'lab' });
      await edited.undo();
      for (let undone = 0; undone < 4; undone++) await lab.undo();
      assert.deepEqual(await lab.stored(), before);
    });

    it('of the headers of an appliance keep what is typed', async () => {
      const { page } = session;
      const [edited, lab] = [node('catalog'), node('lab')];
      const list = new FormList(page, '#activelogic-appliance-headers');
      const value = (row: number) => list.row(row).locator('[data-field="value"]:visible');
      const open = async (): Promise<void> => {
        await edited.open();
        await session.editor.openOver('#node-input-btn-appliance-edit');
      };
      const done = async (): Promise<void> => {
        await session.editor.done();
        await edited.done();
      };
      const secrets = async (): Promise<unknown[]> => {
        const known = await page.evaluate<Record<string, unknown>>('RED.nodes.node("lab").credentials ?? {}');
        return [1, 2, 3, 4].map((number) => known[`header${number}`] ?? '');
      };
      const before = await lab.stored();
      await open();
      for (const [row, [name, typed, isSecret]] of (
        [
          ['X-One', 'one', false],
          ['X-Two', 'two', true],
          ['X-Three', 'three', true],
        ] as const
      ).entries()) {
        await list.add();
        await list.field(row + 1, 'name').fill(name);
        // The typed value must survive the box being ticked and unticked.
        await value(row + 1).fill(typed);
        for (let turn = 0; turn < (isSecret ? 1 : 2); turn++) await list.field(row + 1, 'secret').click();
        assert.equal(await value(row + 1).inputValue(), typed);
      }
      await done();
      const [one, two, three] = [
        { name: 'X-One', value: 'one' },
        { name: 'X-Two', secret: 'header1' },
        { name: 'X-Three', secret: 'header2' },
      ];
      await stores(lab, { headers: [one, two, three] });
      assert.deepEqual(await secrets(), ['two', 'three', '', '']);

      await open();
      await list.move(3, 'ArrowUp');
      await list.move(1, 'ArrowDown');
      await value(3).fill('deux');
      await list.remove(2, 'at once');
      await done();
      await stores(lab, { headers: [three, two] });
      assert.deepEqual(await secrets(), ['deux', 'three', '', '']);

      // A second secret replaces the first. Undo must bring back both the list and the secret.
      await open();
      await list.remove(1);
      await list.add();
      await list.field(2, 'name').fill('X-Four');
      await list.field(2, 'secret').check();
      await value(2).fill('four');
      await done();
      await stores(lab, { headers: [two, { name: 'X-Four', secret: 'header2' }] });
      assert.deepEqual(await secrets(), ['deux', 'four', '', '']);
      await lab.undo();
      await stores(lab, { headers: [three, two] });
      assert.deepEqual(await secrets(), ['deux', 'three', '', '']);
      await open();
      assert.deepEqual([await value(1).inputValue(), await value(2).inputValue()], ['three', 'deux']);
      // Leaves the form by keyboard while a field has the focus.
      await list.field(1, 'name').press('End');
      await page.keyboard.type('-A');
      await page.keyboard.press('Control+Enter');
      await page.locator('#node-config-input-url').waitFor({ state: 'detached' });
      await edited.done();
      await stores(lab, { headers: [{ ...three, name: 'X-Three-A' }, two] });
      await open();
      await value(1).press('End');
      await page.keyboard.type('!');
      await page.keyboard.press('Control+Escape');
      await page.locator('#node-config-input-url').waitFor({ state: 'detached' });
      await edited.done();
      assert.deepEqual(await secrets(), ['deux', 'three', '', '']);
      for (let undone = 0; undone < 3; undone++) await lab.undo();
      assert.deepEqual(await lab.stored(), before);
    });

    it('are each used at least twice', async () => {
      assert.deepEqual(await used.usedLess(2), []);
    });
  },
);
