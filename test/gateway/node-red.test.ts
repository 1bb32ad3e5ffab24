import assert from 'node:assert/strict';
import type { Context } from 'mocha';
import type { Item } from '../../lib';
import { Simulator } from '../../tools/simulator';
import type { Catalog } from '../../lib/protocol/frames';
import { Certificates } from '../support/certificates';
import { Gateway, type GatewayPlan } from '../support/gateway';
import { deploy, type FlowNode, getNode, load, Sink, StatusWatch, unload } from '../support/node-red';
import { Relay } from '../support/relay';

const TOKEN = 'the-token-of-the-gateway';
const HOSTS_AND_SERVICES = [{ name: 'Local Host' }, { name: 'Service' }];

describe('the gateway: Node-RED behind it', () => {
  const certificates = new Certificates();
  let simulator: Simulator;
  let gateway: Gateway | undefined;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 6, services: 3 });
    await simulator.start();
  });
  afterEach(async () => {
    await unload();
    await gateway?.stop();
    gateway = undefined;
    await simulator.stop();
  });
  after(() => {
    certificates.remove();
  });

  async function start(test: Context, plan: Partial<GatewayPlan> = {}): Promise<void> {
    gateway = await Gateway.start(test, { upstream: simulator.url, ...plan });
  }

  /** A flow with an appliance, the given nodes, and a sink `<id>-out` behind each. */
  function flow(appliance: object, ...nodes: (Partial<FlowNode> & { id: string })[]): FlowNode[] {
    return [
      { id: 'tab', type: 'tab' },
      { id: 'box', type: 'activelogic-appliance', url: gateway?.url, reconnectMin: 0.05, ...appliance },
      ...nodes.flatMap((node) => [
        {
          type: 'activelogic-liveview',
          z: 'tab',
          appliance: 'box',
          distributions: HOSTS_AND_SERVICES,
          wires: [[`${node.id}-out`]],
          ...node,
        },
        { id: `${node.id}-out`, type: 'helper', z: 'tab', wires: [] },
      ]),
    ];
  }

  it('gets items with the vendor’s keys, a view for each node, and shares equal views', async function () {
    await start(this);
    const [one, filtered, raw] = ['one', 'filtered', 'raw'];
    const filters = [
      { mode: 'include', name: 'Session Context', values: ['Gold', 'Silver'], arg: 'S1/plan' },
    ];
    await load(
      flow(
        {},
        { id: one },
        { id: 'two' },
        { id: filtered, filters },
        { id: raw, columns: ['inbound_bps', 'in_quality_packets'], expand: false },
        { id: 'rows', shape: 'rows', origin: true },
      ),
    );
    const sinks = [one, 'two', filtered, raw, 'rows'].map((id) => new Sink(`${id}-out`));
    const messages = await Promise.all(sinks.map((sink) => sink.message(0)));
    const [items, same, few, rawItems, rows] = messages.map(({ payload }) => payload as Item[]) as [
      Item[],
      Item[],
      Item[],
      Item[],
      Item[],
    ];
    assert.equal(items.length, 6);
    assert.deepEqual(Object.keys(items[0] ?? {}).slice(0, 5), [
      'name',
      'inbound',
      'outbound',
      'in.int.quality',
      'in.ext.quality',
    ]);
    assert(items.every(({ children }) => children && children.length > 0));
    assert.deepEqual(same, items);
    assert(few.length > 0 && few.length < 6);
    assert.deepEqual(Object.keys(rawItems[0] ?? {}), ['name', 'inbound_bps', 'in_quality_packets']);
    assert.equal(rows[0]?.appliance, new URL(gateway?.url ?? '').host);
    assert.equal(rows[0]['Local Host'], items[0]?.name);
    const { fields } = messages[0]?.liveview ?? {};
    assert.equal(fields?.inbound?.title, 'Inbound bandwidth');
    assert(Object.values(fields).every(({ unit }) => unit === undefined));
    assert.equal(simulator.openViews().length, 3);
  });

  it('has the appliance’s catalogue, and a view that messages can change', async function () {
    await start(this, { standIn: ['lists'] });
    await load(
      flow(
        {},
        { id: 'live', autostart: false },
        { id: 'catalog', type: 'activelogic-catalog', distributions: undefined },
      ),
    );
    const [live, catalog] = ['live', 'catalog'].map((id) => new Sink(`${id}-out`)) as [Sink, Sink];
    getNode('catalog').receive({});
    const { services } = (await catalog.message(0)).payload as Catalog;
    assert.deepEqual(services, simulator.catalog.services);
    getNode('live').receive({ view: { distributions: [{ name: 'Service' }] } });
    const names = ((await live.message(0)).payload as Item[]).map(({ name }) => name);
    assert.deepEqual(names.sort(), [...services].sort());
  });

  it('says that a view is refused, with the text of the vendor’s package', async function () {
    await start(this, { standIn: ['picky'] });
    await load(flow({}, { id: 'live', distributions: [{ name: 'Local Hots' }] }));
    const refused = await new StatusWatch('live').until('red', 'dot');
    assert.match(refused, /distributions\[0\].*no such distribution: Local Hots/);
  });

  it('shows that the appliance behind it is lost, why, and that it is back', async function () {
    await start(this);
    await load(flow({ reconnectMax: 0.1 }, { id: 'live' }));
    const status = new StatusWatch('live');
    await status.until('green', 'dot');
    await simulator.stop();
    await status.until('red', 'ring', /reports: (Cannot connect|The view of)/);
    await simulator.start();
    await new StatusWatch('live').until('green', 'dot');
  });

  it('recognises an update that it already had before a deploy', async function () {
    await start(this);
    const nodes = (interval: number): FlowNode[] =>
      flow({ heartbeat: 15 + interval }, { id: 'live' }, { id: 'window', interval, over: 'interval' });
    await load(nodes(0.01));
    const [first, summed] = await Promise.all(
      ['live', 'window'].map((id) => new Sink(`${id}-out`).message(0)),
    );
    assert(first && summed);
    // Replacing the appliance node replaces its sockets and everything that it remembers.
    await deploy(nodes(0.02), 'full');
    const [live, window] = [new Sink('live-out'), new Sink('window-out')];
    const again = await live.message(0);
    assert.deepEqual({ ...again.liveview, skipped: 0 }, { ...first.liveview, skipped: 0 });
    assert.deepEqual(again.payload, first.payload);
    simulator.tick();
    const next = await live.message(1);
    const { connection, update, sequence, time = NaN, received } = next.liveview;
    assert.deepEqual([connection, update, sequence], [first.liveview.connection, 2, 2]);
    // Growth is judged by the time between the updates, even if the first came late after the deploy.
    assert(Math.abs(time - (first.liveview.time ?? NaN) - (received - first.liveview.received)) < 500);
    // A window does not add what arrived before the deploy.
    assert.equal((await window.message(0)).liveview.updates, 1);
    assert.equal(window.messages[0]?.liveview.update, 2);
  });

  it('gets nothing from a silent appliance: an update is one message, however often it reconnects', async function () {
    await start(this, { args: ['--stale-after', '0'] });
    const relay = new Relay(() => gateway?.port ?? 0);
    await relay.listen();
    await load(flow({ staleAfter: 0.3, reconnectMax: 0.1, url: `ws://${relay.host}/view` }, { id: 'live' }));
    const [live, status] = [new Sink('live-out'), new StatusWatch('live')];
    await live.message(0);
    await status.until('red', 'ring', /no update/);
    const begin = status.shown.length;
    await relay.untilAccepted(relay.accepted + 3);
    assert.equal(live.messages.length, 1);
    assert(!status.shown.slice(begin).some(({ fill }) => fill === 'green'), JSON.stringify(status.shown));
    assert.equal(simulator.upgradeCount, 1);
    simulator.tick();
    const { liveview } = await live.message(1);
    assert.deepEqual([liveview.update, liveview.sequence], [2, 2]);
    await status.until('green', 'dot', /(?:)/, begin);
    relay.stop();
  });

  it('speaks TLS and sends the token; another token is refused', async function () {
    certificates.selfSigned('gateway', 'IP:127.0.0.1');
    const { cert, key } = certificates.files('gateway');
    await start(this, {
      args: ['--tls-cert', cert, '--tls-key', key],
      env: { ACTIVELOGIC_GATEWAY_TOKEN: TOKEN },
    });
    const tls = { id: 'tls', type: 'tls-config', cert: '', key: '', ca: cert, verifyservercert: true };
    const secured = [tls, ...flow({ tls: 'tls', auth: 'bearer' }, { id: 'live' })];
    await load(secured, { box: { token: TOKEN } });
    assert.equal(((await new Sink('live-out').message(0)).payload as Item[]).length, 6);
    await unload();
    await load(secured, { box: { token: `${TOKEN}x` } });
    assert.match(await new StatusWatch('live').until('red', 'dot'), /401/);
  });
});
