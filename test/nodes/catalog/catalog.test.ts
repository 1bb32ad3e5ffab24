import assert from 'node:assert/strict';
import { Simulator } from '../../../tools/simulator';
import { type FlowNode, getNode, load, Sink, StatusWatch, unload } from '../../support/node-red';

describe('activelogic-catalog', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 5, services: 3 });
    await simulator.start();
  });
  afterEach(async () => {
    await unload();
    await simulator.stop();
  });

  function flow(...more: FlowNode[]): FlowNode[] {
    return [
      { id: 'tab', type: 'tab' },
      { id: 'box', type: 'activelogic-appliance', url: simulator.url },
      { id: 'catalog', type: 'activelogic-catalog', z: 'tab', appliance: 'box', wires: [['out']] },
      { id: 'out', type: 'helper', z: 'tab', wires: [] },
      { id: 'catch', type: 'catch', z: 'tab', wires: [['failures']] },
      { id: 'failures', type: 'helper', z: 'tab', wires: [] },
      ...more,
    ];
  }

  it('answers any message with the appliance’s offer, and keeps the rest of the message', async () => {
    await load(flow());
    getNode('catalog').receive({ topic: 'mine', payload: 1 });
    const message = await new Sink('out').message(0);
    const { system, distributions, filters, services, fields } = simulator.catalog;
    assert.deepEqual(message.payload, { system, distributions, filters, services, fields });
    assert.equal(message.topic, 'mine');
    await simulator.waitForConnections(0);
  });

  it('uses the connection of an open view', async () => {
    await load(
      flow(
        {
          id: 'live',
          type: 'activelogic-liveview',
          z: 'tab',
          appliance: 'box',
          distributions: [{ name: 'Service' }],
          wires: [['items']],
        },
        { id: 'items', type: 'helper', z: 'tab', wires: [] },
      ),
    );
    await new Sink('items').message(0);
    const out = new Sink('out');
    getNode('catalog').receive({});
    const first = await out.message(0);
    (first.payload as { services: string[] }).services.length = 0;
    getNode('catalog').receive({});
    assert.equal(((await out.message(1)).payload as { services: string[] }).services.length, 3);
    assert.equal(simulator.upgradeCount, 1);
  });

  it('reports a failure to Catch, with the reason', async () => {
    simulator.refuse(503);
    await load(flow());
    getNode('catalog').receive({});
    assert.match((await new Sink('failures').message(0)).error.message, /too many views/);
    simulator.accept();
    getNode('catalog').receive({});
    await new Sink('out').message(0);
  });

  it('clears its status when it is removed, because the next node can have its id', async () => {
    simulator.refuse('silence');
    await load(flow());
    const status = new StatusWatch('catalog');
    getNode('catalog').receive({});
    await simulator.waitForUpgrades(1);
    await status.until('yellow', 'ring');
    await unload();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    assert.equal(status.shown.length, 1);
  });

  it('says that no appliance is selected', async () => {
    await load(flow().map((node) => (node.id === 'catalog' ? { ...node, appliance: '' } : node)));
    getNode('catalog').receive({});
    assert.match((await new Sink('failures').message(0)).error.message, /No appliance is selected/);
  });
});
