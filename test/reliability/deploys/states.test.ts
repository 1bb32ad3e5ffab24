import assert from 'node:assert/strict';
import { type DeployType, type FlowNode, getNode } from '../../support/node-red';
import { within } from '../../support/within';
import { Appliance } from '../appliance';
import { restoreNetwork } from '../faults/network';
import { abandonRig, type Rig, TIMES, warmUp } from '../rig';
import { STATES } from './states';

/** What a deploy does to the nodes in question. */
interface Deploy {
  name: string;
  type: DeployType;
  change: (node: FlowNode) => FlowNode;
  /** The connections, whatever state they are in, end with it. */
  ends: boolean;
}

function named(type: string): Deploy['change'] {
  return (node) => (node.type === type ? { ...node, name: 'Another name' } : node);
}

/** A flow of its own, with nothing to do with the appliance. */
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

  /** Every node gets its view once more, by itself or because a message asks for it. */
  async function recover(rig: Rig, lasts: number): Promise<void> {
    const before = new Map(rig.ids.map((id) => [id, rig.messagesOf(id).length]));
    const delivered = (): boolean => rig.ids.every((id) => rig.messagesOf(id).length > (before.get(id) ?? 0));
    await rig.clock.advance(100);
    for (const id of rig.ids) getNode(id).receive({ action: 'open' });
    // To the end of a state that the deploy has not ended, and to the first attempt after it.
    await rig.clock.advance(lasts);
    const { clock, views } = rig;
    for (let attempts = 0; attempts < 10; attempts++) {
      await within(
        8,
        clock.untilPending(TIMES.handshake, 0),
        () => `An attempt does not end; ${rig.describe()}`,
      );
      // Those that have their catalogue wait for updates.
      if (clock.pending(TIMES.stale) >= views) break;
      await clock.advance(clock.untilNext() ?? 0);
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
              // What opens the form's views is all that there is.
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

describe('the end of a flow takes no longer than a closing handshake may', () => {
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
