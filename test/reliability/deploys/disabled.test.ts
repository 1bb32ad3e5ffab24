import assert from 'node:assert/strict';
import type { FlowNode } from '../../support/node-red';
import { within } from '../../support/within';
import type { Appliance } from '../appliance';
import { applianceForEach, Rig } from '../rig';

const LIVEVIEW = {
  type: 'activelogic-liveview',
  appliance: 'box',
  distributions: [{ name: 'Country' }],
  wires: [],
};

const CASES: { name: string; others: FlowNode[]; change: (node: FlowNode) => FlowNode | undefined }[] = [
  {
    name: 'a node that is disabled',
    others: [{ ...LIVEVIEW, id: 'more', z: 'tab' }],
    change: (node) => (node.id === 'more' ? { ...node, d: true } : node),
  },
  {
    name: 'a node that is gone',
    others: [{ ...LIVEVIEW, id: 'more', z: 'tab' }],
    change: (node) => (node.id === 'more' ? undefined : node),
  },
  {
    name: 'a flow that is disabled',
    others: [
      { id: 'second', type: 'tab' },
      { ...LIVEVIEW, id: 'more', z: 'second' },
    ],
    change: (node) => (node.id === 'second' ? { ...node, disabled: true } : node),
  },
  {
    name: 'an instance of a subflow that is gone',
    others: [
      { id: 'sub', type: 'subflow', name: 'sub', in: [], out: [] },
      { ...LIVEVIEW, id: 'inside', z: 'sub', x: 0, y: 0 },
      { id: 'more', type: 'subflow:sub', z: 'tab', wires: [] },
    ],
    change: (node) => (node.id === 'more' ? undefined : node),
  },
  {
    name: 'an instance of a subflow that is disabled',
    others: [
      { id: 'sub', type: 'subflow', name: 'sub', in: [], out: [] },
      { ...LIVEVIEW, id: 'inside', z: 'sub', x: 0, y: 0 },
      { id: 'more', type: 'subflow:sub', z: 'tab', wires: [] },
    ],
    change: (node) => (node.id === 'more' ? { ...node, d: true } : node),
  },
];

describe('the view closes, and the others continue:', () => {
  let appliance: Appliance;

  applianceForEach((started) => {
    appliance = started;
  });

  for (const type of ['flows', 'nodes'] as const) {
    for (const nodes of [1, 10]) {
      for (const { name, others, change } of CASES) {
        it(`${name}, ${type} deploy, with ${nodes} other nodes`, async () => {
          const rig = await Rig.live(appliance, { nodes, others });
          const views = (): number => appliance.peers.length;
          assert.equal(views(), rig.views + 1);
          const { upgrades } = appliance;
          await rig.deploy(type, change);
          await rig.clock.advance(2100);
          await within(8, appliance.relay.untilOpen(rig.views), () => `${appliance.relay.open} sockets`);
          assert(!appliance.peers.some(({ received: [view] }) => view?.distributions[0]?.name === 'Country'));
          const { messages } = rig;
          appliance.publish();
          await rig.until('the others', () => rig.messages >= messages + nodes);
          if (type === 'nodes') assert.equal(appliance.upgrades, upgrades, 'the others are where they were');
          await rig.close();
        });
      }
    }
  }
});
