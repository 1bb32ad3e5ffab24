import assert from 'node:assert/strict';
import { Feed } from '#lib/feed/feed';
import { createEndpoint, ENDPOINT_DEFAULTS } from '#lib/socket/endpoint';
import { answer } from '../support/scripted-system';
import { seeded, SteeredClock } from '../support/steered-clock';
import { within } from '../support/within';
import { Appliance } from './appliance';

const CLIENTS = 100;
/** ms; what the nodes' form starts with. */
const RANGE = { min: 1000, max: 60_000 };
const HANDSHAKE = ENDPOINT_DEFAULTS.handshakeTimeout * 1000;

describe('the clients of a system that restarts', () => {
  let appliance: Appliance;
  let feeds: Feed[];

  beforeEach(async () => {
    appliance = await Appliance.start();
  });
  afterEach(async () => {
    await Promise.all(feeds.map((feed) => feed.close()));
    await appliance.stop();
  });

  /** A hundred clients, each with the same view, that are live. */
  async function connect(clock: SteeredClock): Promise<void> {
    const endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, heartbeat: 0, url: appliance.system.url });
    const view = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };
    feeds = Array.from({ length: CLIENTS }, () => new Feed(endpoint, view, RANGE, clock));
    await settled(clock, CLIENTS);
  }

  /** So many upgrades were asked for, and no client is connecting. */
  async function settled(clock: SteeredClock, upgrades: number): Promise<void> {
    const all = Promise.all([appliance.untilUpgrades(upgrades), clock.untilPending(HANDSHAKE, 0)]);
    await within(8, all, () => `${appliance.upgrades} upgrades of ${upgrades}`);
  }

  /** Ends all connections, and waits until all clients have heard of it. */
  async function restart(clock: SteeredClock): Promise<void> {
    for (const { socket } of appliance.peers) socket.close(1012);
    await within(8, clock.untilPending(ENDPOINT_DEFAULTS.staleAfter * 1000, 0), () => 'Not all are closed');
  }

  /** Lets the clients ask so many times in all; @returns when the system was asked, ms */
  async function asked(clock: SteeredClock, times: number): Promise<number[]> {
    const at: number[] = [];
    for (let before = appliance.upgrades; at.length < times; at.push(clock.elapsed())) {
      await clock.advance(clock.untilNext() ?? Infinity);
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
    it(`come back spread over all of the first interval, with ${name}`, async () => {
      const clock = new SteeredClock(random);
      await connect(clock);
      await restart(clock);
      const start = clock.elapsed();
      const moments = (await asked(clock, CLIENTS)).map((at) => (at - start) / RANGE.min);
      assert(moments.every((moment) => moment >= 0 && moment < 1));
      const mean = moments.reduce((sum, moment) => sum + moment) / CLIENTS;
      // Ten are expected in each. By chance alone, 32 come once in a hundred million runs, and so does that mean.
      assert(
        tenths(moments).every((count) => count < 32),
        tenths(moments).join(' '),
      );
      assert(mean > 0.33 && mean < 0.67, `${mean}`);
      assert.equal(appliance.peers.length, CLIENTS);
    });
  }

  it('come back spread over the longest interval after a long absence, and all within it', async () => {
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
    // Those who wait are anywhere in their interval: 19 are expected in the first tenth, one in the last.
    assert(
      tenths(moments).every((count) => count < 40),
      tenths(moments).join(' '),
    );
  });
});
