import assert from 'node:assert/strict';
import { getNode } from '../support/node-red';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

const DAY = 24 * 3_600_000;

describe('a view that is refused when it comes back (4400)', () => {
  let appliance: Appliance;

  applianceForEach((started) => {
    appliance = started;
  });

  for (const nodes of [1, 10]) {
    it(`is not requested again, each node says so once, and a message brings it back, with ${nodes} nodes`, async () => {
      const rig = await Rig.live(appliance, { nodes });
      const { messages } = rig;
      appliance.accept((peer) => {
        peer.catalog();
        peer.socket.close(4400, 'no such view');
      });
      await rig.lose();
      await rig.clock.advance(TIMES.min);
      const reason = `${rig.host} refused the view: no such view (4400)`;
      await rig.untilShown('red', 'dot', `refused: ${reason}`);
      const { upgrades } = appliance;
      await rig.clock.advance(DAY);
      assert.deepEqual([appliance.upgrades, rig.messages], [upgrades, messages]);
      assert.equal(rig.clock.pending(), 0, 'nothing is waited for');

      appliance.serve();
      for (const id of rig.ids) getNode(id).receive({ action: 'open' });
      await rig.until('the views', () => rig.messages >= messages + nodes);
      await rig.clock.advance(1000);
      await rig.untilShown('green', 'dot', 'connected: 1 items');
      assert.deepEqual(rig.record.lines, [
        `warn The connection to ${rig.host} was lost (no closing handshake)`,
        ...rig.ids.map(() => `error ${reason}`),
        `info The connection to ${rig.host} is back`,
      ]);
      await rig.close();
    });
  }
});
