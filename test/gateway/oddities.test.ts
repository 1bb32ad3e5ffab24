import assert from 'node:assert/strict';
import type { Context } from 'mocha';
import { Simulator } from '../../tools/simulator';
import { TestClient } from '../tools/simulator/client';
import { Gateway } from '../support/gateway';

/** Cases that the vendor's page leaves open; the stand-in plays each possible answer. */
describe('the gateway: a package that behaves in undocumented ways', () => {
  let simulator: Simulator;
  let gateway: Gateway | undefined;

  before(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 6, services: 4 });
    await simulator.start();
  });
  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
  });
  after(() => simulator.stop());

  async function client(
    test: Context,
    standIn: string[],
    definition = {},
    ...args: string[]
  ): Promise<TestClient> {
    gateway = await Gateway.start(test, { upstream: simulator.url, standIn, args });
    return another(definition);
  }

  async function another(definition = {}): Promise<TestClient> {
    const made = new TestClient(gateway?.url ?? '');
    await made.catalog();
    made.view(definition);
    return made;
  }

  it('delivers unexpected items: it uses what it can, and reports the rest once', async function () {
    const distributions = [{ name: 'Local Host' }, { name: 'Service' }];
    const odd = await client(this, ['odd-items'], { distributions, expand: true });
    // The client is strict: it throws at an update that breaks the profile.
    const { columns, rows } = await odd.update();
    const inbound = columns.indexOf('inbound');
    const value = (name: string, column: string): unknown =>
      rows.find(([each]) => each === name)?.[columns.indexOf(column)];
    assert.deepEqual(rows.map(([name]) => name).slice(0, -1), [
      '443',
      'huge',
      'types',
      'keys',
      'children',
      'number',
      'orphans',
      'none',
      'childless',
      'deep',
    ]);
    assert.deepEqual(
      ['inbound', 'outbound', 'connections', 'ext.rtt'].map((column) => value('443', column)),
      [null, null, 1, null],
    );
    assert.deepEqual([value('huge', 'inbound'), value('huge', 'outbound')], [null, -(2 ** 53)]);
    assert.deepEqual(
      ['inbound', 'outbound', 'int.rtt', 'label'].map((column) => value('types', column)),
      [null, null, null, 'a \ud800 "\n'],
    );
    assert.deepEqual([value('keys', 'constructor'), value('keys', 'path')], [5, 'x']);
    assert(!columns.includes('__proto__') && !columns.includes('children'));
    const children = (name: string): unknown => rows.find(([each]) => each === name)?.[columns.length];
    assert.equal(children('children'), undefined);
    assert.equal(children('none'), undefined);
    assert.deepEqual(children('childless'), []);
    const [child, ...more] = children('orphans') as unknown[][];
    assert.deepEqual([child?.[0], child?.[inbound], more.length], ['child', 0.5, 0]);
    const [deeper] = children('deep') as unknown[][];
    assert.deepEqual([deeper?.[0], deeper?.length], ['deeper', columns.length]);

    simulator.tick();
    await odd.update();
    simulator.tick();
    await odd.update();
    for (const [said, times] of [
      [/without a name/, 1],
      [/the key/, 4],
      [/a value of the type/, 3],
      [/children of the type/, 2],
      [/nested deeper/, 1],
    ] as const) {
      assert.equal(gateway?.logged('WARNING', said).length, times, String(said));
    }
    await odd.end();
  });

  it('omits the children from a view without them', async function () {
    const odd = await client(this, ['odd-items']);
    const { columns, rows } = await odd.update();
    assert(rows.every((row) => row.length === columns.length));
    await odd.end();
  });

  it('says that no item has a chosen column, and continues', async function () {
    const definition = { columns: ['forgotten', 'inbound_bps'] };
    const first = await client(this, ['forgetful'], definition);
    for (const each of [first, await another(definition)]) {
      const { columns, rows } = await each.update();
      assert.deepEqual(columns, ['name', 'forgotten', 'inbound_bps']);
      assert(rows.every(([, forgotten, inbound]) => forgotten === null && typeof inbound === 'number'));
      assert.deepEqual(await each.error(), {
        type: 'error',
        code: 'unknown-column',
        message: 'No item has the column forgotten',
        fatal: false,
      });
    }
    simulator.tick();
    await first.update();
  });

  const refusals: [string, object, string, RegExp][] = [
    [
      'a distribution',
      { distributions: [{ name: 'Service' }, { name: 'Local Hots' }] },
      'unknown-distribution',
      /^distributions\[1\]: .*no such distribution: Local Hots/,
    ],
    [
      'an argument of a distribution',
      { distributions: [{ name: 'Service', arg: 'x' }] },
      'unknown-distribution',
      /^distributions\[0\]: .*arguments/,
    ],
    [
      'a filter',
      { filters: [{ mode: 'include', name: 'Hots', values: ['a', 'b'] }] },
      'unknown-filter',
      /^filters\[0\]: .*no such filter: Hots/,
    ],
    ['a column', { columns: ['inbound'] }, 'unknown-column', /^columns: .*no such column: inbound/],
  ];
  it('refuses a part of a view: the gateway refuses it with the same text', async function () {
    await (await client(this, ['picky'])).end();
    for (const [what, definition, code, message] of refusals) {
      const refused = await another(definition);
      const error = await refused.error();
      assert.deepEqual([error.code, error.fatal], [code, true], what);
      assert.match(error.message, message);
      assert.equal(await refused.closed, 4400);
    }
  });

  const endings: [string, string[], number, RegExp | undefined][] = [
    ['does not connect, and says nothing', ['not-connected'], 1011, /^Cannot connect to 127\.0\.0\.1:\d+$/],
    ['cancels itself', ['cancelled'], 1011, /broke off: it was cancelled/],
    ['has no updates but None', ['no-updates'], 1011, /sends no lists of items, but NoneType/],
    ['cannot be cancelled', ['stuck'], 1011, /did not answer within 0\.3 s/],
  ];
  for (const [what, standIn, code, message] of endings) {
    it(`${what}: the client sees the reason, and can come again`, async function () {
      const made = await client(this, standIn, {}, '--connect-timeout', '0.3');
      const error = await made.error();
      assert.deepEqual([error.code, error.fatal], ['internal', true]);
      assert.match(error.message, message ?? /(?:)/);
      assert.equal(await made.closed, code);
    });
  }

  const quitting: [string, number, RegExp][] = [
    ['exit-distribution', 4400, /^distributions\[0\]: the package activelogic says: SystemExit: enough$/],
    ['exit-build', 1011, /^The package activelogic failed: SystemExit: enough$/],
    ['exit-connect', 1011, /^Cannot connect to .*: SystemExit: enough$/],
    ['exit-connected', 1011, /^The package activelogic failed: SystemExit: enough$/],
    ['exit-update', 1011, /broke off: SystemExit: enough$/],
    ['interrupt-update', 1011, /broke off: KeyboardInterrupt: enough$/],
    ['other-build', 1011, /^The package activelogic failed: _Other: enough$/],
    ['other-update', 1011, /broke off: _Other: enough$/],
  ];
  for (const [standIn, code, message] of quitting) {
    it(`ends the program (${standIn}): only that view fails`, async function () {
      const other = await client(this, [standIn], { distributions: [{ name: 'Local Host' }] });
      await other.update();
      const failed = await another({ distributions: [{ name: 'Service' }] });
      assert.match((await failed.error()).message, message);
      assert.equal(await failed.closed, code);
      simulator.tick();
      await other.update();
    });
  }

  for (const place of ['task', 'callback', 'lists', 'close']) {
    it(`ends the program beside the views (exit-${place}): they go on`, async function () {
      const definition = { distributions: [{ name: 'Service' }] };
      const made = await client(this, [`exit-${place}`, 'lists'], definition);
      await made.update();
      simulator.tick();
      await made.update();
      await made.end();
      await (await another(definition)).update();
    });
  }

  it('returns None at the end of a view: the client sees that it ended', async function () {
    const made = await client(this, ['none-at-end']);
    await made.update();
    simulator.disconnectAll(1001);
    assert.equal(await made.closed, 1012);
    await (await another()).update();
    assert.equal(gateway?.logged('WARNING', /ended a view/).length, 1);
    assert.equal(gateway.logged('INFO', /is back/).length, 1);
  });

  it('always has an update ready: other tasks get their turn, and the view can be ended', async function () {
    const made = await client(this, ['busy']);
    for (let update = 0; update < 20; update++) await made.update();
    await (await another()).update();
  });
});
