import assert from 'node:assert/strict';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

/** s */
const HOUR = 3600;
const DAY = 24 * HOUR;

describe('a day with an appliance that', function () {
  let appliance: Appliance;

  // One error frame per second and view, over real sockets.
  this.timeout(120_000);
  applianceForEach((started) => {
    appliance = started;
  });

  for (const nodes of [1, 10]) {
    it(`sends an error frame a second writes less than 100 lines, with ${nodes} nodes`, async () => {
      const rig = await Rig.live(appliance, { nodes, settings: { heartbeat: 0, staleAfter: 0 } });
      for (let second = 0; second < DAY; second++) {
        // In the hours between, one per minute is enough and keeps the test short.
        const all = second < HOUR || second >= DAY - HOUR || second % 60 === 59;
        if (!all) continue;
        for (const peer of appliance.peers) {
          // Every text is different.
          peer.send({ type: 'error', code: 'internal', message: `fan ${second} is out of order` });
        }
        if (second % 60 < 59) continue;
        // Read the frames of one minute, then let the minute pass.
        const { messages } = rig;
        appliance.publish();
        await rig.until('an update', () => rig.messages >= messages + nodes);
        await rig.clock.advance(60_000);
      }
      const { lines } = rig.record;
      assert(lines.length >= nodes * 4, 'it is said, and said again');
      assert(lines.length < 100, `${lines.length} lines`);
      assert(lines.every((line) => /^error .* reports: fan \d+ is out of order \(internal\)$/.test(line)));
      await rig.close();
    });

    it(`sends a broken frame on every request, and closes, writes less than 100 lines, with ${nodes} nodes`, async () => {
      // Long waits keep the test short.
      const settings = { reconnectMin: 300, reconnectMax: 300 };
      const rig = await Rig.live(appliance, { nodes, settings });
      appliance.accept((peer) => {
        peer.catalog();
        void peer.view().then(() => {
          peer.send('{');
          peer.send('[');
          peer.socket.close(1012);
        });
      });
      await rig.lose();
      const end = rig.clock.elapsed() + DAY * 1000;
      while (rig.clock.elapsed() < end) {
        await rig.clock.untilNone(TIMES.handshake, TIMES.stale);
        await rig.clock.advanceToNext();
      }
      const { lines } = rig.record;
      assert(lines.length < 100, `${lines.length} lines`);
      await rig.abandon();
    });
  }
});
