import assert from 'node:assert/strict';
import { answer } from '../support/scripted-system';
import { seeded, SteeredClock } from '../support/steered-clock';
import { within } from '../support/within';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

const HOUR = 3_600_000;

/** What an appliance that is away looks like from some hour on. Most of the time nobody is there. */
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

  // Thousands of real connections, on a machine that may have other things to do.
  this.timeout(60_000);
  applianceForEach((started) => {
    appliance = started;
  });

  it('is one line in the log, and the views are back within one step of the backoff', async () => {
    const rig = await Rig.live(appliance, { nodes: 10, clock: new SteeredClock(seeded(24)) });
    const { clock } = rig;
    const { messages } = rig;
    const start = clock.elapsed();
    await rig.lose();
    let longest = 0;
    for (let hour = 0; hour < 24; hour++) {
      await AWAY[hour]?.(appliance);
      while (clock.elapsed() - start < (hour + 1) * HOUR) {
        await within(
          5,
          clock.untilPending(TIMES.handshake, 0),
          () => `An attempt does not end in hour ${hour}`,
        );
        const wait = clock.untilNext() ?? Infinity;
        longest = Math.max(longest, wait);
        await clock.advance(wait);
      }
    }
    await within(8, clock.untilPending(TIMES.handshake, 0), () => 'The last attempt does not end');
    assert(longest <= TIMES.max, `${longest} ms without an attempt`);
    assert.equal(rig.messages, messages);
    // Less than a hundred is what is promised.
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
