import assert from 'node:assert/strict';
import { Feed } from '../../lib/feed/feed';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import { answer } from '../support/scripted-system';
import { seeded, SteeredClock } from '../support/steered-clock';
import { within } from '../support/within';
import { Appliance } from './appliance';

const CLIENTS = 100;
/** The defaults of the nodes' form, ms. */
const RANGE = { min: 1000, max: 60_000 };
const HANDSHAKE = ENDPOINT_DEFAULTS.handshakeTimeout * 1000;

describe('the clients of an appliance that restarts', () => {
  let appliance: Appliance;
  let feeds: Feed[];

  beforeEach(async () => {
    appliance = await Appliance.start();
  });
  afterEach(async () => {
    await Promise.all(feeds.map((feed) => feed.close()));
    await appliance.stop();
  });

  /** A hundred live clients, all with the same view. */
  async function connect(clock: SteeredClock): Promise<void> {
    const endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, heartbeat: 0, url: appliance.system.url });
    const view = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };
    feeds = Array.from({ length: CLIENTS }, () => new Feed(endpoint, view, RANGE, clock));
    await settled(clock, CLIENTS);
  }

  /** Resolves when `upgrades` upgrades were requested and no client is connecting. */
  async function settled(clock: SteeredClock, upgrades: number): Promise<void> {
    await within(8, appliance.untilUpgrades(upgrades), () => `${appliance.upgrades} upgrades of ${upgrades}`);
    await within(8, clock.untilNone(HANDSHAKE), () => `${clock.pending(HANDSHAKE)} attempts do not end`);
  }

  /** Ends all connections, and waits until both sides have noticed. */
  async function restart(clock: SteeredClock): Promise<void> {
    const { peers } = appliance;
    for (const { socket } of peers) socket.close(1012);
    const closed = Promise.all(peers.map((peer) => peer.closed()));
    await within(8, closed, () => `${appliance.peers.length} are not closed`);
    const stale = ENDPOINT_DEFAULTS.staleAfter * 1000;
    await within(8, clock.untilNone(stale), () => `${clock.pending(stale)} clients have not heard`);
  }

  /** Lets the clients ask `times` times in all. @returns the times at which the appliance was asked, ms */
  async function asked(clock: SteeredClock, times: number): Promise<number[]> {
    const at: number[] = [];
    for (let before = appliance.upgrades; at.length < times; at.push(clock.elapsed())) {
      await clock.advanceToNext();
      await settled(clock, before + at.length + 1);
    }
    return at;
  }

  /** How many of the moments, from 0 to 1, are in each tenth. */
  function tenths(moments: readonly number[]): number[] {
    return Array.from(
      { length: 10 },
      (_, tenth) => moments.filter((moment) => Math.floor(moment * 10) === tenth).length,
    );
  }

  const chances: [string, () => number][] = [
    ['chance from a seed', seeded(100)],
    ['real chance', Math.random],
  ];
  for (const [name, random] of chances) {
    it(`return spread over all of the first interval, with ${name}`, async () => {
      const clock = new SteeredClock(random);
      await connect(clock);
      await restart(clock);
      const start = clock.elapsed();
      const moments = (await asked(clock, CLIENTS)).map((at) => (at - start) / RANGE.min);
      assert(moments.every((moment) => moment >= 0 && moment < 1));
      const mean = moments.reduce((sum, moment) => sum + moment) / CLIENTS;
      // Ten are expected in each tenth. Chance alone gives 32, or so low a mean, once in a hundred million
      // runs.
      assert(
        tenths(moments).every((count) => count < 32),
        tenths(moments).join(' '),
      );
      assert(mean > 0.33 && mean < 0.67, `${mean}`);
      assert.equal(appliance.peers.length, CLIENTS);
    });
  }

  it('return spread over the longest interval after a long absence, and all within it', async () => {
    const clock = new SteeredClock(seeded(200));
    await connect(clock);
    appliance.answer(answer(503));
    await restart(clock);
    await asked(clock, 12 * CLIENTS);
    appliance.serve();
    const start = clock.elapsed();
    const moments = (await asked(clock, CLIENTS)).map((at) => (at - start) / RANGE.max);
    assert.equal(appliance.peers.length, CLIENTS, 'each has come once');
    assert(moments.every((moment) => moment < 1));
    // A waiting client is anywhere in its interval: 19 are expected in the first tenth, one in the last.
    assert(
      tenths(moments).every((count) => count < 40),
      tenths(moments).join(' '),
    );
  });
});
