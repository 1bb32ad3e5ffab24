import assert from 'node:assert/strict';
import { Simulator, type SimulatorOptions } from '../../../tools/simulator';
import type { PreviewLine, PreviewRequest, Problem } from '../../../nodes/admin/api';
import { standingAt } from '../../support/standing-clock';
import { type AdminClient, AdminServer, type PreviewStream } from '../../support/admin-client';
import { type ManualClock, manualClock } from '../../support/clock';
import { draft } from '../../support/drafts';
import { deploy, type FlowNode, load, Sink, unload } from '../../support/node-red';
import { ScriptedSystem } from '../../support/scripted-system';

const VIEW = { distributions: [{ name: 'Service' }], filters: [], expand: true };

describe('the preview', () => {
  let admin: AdminServer;
  let client: AdminClient;
  let simulator: Simulator | undefined;
  let system: ScriptedSystem | undefined;

  afterEach(async () => {
    await admin.stop();
    await unload();
    await simulator?.stop();
    await system?.stop();
    simulator = system = undefined;
    Reflect.deleteProperty(process.env, 'ACTIVELOGIC_SERVICE');
  });

  async function serve(options: SimulatorOptions = {}): Promise<Simulator> {
    simulator = new Simulator({
      port: 0,
      interval: 0,
      hosts: 30,
      services: 4,
      clock: standingAt(20),
      ...options,
    });
    await simulator.start();
    return simulator;
  }

  async function start(flow: FlowNode[] = [], clock?: ManualClock): Promise<void> {
    admin = new AdminServer(clock);
    await load([{ id: 'tab', type: 'tab' }, ...flow], {}, { first: [admin.set] });
    client = await admin.start();
  }

  function box(url: string, properties: object = {}): FlowNode {
    return { id: 'box', type: 'activelogic-appliance', name: '', url, ...properties };
  }

  function live(view: object = VIEW): FlowNode[] {
    return [
      { id: 'live', type: 'activelogic-liveview', z: 'tab', appliance: 'box', ...view, wires: [['out']] },
      { id: 'out', type: 'helper', z: 'tab', wires: [] },
    ];
  }

  function preview(request: Partial<PreviewRequest> = {}): Promise<PreviewStream> {
    return client.preview('box/preview', { view: VIEW, ...request });
  }

  /** The problem in the last line. */
  async function refusal(stream: PreviewStream): Promise<Problem> {
    const last = await stream.last();
    assert.ok(last?.type === 'error' && last.final, JSON.stringify(last));
    return last.error;
  }

  it('shows changing numbers, and closes with its socket', async () => {
    const { url } = await serve();
    await start([box(url)]);
    const stream = await preview();
    const { statusCode, headers } = stream.response;
    assert.equal(statusCode, 200);
    assert.equal(headers['content-type'], 'application/x-ndjson');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-accel-buffering'], 'no');
    const first = await stream.update(1);
    simulator?.tick();
    const second = await stream.update(2);
    assert.deepEqual(stream.lines.all[0], { type: 'connecting' });
    assert.equal(first.size, 4);
    assert.equal(second.sequence, 2);
    assert.ok(second.received >= first.received);
    assert.deepEqual(first.columns, second.columns);
    assert.notDeepEqual(first.items, second.items);
    stream.abort();
    await simulator?.waitForConnections(0);
  });

  it('has the largest items first, with titles and units of the columns', async () => {
    const { url } = await serve();
    await start([box(url)]);
    const stream = await preview({
      view: { distributions: [{ name: 'Local Host' }, { name: 'Service' }], filters: [], expand: true },
      sort: 'inbound',
    });
    const { columns, items, size } = await stream.update(1);
    const index = columns.findIndex(({ key }) => key === 'inbound');
    assert.equal(columns[index]?.unit, 'bit/s');
    const values = items.map((item) => Number(item.values[index]));
    assert.deepEqual(
      values,
      values.slice().sort((a, b) => b - a),
    );
    assert.equal(size, 30);
    assert.equal(items.length, 20);
    assert.ok(items.every((item) => item.values.length === columns.length));
    assert.ok(items.every((item) => item.children && item.size !== undefined && item.children.length <= 5));
  });

  describe('watches the counters, and', () => {
    /** The hint in the last of a few updates. */
    async function hint(simulated: SimulatorOptions, box_: object): Promise<unknown> {
      const { url } = await serve(simulated);
      await start([box(url, box_)]);
      const stream = await preview({
        view: { distributions: [{ name: 'Local Host' }], filters: [], expand: true },
      });
      await stream.update(1);
      for (let update = 2; update <= 8; update++) {
        simulator?.tick();
        await stream.update(update);
      }
      const { counter } = await stream.update(8);
      return counter;
    }

    it('says that they seem to count since the start', async () => {
      const found = await hint({ counters: 'total' }, { counters: 'update' });
      assert.deepEqual(found, { key: 'in.shapingdrops', seems: 'total' });
    });

    it('says that they seem to count per update', async () => {
      const found = await hint({ counters: 'update' }, { counters: 'total' });
      assert.deepEqual(found, { key: 'in.shapingdrops', seems: 'update' });
    });

    it('says nothing where the setting is right', async () => {
      assert.equal(await hint({ counters: 'total' }, { counters: 'total' }), undefined);
    });

    it('says nothing where the catalogue is right', async () => {
      assert.equal(await hint({ counters: 'total', declareCounters: true }, {}), undefined);
    });
  });

  it('shares the socket of a flow, and leaves it open', async () => {
    const { url } = await serve();
    await start([box(url), ...live()]);
    const out = new Sink('out');
    await out.message(0);
    const stream = await preview({ node: 'live' });
    const first = await stream.update(1);
    assert.equal(stream.lines.all[0], first);
    stream.abort();
    await stream.ended;
    simulator?.tick();
    await out.message(1);
    assert.equal(simulator?.upgradeCount, 1);
  });

  it('has its own socket for an appliance that is not deployed', async () => {
    const { url } = await serve();
    await start();
    const stream = await client.preview('preview', { view: VIEW, appliance: draft({ url }) });
    await stream.update(1);
    stream.abort();
    await simulator?.waitForConnections(0);
  });

  const refused: [object, string][] = [
    [{ distributions: [{ name: 'Weather' }] }, 'unknown-distribution'],
    [{ filters: [{ mode: 'include', name: 'Weather', values: ['x'] }] }, 'unknown-filter'],
    [{ filters: [{ mode: 'include', name: 'Host', values: ['not an address'] }] }, 'bad-value'],
    [{ columns: ['weather'] }, 'unknown-column'],
  ];
  for (const [part, code] of refused) {
    it(`ends with ${code}`, async () => {
      const { url } = await serve();
      await start([box(url)]);
      const { key, params } = await refusal(await preview({ view: { ...VIEW, ...part } }));
      assert.equal(key, 'errors.view-refused');
      assert.equal(params.systemCode, code);
      await simulator?.waitForConnections(0);
    });
  }

  const wrong: [object, string, string][] = [
    [{ distributions: [{ name: 'Service' }, {}] }, 'errors.invalid-name', 'distributions[1].name'],
    [{ filters: [{ mode: 'only', name: 'x', values: [1] }] }, 'errors.invalid-choice', 'filters[0].mode'],
    [
      { filters: [{ mode: 'include', name: 'x', values: [1, ''] }] },
      'errors.invalid-filter-value',
      'filters[0].values[1]',
    ],
    [{ expand: 'yes' }, 'errors.invalid-flag', 'expand'],
  ];
  for (const [part, key, field] of wrong) {
    it(`says that ${field} is wrong`, async () => {
      await start([box('ws://127.0.0.1:1/')]);
      const stream = await preview({ view: { ...VIEW, ...part } });
      const found = await refusal(stream);
      assert.equal(found.key, key);
      assert.equal(found.params.field, field);
    });
  }

  it('ends with the appliance’s problem', async () => {
    await start([box('http://gw')]);
    assert.equal((await refusal(await preview())).key, 'errors.invalid-url');
    const drafted = { view: VIEW, appliance: draft({ url: 'ws://gw', reconnectMax: 'x' }) };
    assert.deepEqual(await refusal(await client.preview('preview', drafted)), {
      key: 'errors.invalid-number',
      params: { field: 'reconnectMax', minimum: 1, value: '"x"' },
    });
  });

  it('ends where credentials are refused', async () => {
    const { url } = await serve({ credentials: { token: 'abc' } });
    await start([box(url)]);
    assert.equal((await refusal(await preview())).key, 'errors.no-credentials');
  });

  it('continues after a lost connection', async () => {
    const { url } = await serve();
    await start([box(url, { reconnectMin: 0.02, reconnectMax: 0.02 })]);
    const stream = await preview();
    await stream.update(1);
    simulator?.terminateAll();
    const { error, final } = await stream.first('error');
    assert.equal(final, false);
    assert.equal(error.key, 'errors.lost');
    await stream.update(2);
  });

  it('replaces variables as the flow does', async () => {
    process.env.ACTIVELOGIC_SERVICE = 'of the environment';
    const { url, catalog } = await serve();
    const service = catalog.services[1] ?? '';
    const filters = [{ mode: 'include' as const, name: 'Service', values: ['${ACTIVELOGIC_SERVICE}'] }];
    admin = new AdminServer();
    const env = [{ name: 'ACTIVELOGIC_SERVICE', value: service, type: 'str' }];
    await load(
      [{ id: 'tab', type: 'tab', env }, box(url), ...live({ ...VIEW, autostart: false })],
      {},
      { first: [admin.set] },
    );
    client = await admin.start();
    const inFlow = await (await preview({ view: { ...VIEW, filters }, node: 'live' })).update(1);
    assert.deepEqual(
      inFlow.items.map(({ name }) => name),
      [service],
    );
    await preview({ view: { ...VIEW, filters } });
    await simulator?.waitForViews(2);
    assert.deepEqual(simulator?.openViews()[1]?.filters[0]?.values, ['of the environment']);
  });

  for (const type of ['full', 'nodes'] as const) {
    it(`ends when the appliance is deployed again (${type})`, async () => {
      const { url } = await serve();
      await start([box(url)]);
      const stream = await preview();
      await stream.update(1);
      await deploy([{ id: 'tab', type: 'tab' }, box(url, { heartbeat: 7 })], type);
      assert.deepEqual(await refusal(stream), { key: 'problems.deployed', params: {} });
      await simulator?.waitForConnections(0);
    });
  }

  it('ends after five minutes, and leaves no timer', async () => {
    const clock = manualClock();
    const { url } = await serve();
    await start([box(url)], clock);
    const stream = await preview();
    await stream.first('connecting');
    clock.tick(299_990);
    await simulator?.waitForViews(1);
    clock.tick(20);
    assert.deepEqual(await stream.last(), { type: 'end', seconds: 300 });
    await simulator?.waitForConnections(0);
    assert.equal(clock.pending(), 0);
  });

  it('sends the view at most four times a second, and counts every update', async () => {
    const clock = manualClock();
    system = await ScriptedSystem.start();
    await start([box(system.url), ...live()], clock);
    const peer = await system.peer(0);
    peer.catalog();
    await peer.view();
    const stream = await preview({ view: VIEW });
    const out = new Sink('out');
    peer.update([['a', 1, null]]);
    await out.message(0);
    clock.tick(0);
    await stream.update(1);
    peer.update([['a', 2, null]]);
    await out.message(1);
    clock.tick(200);
    peer.update([['a', 3, null]]);
    await out.message(2);
    clock.tick(100);
    const { sequence, items } = await stream.update(2);
    assert.equal(sequence, 3);
    assert.deepEqual(items, [{ name: 'a', values: [3, null] }]);
    assert.equal(stream.lines.all.filter((line: PreviewLine) => line.type === 'update').length, 2);
  });

  it('is open at most eight times at once, and once more when one has ended', async () => {
    const { url } = await serve();
    await start([box(url)]);
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((part) => `10.0.0.${part}`);
    const views = values.map((value) => ({
      ...VIEW,
      filters: [{ mode: 'exclude' as const, name: 'Host', values: [value] }],
    }));
    const streams: PreviewStream[] = [];
    for (const view of views.slice(0, 8)) {
      const stream = await preview({ view });
      await stream.update(1);
      streams.push(stream);
    }
    const ninth = await client.post('box/preview', { view: views[8] });
    assert.equal(ninth.status, 429);
    assert.deepEqual(ninth.body, { error: { key: 'problems.too-many-previews', params: { count: 8 } } });
    streams[0]?.abort();
    await simulator?.waitForViews(7);
    await (await preview({ view: views[8] as PreviewRequest['view'] })).update(1);
  });

  it('does not exist for an appliance that is not deployed', async () => {
    await start();
    assert.equal((await client.post('box/preview', { view: VIEW })).status, 404);
  });

  for (const [part, field] of [
    [{ view: 'all' }, 'view'],
    [{ sort: 7 }, 'sort'],
    [{ node: {} }, 'node'],
    [{ rule: [] }, 'rule'],
  ] as [object, string][]) {
    it(`refuses a body with a wrong ${field}`, async () => {
      await start([box('ws://127.0.0.1:1/')]);
      const { status, body } = await client.post('box/preview', { view: VIEW, ...part });
      assert.equal(status, 400);
      assert.deepEqual(body, { error: { key: 'problems.malformed', params: { field } } });
    });
  }

  describe('with the rule of an alert', () => {
    const condition = { column: 'inbound', op: 'gt', raise: 1 };

    it('counts the items beyond the level', async () => {
      const { url } = await serve();
      await start([box(url)]);
      const over = await (await preview({ rule: { conditions: [condition] } })).update(1);
      assert.deepEqual(over.seen, { items: 4, over: 4, unknown: 0 });
      const high = { ...condition, raise: 1e15 };
      const under = await (await preview({ rule: { conditions: [high], match: 'any' } })).update(1);
      assert.deepEqual(under.seen, { items: 4, over: 0, unknown: 0 });
      const rate = { ...condition, measure: 'rate' };
      const unknown = await (await preview({ rule: { conditions: [rate], level: 'top' } })).update(1);
      assert.deepEqual(unknown.seen, { items: 4, over: 0, unknown: 4 });
      assert.equal((await (await preview()).update(1)).seen, undefined);
    });

    for (const [rule, key] of [
      [{ conditions: [] }, 'errors.no-conditions'],
      [{ conditions: [condition], match: 'some' }, 'errors.invalid-choice'],
      [{ conditions: [condition], level: 3 }, 'errors.level-not-there'],
    ] as const) {
      it(`names the problem of the rule: ${key}`, async () => {
        const { url } = await serve();
        await start([box(url)]);
        assert.equal((await refusal(await preview({ rule }))).key, key);
      });
    }
  });
});
