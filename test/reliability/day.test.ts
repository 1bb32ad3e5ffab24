import assert from 'node:assert/strict';
import { answer } from '../support/scripted-system';
import { seeded, SteeredClock } from '../support/steered-clock';
import { within } from '../support/within';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

const HOUR = 3_600_000;

/** How the absent appliance appears, from an hour on. Most of the time nothing answers. */
const AWAY: Record<number, (appliance: Appliance) => unknown> = {
  0: ({ relay }) => {
    relay.refuse();
  },
  6: async (appliance) => {
    appliance.answer(answer(503));
    await appliance.relay.heal();
  },
  7: (appliance) => {
    appliance.answer(answer(401));
  },
  8: (appliance) => {
    appliance.answer(answer(500));
  },
  9: (appliance) => {
    appliance.serve();
    appliance.accept(({ socket }) => {
      socket.close(1012);
    });
  },
  10: ({ relay }) => {
    relay.refuse();
  },
};

describe('a day without the appliance, for ten nodes on three views', function () {
  let appliance: Appliance;

  // Thousands of real connections, perhaps on a busy machine.
  this.timeout(180_000);
  applianceForEach((started) => {
    appliance = started;
  });

  it('is one line in the log, and the views return within one step of the backoff', async () => {
    const rig = await Rig.live(appliance, { nodes: 10, clock: new SteeredClock(seeded(24)) });
    const { clock } = rig;
    const start = clock.elapsed();
    await rig.lose();
    // The messages of earlier updates have passed the flow by now.
    const { messages } = rig;
    let longest = 0;
    for (let hour = 0; hour < 24; hour++) {
      await AWAY[hour]?.(appliance);
      while (clock.elapsed() - start < (hour + 1) * HOUR) {
        await within(5, clock.untilNone(TIMES.handshake), () => `An attempt does not end in hour ${hour}`);
        const before = clock.elapsed();
        await clock.advanceToNext();
        longest = Math.max(longest, clock.elapsed() - before);
      }
    }
    await within(8, clock.untilNone(TIMES.handshake), () => 'The last attempt does not end');
    assert(longest <= TIMES.max, `${longest} ms without an attempt`);
    assert.equal(rig.messages, messages);
    // The promise is less than a hundred lines.
    assert.deepEqual(rig.record.lines, [
      `warn The connection to ${rig.host} was lost (no closing handshake)`,
    ]);

    appliance.serve();
    await appliance.relay.heal();
    await clock.advance(TIMES.max);
    await rig.until('the views', () => rig.messages >= messages + 10);
    await rig.until('the information', () => rig.record.lines.length === 2);
    assert.equal(rig.record.lines[1], `info The connection to ${rig.host} is back`);
    await rig.close();
  });
});
