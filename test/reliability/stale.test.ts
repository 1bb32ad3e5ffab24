import assert from 'node:assert/strict';
import type { Appliance } from './appliance';
import { applianceForEach, Rig } from './rig';

describe('an old number', () => {
  let appliance: Appliance;

  applianceForEach((started) => {
    appliance = started;
  });

  for (const nodes of [1, 10]) {
    for (const seconds of [2, 45, 3600]) {
      it(`is never under a green status for longer than ${seconds} s (staleAfter), with ${nodes} nodes`, async () => {
        const rig = await Rig.live(appliance, { nodes, settings: { staleAfter: seconds, heartbeat: 0 } });
        const { messages } = rig;
        // The last update has another number of items, so the status has just changed or is about to.
        for (const peer of appliance.peers) {
          const name = peer.received[0]?.distributions[0]?.name ?? '';
          peer.update([
            [name, 1_000_000, null],
            ['another', 0, null],
          ]);
        }
        await rig.delivered(3);
        const last = rig.clock.elapsed();
        await rig.untilShown('green', 'dot', 'connected: 2 items');
        await rig.clock.advance(seconds * 1000 - 10);
        assert(rig.ids.every((id) => rig.latestStatus(id)?.fill === 'green'));
        await rig.clock.advance(10);
        await rig.untilShown('red', 'ring', `disconnected: ${rig.host} sent no update for ${seconds} s`);
        for (const id of rig.ids) assert.equal(rig.latestStatus(id)?.at, last + seconds * 1000);
        assert.equal(rig.messages, messages + nodes);
        await rig.close();
      });
    }
  }
});
