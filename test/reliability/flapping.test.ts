import assert from 'node:assert/strict';
import type { Peer } from '../support/scripted-system';
import { within } from '../support/within';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

const FLAPS = 1000;

/** The wait after so many failures in a row, as the clock's chance makes all waits as long as they can be, ms. */
function wait({ clock }: Rig, failures: number): number {
  return clock.random() * Math.min(TIMES.max, TIMES.min * 2 ** (failures - 1));
}

/** What does not grow, whatever happens how often. */
function holdings({ appliance, clock, record }: Rig): object {
  return { open: appliance.relay.open, timers: clock.pending(), lines: record.lines.length };
}

/** Sockets of this process, of both sides. Some may be on their way out. */
function sockets(): number {
  // The types are those of the oldest Node.js, and do not have it yet.
  const { getActiveResourcesInfo } = process as { getActiveResourcesInfo?: () => string[] };
  assert(getActiveResourcesInfo);
  return getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
}

describe('a system that flaps', function () {
  let appliance: Appliance;

  // Thousands of real connections, on a machine that may have other things to do.
  this.timeout(60_000);
  applianceForEach((started) => {
    appliance = started;
  });

  /** Lets it flap a thousand times; the waits grow all the same, and nothing else does. */
  async function flap(rig: Rig, script: (peer: Peer) => void): Promise<void> {
    appliance.accept(script);
    appliance.relay.reset();
    let early: object | undefined;
    let socketsEarly = 0;
    // A view has a connection of its own.
    const flaps = Math.ceil(FLAPS / rig.views);
    for (let failures = 1; failures <= flaps; failures++) {
      const delay = wait(rig, failures);
      await within(
        8,
        Promise.all([rig.clock.untilPending(delay, rig.views), appliance.relay.untilOpen(0)]),
        () => `After ${failures} failures nobody waits for ${delay} ms`,
      );
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

  it('shows an update and drops, 1,000 times: that is no return, and is not said each time', async () => {
    const rig = await Rig.live(appliance, { nodes: 1 });
    await flap(rig, (peer) => {
      peer.catalog();
      void peer.view().then(() => {
        appliance.update(peer);
        peer.socket.close(1012);
      });
    });
    const kinds = (): string[] => rig.record.lines.map((line) => line.split(' ')[0] ?? '');
    // It was back once, and lost again at once; from then on it has to stay to be back.
    assert.deepEqual(kinds(), ['warn', 'info', 'warn']);
    await rig.clock.advance(10_000);
    assert.deepEqual(kinds(), ['warn', 'info', 'warn', 'info']);
    await rig.close();
  });
});
