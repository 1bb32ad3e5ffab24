import assert from 'node:assert/strict';
import type { LiveViewError } from '../../lib/errors';
import { Backoff } from '../../lib/feed/backoff';
import { FeedPool, type Subscription } from '../../lib/feed/pool';
import type { FeedState } from '../../lib/feed/feed';
import { viewKey } from '../../lib/feed/view-key';
import { ViewSwitch } from '../../nodes/liveview/view-switch';
import type { Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import { manualClock, type ManualClock } from '../support/clock';
import { answer, type Peer, ScriptedSystem } from '../support/scripted-system';
import { Signal } from '../support/signal';

const RANGE = { min: 1000, max: 60_000 };

function view(distribution: string): ViewDefinition {
  return { distributions: [{ name: distribution }], filters: [], expand: true };
}
const HOSTS = view('Local Host');
const SERVICES = view('Service');

let system: ScriptedSystem;
let clock: ManualClock;
let pool: FeedPool;
let log: string[];
let changes: Signal;

beforeEach(async () => {
  changes = new Signal();
  system = await ScriptedSystem.start();
  clock = manualClock();
  log = [];
  pool = new FeedPool(
    createEndpoint({ ...ENDPOINT_DEFAULTS, heartbeat: 0, url: system.url }),
    RANGE,
    {
      lost: (error) => {
        changes.after(() => log.push(`lost ${error.code}`));
      },
      back: () => {
        changes.after(() => log.push('back'));
      },
    },
    clock,
  );
});
afterEach(async () => {
  const closing = pool.close();
  clock.tick(2000);
  await closing;
  await system.stop();
  assert.equal(clock.pending(), 0, 'no timer is left');
});

/** Serves a client a catalogue, and an update with one item of this name. */
async function serve(peer: Peer, name: string): Promise<void> {
  peer.catalog();
  await peer.view();
  peer.update([[name, 1, null]]);
}

/** A reader, and everything that it was notified of. */
class Reader {
  readonly states: string[] = [];
  readonly names: string[] = [];
  readonly subscription: Subscription;

  constructor(definition: ViewDefinition) {
    this.subscription = pool.subscribe(definition, {
      state: (state) => {
        changes.after(() => this.states.push(describeState(state)));
      },
      update: (update) => {
        changes.after(() => this.names.push(nameOf(update)));
      },
      report: (error) => {
        changes.after(() => this.states.push(error.code));
      },
    });
  }
}

function describeState(state: FeedState): string {
  return 'error' in state ? `${state.phase} ${state.error.code}` : state.phase;
}

function nameOf(update: Update): string {
  return update.items()[0]?.name ?? 'none';
}

describe('backoff', () => {
  it('spreads over all of a range that doubles up to its cap', () => {
    const backoff = new Backoff(RANGE, clock);
    clock.chance = 0.999;
    const ceilings = Array.from({ length: 9 }, () => Math.round(backoff.next() / 999));
    assert.deepEqual(ceilings, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    clock.chance = 0;
    assert.equal(backoff.next(), 0);
    backoff.reset();
    clock.chance = 0.5;
    assert.equal(backoff.next(), 500);
  });
});

describe('backoff from 0', () => {
  it('still grows, so that an absent appliance is not asked without a pause', () => {
    const fixed = { ...manualClock(), random: () => 1 };
    const backoff = new Backoff({ min: 0, max: 60_000 }, fixed);
    const delays = Array.from({ length: 14 }, () => backoff.next());
    assert.deepEqual([delays[1], delays[5], delays[13]], [20, 320, 60_000]);
    const none = new Backoff({ min: 0, max: 0 }, fixed);
    assert(none.next() > 0 && none.longest() > 0);
  });
});

describe('the key of a view', () => {
  const filter = { mode: 'include' as const, name: 'Host', values: ['a', 'b'] };
  const other = { mode: 'exclude' as const, name: 'Service', values: [1] };

  it('treats filters and their values as sets', () => {
    const same = viewKey({ ...HOSTS, filters: [other, { ...filter, values: ['b', 'a', 'b'] }, other] });
    assert.equal(viewKey({ ...HOSTS, filters: [filter, other] }), same);
  });

  it('differs for everything else', () => {
    const keys = [
      HOSTS,
      SERVICES,
      { ...HOSTS, expand: false },
      { ...HOSTS, columns: ['name'] },
      { ...HOSTS, distributions: [{ name: 'Local Host', arg: 'x' }] },
      { ...HOSTS, distributions: [...HOSTS.distributions, ...SERVICES.distributions] },
      { ...HOSTS, distributions: [...SERVICES.distributions, ...HOSTS.distributions] },
      { ...HOSTS, filters: [other] },
      { ...HOSTS, filters: [{ ...other, values: ['1'] }] },
      { ...HOSTS, filters: [{ ...other, mode: 'include' as const }] },
    ].map(viewKey);
    assert.equal(new Set(keys).size, keys.length);
  });
});

describe('the pool', () => {
  it('serves two readers of one view from one socket, and parses each update once', async () => {
    const first = new Reader(HOSTS);
    const second = new Reader({ ...HOSTS });
    await serve(await system.peer(0), 'a');
    await changes.until(() => second.names.length === 1);
    assert.deepEqual([first.names, second.names, system.peers.length], [['a'], ['a'], 1]);
    assert.deepEqual(first.states, ['live']);
  });

  it('opens another socket for another view', async () => {
    new Reader(HOSTS);
    new Reader(SERVICES);
    const views = await Promise.all(
      [0, 1].map(async (index) => {
        const peer = await system.peer(index);
        peer.catalog();
        return (await peer.view()).distributions[0]?.name;
      }),
    );
    assert.deepEqual(views.sort(), ['Local Host', 'Service']);
  });

  it('keeps the socket for a moment when the last reader leaves', async () => {
    const first = new Reader(HOSTS);
    const peer = await system.peer(0);
    await serve(peer, 'a');
    await changes.until(() => first.names.length === 1);
    first.subscription.release('grace');
    clock.tick(1990);
    const second = new Reader(HOSTS);
    clock.tick(1990);
    peer.update([['b', 1, 1]]);
    await changes.until(() => second.names.length === 1);
    assert.deepEqual([system.peers.length, first.names], [1, ['a']]);
    second.subscription.release('grace');
    second.subscription.release('grace');
    clock.tick(2000);
    await peer.closed();
  });

  it('closes it at once on request, but not while another reads', async () => {
    const first = new Reader(HOSTS);
    const second = new Reader(HOSTS);
    const peer = await system.peer(0);
    await serve(peer, 'a');
    await changes.until(() => second.names.length === 1);
    first.subscription.release('now');
    peer.update([['b', 1, 1]]);
    await changes.until(() => second.names.length === 2);
    second.subscription.release('now');
    await peer.closed();
    assert.equal(peer.closeCode, 1000);
  });

  it('holds no update of a view that is closed', async () => {
    const reader = new Reader(HOSTS);
    await serve(await system.peer(0), 'a');
    await changes.until(() => reader.names.length === 1);
    const { feed } = reader.subscription;
    assert(feed.latest);
    reader.subscription.release('now');
    assert.equal(feed.latest, undefined);
  });

  it('connects again after a loss, within a backoff step, and reports each event once', async () => {
    const reader = new Reader(HOSTS);
    const other = new Reader(SERVICES);
    await serve(await system.peer(0), 'a');
    await serve(await system.peer(1), 'b');
    await changes.until(() => reader.names.length === 1 && other.names.length === 1);
    for (const peer of system.peers) peer.socket.terminate();
    await changes.until(() => [reader, other].every(({ states }) => states.includes('backoff lost')));
    clock.tick(1000);
    await serve(await system.peer(2), 'c');
    await serve(await system.peer(3), 'd');
    await changes.until(() => log.length === 2);
    assert.deepEqual(log, ['lost lost', 'back']);
    await changes.until(() => reader.names.length === 2);
  });

  it('asks again only after the longest delay where the credentials are refused', async () => {
    system.upgrade = answer(401);
    const reader = new Reader(HOSTS);
    await changes.until(() => reader.states.includes('backoff no-credentials'));
    system.upgrade = undefined;
    clock.tick(59_990);
    assert.equal(system.peers.length, 0);
    clock.tick(10);
    await serve(await system.peer(0), 'a');
    await changes.until(() => reader.names.length === 1);
  });

  it('does not ask again for a refused view until a new reader wants it', async () => {
    const reader = new Reader(HOSTS);
    (await system.peer(0)).socket.close(4400, 'no');
    await changes.until(() => reader.states.includes('refused view-refused'));
    assert.equal(clock.pending(), 0);
    const second = new Reader(HOSTS);
    await serve(await system.peer(1), 'a');
    await changes.until(() => second.names.length === 1);
    assert.deepEqual(log, [], 'a refused view is no lost appliance');
  });

  it('restarts the backoff only after a stable period', async () => {
    const delays: number[] = [];
    const setTimeout = clock.setTimeout.bind(clock);
    clock.setTimeout = (callback, ms) => {
      // All deadlines are longer than the delays.
      if (ms < ENDPOINT_DEFAULTS.handshakeTimeout * 1000) delays.push(ms);
      return setTimeout(callback, ms);
    };
    const reader = new Reader(HOSTS);
    for (const [index, liveFor] of [0, 9990, 10_000].entries()) {
      const peer = await system.peer(index);
      await serve(peer, 'a');
      await changes.until(() => reader.names.length === index + 1);
      clock.tick(liveFor);
      peer.socket.terminate();
      await changes.until(
        () => reader.states.filter((state) => state === 'backoff lost').length === index + 1,
      );
      clock.tick(1000);
    }
    assert.deepEqual(delays, [500, 1000, 500]);
  });

  describe('with waiting views', () => {
    /** A reader whose view waits a minute for its next attempt. */
    async function waiting(definition: ViewDefinition): Promise<Reader> {
      system.upgrade = answer(401);
      const reader = new Reader(definition);
      await changes.until(() => reader.states.includes('backoff no-credentials'));
      system.upgrade = undefined;
      return reader;
    }

    it('tries them when another view gets an answer, spread over a second', async () => {
      const readers = [await waiting(HOSTS), await waiting(SERVICES)];
      const chances = [0.2, 0.8];
      clock.random = () => chances.shift() ?? 1;
      const other = new Reader(view('Server Hostname'));
      await serve(await system.peer(0), 'a');
      await changes.until(() => other.names.length === 1);
      clock.tick(190);
      assert.equal(system.peers.length, 1);
      clock.tick(10);
      await serve(await system.peer(1), 'b');
      await changes.until(() => readers[0]?.names.length === 1);
      clock.tick(590);
      assert.equal(system.peers.length, 2);
      clock.tick(10);
      await serve(await system.peer(2), 'c');
      await changes.until(() => readers[1]?.names.length === 1);
    });

    it('tries them also when the other view is refused, because the appliance is there', async () => {
      await waiting(HOSTS);
      const other = new Reader(SERVICES);
      const peer = await system.peer(0);
      peer.catalog();
      await peer.view();
      peer.socket.close(4400, 'no');
      await changes.until(() => other.states.includes('refused view-refused'));
      clock.tick(500);
      await system.peer(1);
    });

    it('tries them when the catalogue could be fetched, and not when it could not', async () => {
      const reader = await waiting(HOSTS);
      system.upgrade = answer(503);
      await assert.rejects(pool.catalog());
      system.upgrade = undefined;
      clock.tick(1000);
      assert.equal(system.peers.length, 0);
      system.onPeer = (peer) => {
        void serve(peer, 'a');
      };
      await pool.catalog();
      clock.tick(500);
      await changes.until(() => reader.names.length === 1);
    });

    it('leaves a refused view alone', async () => {
      const refused = new Reader(HOSTS);
      (await system.peer(0)).socket.close(4400, 'no');
      await changes.until(() => refused.states.includes('refused view-refused'));
      const other = new Reader(SERVICES);
      await serve(await system.peer(1), 'a');
      await changes.until(() => other.names.length === 1);
      pool.wake(true);
      clock.tick(2000);
      assert.equal(system.peers.length, 2);
    });

    it('tries at once a view that a user wants to see', async () => {
      const reader = await waiting(HOSTS);
      reader.subscription.feed.tryNow();
      assert.equal(reader.states.at(-1), 'connecting');
      await serve(await system.peer(0), 'a');
      await changes.until(() => reader.names.length === 1);
    });

    for (const [who, asked, most] of [
      ['others that come again and again', false, 20],
      ['users who ask again and again', true, 65],
    ] as const) {
      it(`does not try a failing view without a pause because of ${who}`, async () => {
        let attempts = 0;
        const setTimeout = clock.setTimeout.bind(clock);
        clock.setTimeout = (callback, ms) => {
          // This is the deadline of an attempt's first stage.
          if (ms === ENDPOINT_DEFAULTS.handshakeTimeout * 1000) attempts++;
          return setTimeout(callback, ms);
        };
        system.upgrade = answer(503);
        const reader = new Reader(HOSTS);
        for (let tenths = 0; tenths < 600; tenths++) {
          await changes.until(() => reader.states.length === attempts);
          pool.wake(asked);
          clock.tick(100);
        }
        await changes.until(() => reader.states.length === attempts);
        assert(attempts > 5 && attempts <= most, `${attempts} attempts in a minute`);
      });
    }

    it('still tries soon a view that users have tried in vain', async () => {
      system.upgrade = answer(503);
      const reader = new Reader(HOSTS);
      for (let attempt = 1; attempt <= 12; attempt++) {
        await changes.until(() => reader.states.filter((state) => state !== 'connecting').length === attempt);
        if (attempt === 12) break;
        if (attempt % 2 === 0) reader.subscription.feed.tryNow();
        else pool.wake(true);
        clock.tick(1000);
      }
      system.upgrade = undefined;
      pool.wake();
      clock.tick(500);
      await system.peer(0);
    });
  });

  it('fetches the catalogue from a view that is up, without another socket', async () => {
    const reader = new Reader(HOSTS);
    await serve(await system.peer(0), 'a');
    await changes.until(() => reader.names.length === 1);
    assert.equal((await pool.catalog()).system.name, 'scripted');
    assert.equal(system.peers.length, 1);
  });

  it('otherwise fetches it with one short socket, however many ask', async () => {
    const both = Promise.all([pool.catalog(), pool.catalog()]);
    const peer = await system.peer(0);
    peer.catalog();
    assert.deepEqual(
      (await both).map(({ services }) => services.length),
      [2, 2],
    );
    await peer.closed();
    assert.deepEqual([system.peers.length, peer.received], [1, []]);
  });

  it('says why it could not be fetched, and tries again for the next reader', async () => {
    system.upgrade = answer(404);
    await assert.rejects(pool.catalog(), { code: 'wrong-path' });
    system.upgrade = undefined;
    const again = pool.catalog();
    (await system.peer(0)).catalog();
    await again;
  });

  it('ends everything at once, including unfinished attempts', async () => {
    system.upgrade = () => undefined;
    new Reader(HOSTS);
    const catalog = assert.rejects(pool.catalog(), { code: 'closed' });
    await pool.close();
    await catalog;
    assert.throws(() => new Reader(HOSTS), { code: 'closed' });
    await assert.rejects(pool.catalog(), { code: 'closed' });
  });
});

describe('updates that an appliance forwards', () => {
  function send(peer: Peer, number: number, connection = 'upstream'): void {
    peer.send({ type: 'update', id: { connection, number }, columns: ['name'], rows: [] });
  }

  it('count as missing where their numbers have gaps, also over a reconnect', async () => {
    const seen: (number | string)[] = [];
    pool.subscribe(HOSTS, {
      state: () => undefined,
      report: () => undefined,
      skipped: (count) => seen.push(`${count} missing`),
      update: ({ stamp }) => {
        changes.after(() => seen.push(stamp.number));
      },
    });
    const first = await system.peer(0);
    first.catalog();
    await first.view();
    for (const number of [4, 5, 9]) send(first, number);
    // One of the three missing updates is this broken frame.
    first.send('{');
    send(first, 13);
    await changes.until(() => seen.at(-1) === 13);
    first.socket.close(1001);
    await first.closed();
    await changes.until(() => log.length > 0);
    clock.tick(1000);
    const second = await system.peer(1);
    second.catalog();
    await second.view();
    send(second, 13);
    send(second, 15);
    send(second, 3, 'another');
    await changes.until(() => seen.at(-1) === 3);
    const missing = (count: number): string => `${count} missing`;
    assert.deepEqual(seen, [4, 5, missing(3), 9, missing(1), missing(2), 13, 13, missing(1), 15, 3]);
  });
});

describe('the view switch', () => {
  let shown: string[];
  let states: string[];
  let views: ViewSwitch;

  beforeEach(() => {
    shown = [];
    states = [];
    views = new ViewSwitch(() => pool, {
      update: (update, definition) => {
        changes.after(() => shown.push(`${definition.distributions[0]?.name ?? ''}: ${nameOf(update)}`));
      },
      skipped: () => {
        changes.after(() => shown.push('skipped'));
      },
      state: (state) => {
        changes.after(() => states.push(describeState(state)));
      },
      report: (error: LiveViewError) => {
        changes.after(() => states.push(error.code));
      },
      gone: () => {
        changes.after(() => states.push('gone'));
      },
    });
  });

  async function showHosts(): Promise<Peer> {
    const opened = views.open(HOSTS);
    const peer = await system.peer(system.peers.length);
    await serve(peer, 'a');
    await opened;
    return peer;
  }

  it('changes the view without a gap: the new one delivers before the old one closes', async () => {
    const old = await showHosts();
    const changed = views.open(SERVICES);
    const next = await system.peer(1);
    next.catalog();
    await next.view();
    old.update([['still', 1, 1]]);
    await changes.until(() => shown.length === 2);
    assert.equal(old.closeCode, undefined);
    next.update([['new', 1, 1]]);
    await changed;
    await old.closed();
    assert.deepEqual(shown, ['Local Host: a', 'Local Host: still', 'Service: new']);
    assert.equal(system.open, 1);
  });

  it('keeps the old view when the new one is refused, and says why', async () => {
    const old = await showHosts();
    const refused = assert.rejects(views.open(view('Nonsense')), {
      code: 'view-refused',
      message: /no Nonsense/,
    });
    const next = await system.peer(1);
    next.catalog();
    await next.view();
    next.send({ type: 'error', code: 'unknown-distribution', message: 'no Nonsense', fatal: true });
    next.socket.close(4400);
    await refused;
    old.update([['still', 1, 1]]);
    await changes.until(() => shown.length === 2);
    assert.deepEqual(states, ['connecting', 'live']);
  });

  it('keeps the old view when the appliance has too many views', async () => {
    const old = await showHosts();
    system.upgrade = answer(503);
    await assert.rejects(views.open(SERVICES), { code: 'too-many-views' });
    old.update([['still', 1, 1]]);
    await changes.until(() => shown.length === 2);
  });

  it('does nothing for the view that it already shows', async () => {
    await showHosts();
    await views.open({ ...HOSTS });
    assert.equal(system.peers.length, 1);
  });

  it('lets the newest of several requests win', async () => {
    await showHosts();
    system.onPeer = (peer) => {
      peer.catalog();
      void peer.view().then((frame) => {
        peer.update([[`of ${frame.distributions[0]?.name ?? ''}`, 1, 1]]);
      });
    };
    const overtaken = views.open(SERVICES);
    const newest = views.open(view('NetObject Level'));
    await Promise.all([overtaken, newest]);
    await changes.until(() => shown.length > 1);
    assert.deepEqual(shown, ['Local Host: a', 'NetObject Level: of NetObject Level']);
  });

  it('returns to the old view when you ask for it before the new one delivers', async () => {
    await showHosts();
    const overtaken = views.open(SERVICES);
    await views.open(HOSTS);
    await overtaken;
    assert.equal(shown.length, 1);
  });

  it('says why the first view was refused, and tries it again on request', async () => {
    const refused = assert.rejects(views.open(HOSTS), { code: 'view-refused' });
    (await system.peer(0)).socket.close(4400, 'no');
    await refused;
    assert.deepEqual(states, ['connecting', 'refused view-refused']);
    const again = views.open(HOSTS);
    await serve(await system.peer(1), 'a');
    await again;
    assert.deepEqual(shown, ['Local Host: a']);
  });

  it('says that the appliance is back, even if another view has replaced the lost one', async () => {
    const peer = await showHosts();
    peer.socket.close(1012);
    await changes.until(() => log.length === 1);
    const changed = views.open(SERVICES);
    await serve(await system.peer(1), 'b');
    await changed;
    assert.deepEqual(log, ['lost ended', 'back']);
  });

  it('forgets the refusal of a view that has delivered since', async () => {
    system.upgrade = answer(503);
    await assert.rejects(views.open(HOSTS), { code: 'too-many-views' });
    await assert.rejects(views.open(HOSTS), { code: 'too-many-views' }, 'it waits for the next attempt');
    system.upgrade = undefined;
    clock.tick(1000);
    await serve(await system.peer(0), 'a');
    await changes.until(() => shown.length === 1);
    await views.open(HOSTS);
  });

  it('reports once that a view which has delivered is refused when it comes back', async () => {
    const peer = await showHosts();
    peer.socket.close(1012);
    await changes.until(() => states.includes('backoff ended'));
    clock.tick(1000);
    const again = await system.peer(1);
    again.catalog();
    await again.view();
    again.socket.close(4400, 'gone');
    await changes.until(() => states.includes('refused view-refused'));
    assert.deepEqual(states.slice(-2), ['refused view-refused', 'view-refused']);
  });

  it('takes over the newest update of a view that others already show', async () => {
    const other = new Reader(SERVICES);
    await serve(await system.peer(0), 's');
    await changes.until(() => other.names.length === 1);
    await views.open(SERVICES);
    assert.deepEqual(shown, ['Service: s']);
  });

  it('settles open requests when it is closed', async () => {
    const opened = views.open(HOSTS);
    views.close('now');
    await opened;
  });
});
