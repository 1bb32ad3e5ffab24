import assert from 'node:assert/strict';
import { Simulator } from 'node-red-contrib-activelogic/simulator';
import { complaints, type FlowNode, getNode, load, Sink, unload } from '../support/node-red';
import { oldFlow, only, type SavedNode } from '../support/old-flow';

/** What the nodes of the first release stored as credentials, which a flow file does not have. */
const CREDENTIALS = { username: 'monitor', password: 'secret' };

describe('a flow that the first release has saved', () => {
  let simulator: Simulator;
  let flow: SavedNode[];

  beforeEach(async () => {
    simulator = new Simulator({
      port: 0,
      interval: 0,
      hosts: 6,
      services: 4,
      credentials: { user: CREDENTIALS.username, password: CREDENTIALS.password },
    });
    flow = oldFlow('first-release', await simulator.start());
    // The runtime of the tests has no inject and debug nodes; a helper passes nothing on, and keeps what arrives.
    const loaded = flow.map((node): FlowNode =>
      ['inject', 'debug'].includes(node.type) ? { ...node, type: 'helper' } : node,
    );
    await load(loaded, { [only(flow, 'activelogic-appliance').id]: CREDENTIALS });
  });
  afterEach(async () => {
    await unload();
    await simulator.stop();
  });

  const nodeOf = (set: string): SavedNode => only(flow, `activelogic-${set}`);

  function sink(name: string): Sink {
    const debug = flow.find((node) => node.type === 'debug' && node.name === name);
    assert.ok(debug, name);
    return new Sink(debug.id);
  }

  it('was saved without versions, and has every type', () => {
    const own = flow.filter(({ type }) => type.startsWith('activelogic-'));
    assert.deepEqual(own.map(({ type }) => type).sort(), [
      'activelogic-alert',
      'activelogic-appliance',
      'activelogic-catalog',
      'activelogic-distribution',
      'activelogic-filter',
      'activelogic-liveview',
    ]);
    assert.ok(own.every((node) => !('version' in node)));
  });

  it('opens the view that it says, and sends what it says, without a complaint', async () => {
    const rows = sink('rows');
    assert.deepEqual(simulator.openViews(), [], 'the view waits for a message');
    getNode(nodeOf('liveview').id).receive({ action: 'open' });
    const message = await rows.message(0);
    assert.deepEqual(simulator.openViews(), [
      {
        distributions: [{ name: 'Local Host' }, { name: 'Service' }],
        filters: [{ mode: 'exclude', name: 'Service', values: ['DNS', 'NTP'] }],
        columns: ['inbound_bps', 'outbound_bps'],
        expand: false,
      },
    ]);
    assert.equal(message.topic, 'Rows of hosts');
    assert.equal(message.liveview.appliance, 'Core router');
    assert.ok(message.parts.count > 1, 'one message for each row');
    const row = message.payload as Record<string, unknown>;
    assert.equal(typeof row.inbound_bps, 'number');
    assert.ok(Array.isArray(row.path));
    assert.deepEqual(complaints(), []);
  });

  it('builds the part of a view that it says', async () => {
    const views = sink('view');
    getNode(nodeOf('distribution').id).receive({ wanted: 1 });
    const message = (await views.message(0)) as unknown as { view: object };
    assert.deepEqual(message.view, {
      distributions: [{ name: 'NetObject Level', arg: 'PSM/By Location' }],
      filters: [{ mode: 'exclude', name: 'Flags', values: [true, 1], arg: 'ASYMMETRIC' }],
    });
    assert.deepEqual(complaints(), []);
  });

  it('fetches the catalogue', async () => {
    const catalogues = sink('catalogue');
    getNode(nodeOf('catalog').id).receive({});
    const { system } = (await catalogues.message(0)).payload as { system: object };
    assert.deepEqual(system, simulator.catalog.system);
    assert.deepEqual(complaints(), []);
  });

  it('raises the alarms that it says', async () => {
    const alarms = sink('alarms');
    const update = (inbound: number) => ({
      payload: [
        { name: 'a', inbound_bps: inbound, outbound_bps: 1000 },
        { name: 'b', inbound_bps: 1, outbound_bps: 1000 },
      ],
      liveview: { sequence: 1, time: 1000, distributions: [{ name: 'Local Host' }] },
    });
    getNode(nodeOf('alert').id).receive(update(500));
    const { payload } = await alarms.message(0);
    assert.equal((payload as { state: string }).state, 'raised');
    assert.deepEqual((payload as { path: string[] }).path, ['a']);
    assert.deepEqual(complaints(), []);
  });
});
