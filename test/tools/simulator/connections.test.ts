import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Simulator } from '../../../tools/simulator';
import { anyView, offline } from './arbitraries';
import { TestClient } from './client';

describe('simulator: a connection', () => {
  let simulator: Simulator;
  let client: TestClient;

  beforeEach(async () => {
    simulator = offline();
    client = new TestClient(await simulator.start());
  });

  afterEach(async () => {
    await simulator.stop();
  });

  it('begins with a catalogue of everything documented', async () => {
    const catalog = await client.catalog();
    assert.equal(catalog.services.length, 8);
    const pretty = catalog.fields.filter((field) => field.default === true).map(({ name }) => name);
    assert.deepEqual(pretty, [
      'name',
      'inbound',
      'outbound',
      'in.int.quality',
      'in.ext.quality',
      'out.int.quality',
      'out.ext.quality',
      'in.shapingavg.latency',
      'in.shapingmax.latency',
      'in.shapingdrops',
      'in.shapingtotal',
      'out.shapingavg.latency',
      'out.shapingmax.latency',
      'out.shapingdrops',
      'out.shapingtotal',
      'int.rtt',
      'ext.rtt',
      'connections',
    ]);
    const raw = catalog.fields.map(({ column }) => column);
    assert.equal(new Set(raw).size, raw.length);
    for (const column of ['inbound_bps', 'in_quality_packets', 'out_quality_packets']) {
      assert.ok(raw.includes(column), column);
    }
    assert.deepEqual(simulator.catalog, catalog);
  });

  it('gets the first update at once, and one per tick', async () => {
    await client.catalog();
    client.view();
    const first = await client.update();
    assert.deepEqual(
      first,
      simulator.snapshot({ distributions: [{ name: 'Service' }], filters: [], expand: false }),
    );
    await client.settle();
    assert.equal(client.waiting, 0);
    simulator.tick();
    assert.notDeepEqual((await client.update()).rows, first.rows);
  });

  it('gets exactly what the view shows, for any view', async () => {
    await client.catalog();
    await client.end();
    await simulator.waitForConnections(0);
    await fc.assert(
      fc.asyncProperty(anyView, async (view) => {
        const other = new TestClient(simulator.url, {}, view.distributions.length);
        await other.catalog();
        other.view(view);
        assert.deepEqual(await other.update(), simulator.snapshot(view));
        assert.deepEqual(simulator.openViews(), [view]);
        await other.end();
        await simulator.waitForViews(0);
      }),
      { numRuns: 25 },
    );
  });

  it('shows the same tick on every connection', async () => {
    const other = new TestClient(simulator.url);
    for (const each of [client, other]) {
      await each.catalog();
      each.view();
      await each.update();
    }
    await simulator.waitForViews(2);
    simulator.tick();
    assert.deepEqual(await client.update(), await other.update());
    await other.end();
    await simulator.waitForViews(1);
    simulator.tick();
    await client.update();
  });

  it('can end after the catalogue', async () => {
    await client.catalog();
    await client.end();
    await simulator.waitForConnections(0);
    assert.deepEqual(simulator.openViews(), []);
  });

  const refusals: [string, unknown, string, RegExp][] = [
    ['text that is not JSON', '{', 'bad-frame', /not JSON/],
    ['a list', [], 'bad-frame', /not a JSON object/],
    ['another type of frame', { type: 'hello' }, 'bad-frame', /not a view/],
    [
      'a view without distributions',
      { type: 'view', distributions: [], filters: [], expand: true },
      'bad-frame',
      /one/,
    ],
    [
      'a view of too many levels',
      { type: 'view', distributions: Array(33).fill({ name: 'Plan' }), filters: [], expand: true },
      'bad-frame',
      /distributions\[32\] is too many: .* at most 32/,
    ],
    [
      'a view without filters',
      { type: 'view', distributions: [{ name: 'Plan' }], expand: true },
      'bad-frame',
      /filters/,
    ],
    [
      'a view that leaves expand open',
      { type: 'view', distributions: [{ name: 'Plan' }], filters: [] },
      'bad-frame',
      /expand/,
    ],
    [
      'a filter without values',
      {
        type: 'view',
        distributions: [{ name: 'Plan' }],
        filters: [{ mode: 'include', name: 'Host', values: [] }],
        expand: true,
      },
      'bad-value',
      /filters\[0\]\.values/,
    ],
    [
      'a filter that is not there',
      {
        type: 'view',
        distributions: [{ name: 'Plan' }],
        filters: [{ mode: 'include', name: '__proto__', values: ['x'] }],
        expand: true,
      },
      'unknown-filter',
      /__proto__/,
    ],
    [
      'a distribution that is not there',
      { type: 'view', distributions: [{ name: 'toString' }], filters: [], expand: true },
      'unknown-distribution',
      /toString/,
    ],
    [
      'a column that is not there',
      {
        type: 'view',
        distributions: [{ name: 'Plan' }],
        filters: [],
        expand: true,
        columns: ['constructor'],
      },
      'unknown-column',
      /constructor/,
    ],
    [
      'a column that is asked for twice',
      {
        type: 'view',
        distributions: [{ name: 'Plan' }],
        filters: [],
        expand: true,
        columns: ['inbound_bps', 'inbound_bps'],
      },
      'bad-value',
      /twice/,
    ],
  ];
  for (const [what, frame, code, message] of refusals) {
    it(`ends with 4400 after ${what}`, async () => {
      await client.catalog();
      if (typeof frame === 'string') client.socket.send(frame);
      else client.send(frame);
      const error = await client.error();
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.fatal, true);
      assert.equal(await client.closed, 4400);
      assert.deepEqual(simulator.openViews(), []);
    });
  }

  it('ends with 4400 after a binary frame, and after a second view', async () => {
    await client.catalog();
    client.socket.send(Buffer.from('{}'));
    assert.equal((await client.error()).code, 'bad-frame');
    assert.equal(await client.closed, 4400);

    const other = new TestClient(simulator.url);
    await other.catalog();
    other.view();
    await other.update();
    other.view();
    assert.equal((await other.error()).code, 'bad-frame');
    assert.equal(await other.closed, 4400);
    await simulator.waitForViews(0);
  });

  it('survives a client that sends a frame that is too large', async () => {
    await client.catalog();
    client.socket.send('x'.repeat(2 * 1024 * 1024));
    assert.equal(await client.closed, 1009);
    const other = new TestClient(simulator.url);
    await other.catalog();
    await other.end();
  });
});
