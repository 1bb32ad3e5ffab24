import assert from 'node:assert/strict';
import type { Peer } from '../support/scripted-system';
import { within } from '../support/within';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

const FLAPS = 1000;

/** The wait after `failures` failures in a row, ms. This clock makes every wait as long as possible. */
function wait({ clock }: Rig, failures: number): number {
  return clock.random() * Math.min(TIMES.max, TIMES.min * 2 ** (failures - 1));
}

/** Everything that must not grow. */
function holdings({ appliance, clock, record }: Rig): object {
  return { open: appliance.relay.open, timers: clock.pending(), lines: record.lines.length };
}

/** This process's sockets, on both sides. Some may be closing. */
function sockets(): number {
  // The types are those of the oldest Node.js, which lacks this method.
  const { getActiveResourcesInfo } = process as { getActiveResourcesInfo?: () => string[] };
  assert(getActiveResourcesInfo);
  return getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}

describe('an appliance that flaps', function () {
  let appliance: Appliance;

  // Thousands of real connections, perhaps on a busy machine.
  this.timeout(60_000);
  applianceForEach((started) => {
    appliance = started;
  });

  /** Lets the appliance flap a thousand times. The waits must grow, and nothing else. */
  async function flap(rig: Rig, script: (peer: Peer) => void): Promise<void> {
    appliance.accept(script);
    appliance.relay.reset();
    let early: object | undefined;
    let socketsEarly = 0;
    // Every view has its own connection.
    const flaps = Math.ceil(FLAPS / rig.views);
    for (let failures = 1; failures <= flaps; failures++) {
      const delay = wait(rig, failures);
      await within(
        8,
        rig.clock.untilPending(delay, rig.views),
        () => `After ${failures} failures nobody waits for ${delay} ms`,
      );
      // Wait for one after the other: before the attempts arrive, no connection is open either.
      await within(8, appliance.relay.untilOpen(0), () => `${appliance.relay.open} are left`);
      if (failures === 100) {
        early = holdings(rig);
        socketsEarly = sockets();
      }
      if (failures < flaps) await rig.clock.advance(delay);
    }
    assert.deepEqual(holdings(rig), early);
    assert(sockets() <= socketsEarly + 10, `${sockets()} sockets, ${socketsEarly} before`);
    appliance.serve();
    const { messages } = rig;
    await rig.clock.advance(TIMES.max);
    await rig.until('the views', () => rig.messages >= messages + rig.ids.length);
    assert.equal(appliance.relay.open, rig.views);
  }

  for (const nodes of [1, 10]) {
    it(`accepts and drops at once, 1,000 times, with ${nodes} nodes`, async () => {
      const rig = await Rig.live(appliance, { nodes });
      await flap(rig, ({ socket }) => {
        socket.terminate();
      });
      assert.equal(rig.record.lines.length, 2, 'lost, and back');
      await rig.close();
    });
  }

  it('shows an update and drops, 1,000 times: that is not a return, and not logged each time', async () => {
    const rig = await Rig.live(appliance, { nodes: 1 });
    await flap(rig, (peer) => {
      peer.catalog();
      void peer.view().then(() => {
        appliance.update(peer);
        peer.socket.close(1012);
      });
    });
    const kinds = (): string[] => rig.record.lines.map((line) => line.split(' ')[0] ?? '');
    // It was back once and lost again at once. From then on it must stay to count as back.
    assert.deepEqual(kinds(), ['warn', 'info', 'warn']);
    await rig.clock.advance(10_000);
    assert.deepEqual(kinds(), ['warn', 'info', 'warn', 'info']);
    await rig.close();
  });
});
