import assert from 'node:assert/strict';
import { type DeployType, type FlowNode, getNode } from '../../support/node-red';
import { within } from '../../support/within';
import { Appliance } from '../appliance';
import { restoreNetwork } from '../faults/network';
import { abandonRig, type Rig, TIMES, warmUp } from '../rig';
import { STATES } from './states';

/** What a deploy changes about the nodes under test. */
interface Deploy {
  name: string;
  type: DeployType;
  change: (node: FlowNode) => FlowNode;
  /** Whether the deploy ends the connections, in any state. */
  ends: boolean;
}

function named(type: string): Deploy['change'] {
  return (node) => (node.type === type ? { ...node, name: 'Another name' } : node);
}

/** A separate flow, which does not use the appliance. */
const ELSEWHERE: FlowNode[] = [
  { id: 'elsewhere', type: 'tab' },
  { id: 'stranger', type: 'helper', z: 'elsewhere', wires: [] },
];

const ABOUT_THE_VIEW = named('activelogic-liveview');
const ABOUT_THE_APPLIANCE = named('activelogic-appliance');
const ABOUT_OTHERS: Deploy['change'] = (node) => (node.id === 'stranger' ? { ...node, name: 'x' } : node);

const DEPLOYS: Deploy[] = [
  { name: 'of everything', type: 'full', change: (node) => node, ends: true },
  { name: 'of modified flows, not this one', type: 'flows', change: ABOUT_OTHERS, ends: false },
  { name: 'of modified flows, liveview nodes', type: 'flows', change: ABOUT_THE_VIEW, ends: false },
  { name: 'of modified flows, the appliance', type: 'flows', change: ABOUT_THE_APPLIANCE, ends: true },
  { name: 'of modified nodes, others', type: 'nodes', change: ABOUT_OTHERS, ends: false },
  { name: 'of modified nodes, liveview nodes', type: 'nodes', change: ABOUT_THE_VIEW, ends: false },
  { name: 'of modified nodes, the appliance', type: 'nodes', change: ABOUT_THE_APPLIANCE, ends: true },
];

describe('a deploy', () => {
  let appliance: Appliance;

  before(warmUp);
  beforeEach(async () => {
    appliance = await Appliance.start();
  });
  afterEach(async () => {
    await abandonRig();
    restoreNetwork();
    await appliance.stop();
  });

  /** Resolves when every node has its view again, by itself or because a message requests it. */
  async function recover(rig: Rig, lasts: number): Promise<void> {
    const before = new Map(rig.ids.map((id) => [id, rig.messagesOf(id).length]));
    const delivered = (): boolean => rig.ids.every((id) => rig.messagesOf(id).length > (before.get(id) ?? 0));
    await rig.clock.advance(100);
    for (const id of rig.ids) getNode(id).receive({ action: 'open' });
    // Pass the end of a state that the deploy left alone, and the first attempt after it.
    await rig.clock.advance(lasts);
    const { clock, views } = rig;
    for (let attempts = 0; attempts < 10; attempts++) {
      await within(8, clock.untilNone(TIMES.handshake), () => `An attempt does not end; ${rig.describe()}`);
      // A view that has its catalogue sets this timer and waits for updates.
      if (clock.pending(TIMES.stale) >= views) break;
      await clock.advanceToNext();
    }
    for (const peer of appliance.peers) if (peer.received.length > 0) appliance.update(peer);
    await rig.until('an update of each node', () => delivered());
    await within(8, appliance.relay.untilOpen(rig.views), () => `${appliance.relay.open} sockets`);
  }

  for (const { name, type, change, ends } of DEPLOYS) {
    for (const nodes of [1, 10]) {
      describe(`${name}, with ${nodes} nodes`, () => {
        for (const state of STATES) {
          it(state.name, async () => {
            const rig = await state.reach(appliance, { nodes, others: ELSEWHERE });
            const { accepted } = appliance.relay;
            const { upgrades } = appliance;
            await appliance.relay.heal();
            appliance.serve();
            state.end?.();
            await rig.deploy(type, change, { silent: ends && state.silent === true });
            if (ends) {
              await within(8, appliance.relay.untilOpen(0), () => `${appliance.relay.open} are left`);
              // Only the message that opens the form's views is left.
              await rig.clock.advance(0);
              assert.equal(rig.clock.pending(), state.idle ? 0 : nodes, rig.describe());
            }
            assert.deepEqual([appliance.relay.accepted, appliance.upgrades], [accepted, upgrades]);
            await recover(rig, state.lasts ?? 0);
            await rig.close();
          });
        }
      });
    }
  }
});

describe('the end of a flow takes no longer than a closing handshake can', () => {
  let appliance: Appliance;

  before(warmUp);
  beforeEach(async () => {
    appliance = await Appliance.start();
  });
  afterEach(async () => {
    await abandonRig();
    restoreNetwork();
    await appliance.stop();
  });

  for (const nodes of [1, 10]) {
    for (const state of STATES) {
      const time = state.silent ? '2 s' : 'no time';
      it(`${state.name}: ${time}, with ${nodes} nodes`, async () => {
        const rig = await state.reach(appliance, { nodes });
        await rig.close({ silent: state.silent ?? false });
      });
    }
  }
});
