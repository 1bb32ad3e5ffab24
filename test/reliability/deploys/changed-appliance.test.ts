import assert from 'node:assert/strict';
import type { DeployType } from '../../support/node-red';
import { within } from '../../support/within';
import { Appliance } from '../appliance';
import { restoreNetwork } from '../faults/network';
import { abandonRig, warmUp } from '../rig';
import { STATES } from './states';

describe('a changed appliance node', () => {
  let old: Appliance;
  let next: Appliance;

  before(warmUp);
  beforeEach(async () => {
    old = await Appliance.start();
    next = await Appliance.start();
  });
  afterEach(async () => {
    await abandonRig();
    restoreNetwork();
    await old.stop();
    await next.stop();
  });

  for (const type of ['full', 'flows', 'nodes'] satisfies DeployType[]) {
    for (const state of STATES.filter(({ idle }) => !idle)) {
      it(`with another URL, ${type} deploy, while ${state.name}: connects to the new one only`, async () => {
        const rig = await state.reach(old, { nodes: 10 });
        const { accepted } = old.relay;
        await old.relay.heal();
        old.serve();
        const { messages } = rig;
        await rig.deploy(
          type,
          (node) =>
            node.type === 'activelogic-appliance' ? { ...node, url: `ws://${next.relay.host}/view` } : node,
          { silent: state.silent ?? false },
        );
        await within(8, old.relay.untilOpen(0), () => `${old.relay.open} are left`);
        await rig.clock.advance(100);
        await rig.until('the views', () => rig.messages >= messages + 10);
        assert.equal(next.relay.open, 3);
        await rig.clock.advance(10_000);
        assert.equal(old.relay.accepted, accepted);
        await rig.close();
        assert.deepEqual([old.relay.accepted, next.relay.open], [accepted, 0]);
      });
    }

    it(`with other credentials, ${type} deploy, while it connects: never uses the old ones again`, async () => {
      const state = STATES.find(({ name }) => name === 'connecting: the upgrade is not answered');
      assert(state);
      const seen: (string | undefined)[] = [];
      const rig = await state.reach(old, {
        nodes: 10,
        settings: { auth: 'bearer' },
        credentials: { token: 'first' },
      });
      old.answer((_socket, { headers }) => {
        seen.push(headers.authorization);
      });
      await rig.deploy(type, (node) =>
        node.type === 'activelogic-appliance' ? { ...node, credentials: { token: 'second' } } : node,
      );
      await within(8, old.relay.untilOpen(0), () => `${old.relay.open} are left`);
      await rig.clock.advance(100);
      await within(8, old.untilWaiting(6), rig.describe.bind(rig));
      assert.deepEqual(seen, ['Bearer second', 'Bearer second', 'Bearer second']);
      await rig.close();
    });
  }
});
