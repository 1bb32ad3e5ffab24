import assert from 'node:assert/strict';
import { Simulator } from '../../../tools/simulator';
import {
  complaints,
  deploy,
  type DeployType,
  type FlowNode,
  load,
  Sink,
  unload,
} from '../../support/node-red';

/**
 * A liveview node in a subflow whose appliance is a property of the instance. Node-RED does not see this
 * reference, so it keeps the liveview node when a deploy replaces only the appliance node.
 */
function flow(url: string | undefined): FlowNode[] {
  const env = [{ name: 'BOX', type: 'conf-type', value: 'box' }];
  return [
    { id: 'tab', type: 'tab' },
    ...(url === undefined ? [] : [{ id: 'box', type: 'activelogic-appliance', url }]),
    {
      id: 'sub',
      type: 'subflow',
      name: 'sub',
      in: [],
      out: [{ x: 0, y: 0, wires: [{ id: 'live', port: 0 }] }],
      env: [{ name: 'BOX', type: 'activelogic-appliance', value: '' }],
    },
    { id: 'live', type: 'activelogic-liveview', z: 'sub', x: 0, y: 0, appliance: '${BOX}', wires: [[]] },
    { id: 'instance', type: 'subflow:sub', z: 'tab', x: 0, y: 0, env, wires: [['out']] },
    { id: 'caught', type: 'catch', z: 'tab', x: 0, y: 0, wires: [['errors']] },
    { id: 'out', type: 'helper', z: 'tab', x: 0, y: 0, wires: [] },
    { id: 'errors', type: 'helper', z: 'tab', x: 0, y: 0, wires: [] },
  ];
}

describe('a liveview node that outlives its appliance node', () => {
  let simulators: Simulator[];

  beforeEach(() => {
    simulators = [1, 2].map((seed) => new Simulator({ port: 0, interval: 0, hosts: 4, services: 3, seed }));
  });
  afterEach(async () => {
    await unload();
    await Promise.all(simulators.map((simulator) => simulator.stop()));
  });

  for (const type of ['flows', 'nodes'] satisfies DeployType[]) {
    it(`uses the new appliance node, ${type} deploy`, async () => {
      const [old = '', next = ''] = await Promise.all(simulators.map((simulator) => simulator.start()));
      await load(flow(old));
      const out = new Sink('out');
      const first = await out.message(0);
      await deploy(flow(next), type);
      const [, second] = simulators;
      await second?.waitForViews(1);
      const message = await out.message(out.messages.length);
      assert.equal(message.liveview.sequence, first.liveview.sequence + 1);
      assert.notEqual(message.liveview.connection, first.liveview.connection);
      await simulators[0]?.waitForViews(0);
      assert.deepEqual(complaints(), []);
    });

    it(`says that the appliance node is gone, ${type} deploy`, async () => {
      const [old] = await Promise.all(simulators.map((simulator) => simulator.start()));
      await load(flow(old));
      await new Sink('out').message(0);
      const errors = new Sink('errors');
      await deploy(flow(undefined), type);
      const { error } = await errors.message(0);
      assert.match(error.message, /^No appliance is selected, or it is missing/);
      await simulators[0]?.waitForViews(0);
    });
  }
});
