import assert from 'node:assert/strict';
import { COUNTER_NAMES } from '../../../lib/documented';
import type { Row, ViewDefinition } from '../../../lib/protocol/frames';
import type { UpdateReader } from '../../../lib/items/update';
import { NewestUpdate } from '../../../nodes/liveview/newest';
import type { Batch } from '../../../nodes/liveview/outlet';
import { MOST_WAITING, UpdateQueue } from '../../../nodes/liveview/queue';
import { MOST_READING_TURNS, Turns } from '../../../nodes/liveview/turns';
import { MOST_ITEMS, UpdateWindow } from '../../../nodes/liveview/window';
import { manualClock, type ManualClock } from '../../support/clock';
import { seeded } from '../../support/steered-clock';
import { CATALOG } from '../../support/scripted-system';
import { readerOf, updateOf } from '../../support/update-of';

const VIEW: ViewDefinition = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };
const COLUMNS = ['name', 'in.shapingdrops'];

let clock: ManualClock;
let batches: Batch[];
let reader: UpdateReader;

beforeEach(() => {
  clock = manualClock();
  batches = [];
  reader = readerOf(VIEW, CATALOG);
});

function send(batch: Batch): void {
  batches.push(batch);
}

function update(rows: Row[], columns = COLUMNS): Batch['update'] {
  return updateOf(reader, { type: 'update', columns, rows });
}

/** The number of each sent update, and how many were skipped before it. */
function sent(): [number, number][] {
  return batches.map((batch) => [batch.update.stamp.number, batch.skipped]);
}

describe('the queue of a liveview node', () => {
  let queue: UpdateQueue;

  beforeEach(() => {
    queue = new UpdateQueue(new Turns(clock), send);
  });

  it('sends every update in order, one per turn', () => {
    const turns: number[] = [];
    for (let count = 0; count < 12; count++) queue.offer(update([['a', count]]), VIEW);
    const watch = (): void => {
      turns.push(batches.length);
      if (batches.length < 12) clock.setImmediate(watch);
    };
    clock.setImmediate(watch);
    assert.equal(batches.length, 0);
    clock.tick(0);
    assert.deepEqual(
      turns,
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    assert.deepEqual(
      sent(),
      Array.from({ length: 12 }, (_, index) => [index + 1, 0]),
    );
  });

  it('drops the oldest when too many wait, and counts it before the next', () => {
    for (let count = 0; count < MOST_WAITING + 5; count++) queue.offer(update([['a', count]]), VIEW);
    clock.tick(0);
    assert.equal(batches.length, MOST_WAITING);
    assert.deepEqual(sent()[0], [6, 5]);
    assert(batches.slice(1).every(({ skipped }) => skipped === 0));
  });

  it('counts an invalid update before the update that follows it', () => {
    queue.offer(update([['a', 1]]), VIEW);
    queue.skip(1);
    queue.skip(1);
    queue.offer(update([['a', 2]]), VIEW);
    queue.offer(update([['a', 3]]), VIEW);
    clock.tick(0);
    assert.deepEqual(sent(), [
      [1, 0],
      [2, 2],
      [3, 0],
    ]);
  });

  it('keeps the count of dropped and invalid updates for the next one that is sent', () => {
    queue.skip(1);
    queue.offer(update([['a', 1]]), VIEW);
    queue.offer(update([['a', 2]]), VIEW);
    queue.end();
    clock.tick(0);
    assert.deepEqual(batches, []);
    queue.offer(update([['a', 3]]), VIEW);
    clock.tick(0);
    assert.deepEqual(sent(), [[3, 3]]);
  });

  it('does not count an update that is sent in another way', () => {
    const taken = update([['a', 2]]);
    queue.offer(update([['a', 1]]), VIEW);
    queue.offer(taken, VIEW);
    // A gateway has repeated it.
    queue.end(taken.with(taken.rows));
    queue.offer(update([['a', 3]]), VIEW);
    clock.tick(0);
    assert.deepEqual(sent(), [[3, 1]]);
  });

  it('leaves nothing behind', () => {
    queue.offer(update([['a', 1]]), VIEW);
    queue.stop();
    assert.equal(clock.pending(), 0);
  });

  it('never falls further behind than allowed, if a flow takes 100 ms and updates come every 20', () => {
    let newest = 0;
    let accounted = 0;
    queue = new UpdateQueue(new Turns(clock), ({ update: { stamp }, skipped }) => {
      accounted += 1 + skipped;
      assert.equal(stamp.number, accounted);
      assert(newest - stamp.number <= MOST_WAITING, `${newest - stamp.number} behind`);
      // What arrived while the flow was busy is read in the next turn.
      clock.setImmediate(() => {
        for (let count = 0; count < 5 && newest < 3000; count++) {
          newest++;
          queue.offer(update([['a', newest]]), VIEW);
        }
      });
    });
    newest++;
    queue.offer(update([['a', 1]]), VIEW);
    for (let turn = 0; turn < 10; turn++) clock.tick(1);
    assert.equal(accounted, 3000);
  });
});

describe('the turns of all liveview nodes', () => {
  it('come one after the other, however much each node has waiting', () => {
    const turns = new Turns(clock);
    const order: string[] = [];
    const queues = ['a', 'b', 'c'].map((name) => new UpdateQueue(turns, () => order.push(name)));
    const [a, b, c] = queues as [UpdateQueue, UpdateQueue, UpdateQueue];
    for (let count = 0; count < 3; count++) a.offer(update([]), VIEW);
    b.offer(update([]), VIEW);
    c.offer(update([]), VIEW);
    c.stop();
    clock.tick(0);
    assert.equal(order.join(''), 'abaa');
    assert.equal(clock.pending(), 0);
  });

  for (const [busy, expected] of [
    [0, 1],
    [0.9, 1],
    [10, 11],
    [5000, MOST_READING_TURNS + 1],
  ] as const) {
    it(`come after the sockets were read: ${expected} later if a flow was busy for ${busy} ms`, () => {
      let elapsed = 0;
      clock.elapsed = () => elapsed;
      let turn = 0;
      const turns: number[] = [];
      const count = (): void => {
        turn++;
        if (turns.length < 2) clock.setImmediate(count);
      };
      const queue = new UpdateQueue(new Turns(clock), () => {
        turns.push(turn);
        // A flow gets its message in the next turn.
        clock.setImmediate(() => (elapsed += busy));
      });
      clock.setImmediate(count);
      queue.offer(update([]), VIEW);
      queue.offer(update([]), VIEW);
      clock.tick(0);
      const [first = 0, second = 0] = turns;
      assert.equal(second - first, expected);
    });
  }

  it('continue after an error', () => {
    const turns = new Turns(clock);
    const queue = new UpdateQueue(turns, ({ update: { stamp } }) => {
      if (stamp.number === 1) throw new Error('no');
      batches.length++;
    });
    queue.offer(update([]), VIEW);
    queue.offer(update([]), VIEW);
    assert.throws(() => {
      clock.tick(0);
    }, /no/);
    clock.tick(0);
    assert.equal(batches.length, 1);
  });
});

describe('the newest update of an interval', () => {
  it('counts the skipped and the invalid ones', () => {
    const newest = new NewestUpdate(1000, clock, send);
    for (let count = 0; count < 11; count++) {
      newest.offer(update([['a', count]]), VIEW);
      if (count === 5) newest.skip(1);
      clock.tick(100);
    }
    clock.tick(1000);
    assert.deepEqual(sent(), [
      [1, 0],
      [10, 9],
      [11, 0],
    ]);
    assert(batches.every(({ updates }) => updates === 1));
  });
});

describe('all updates of an interval', () => {
  let window: UpdateWindow;

  beforeEach(() => {
    window = new UpdateWindow(1000, clock, send);
  });

  /** The values of item `a` in each window. */
  function sums(): unknown[] {
    return batches.map((batch) => batch.update.items()[0]?.['in.shapingdrops']);
  }

  it('are one message per interval, with the last one’s identity, and none without an update', () => {
    for (let count = 0; count < 25; count++) {
      window.offer(update([['a', 1]]), VIEW);
      clock.tick(100);
    }
    clock.tick(10_000);
    assert.deepEqual(sums(), [10, 10, 5]);
    assert.deepEqual(sent(), [
      [10, 0],
      [20, 0],
      [25, 0],
    ]);
    assert.deepEqual(
      batches.map(({ updates }) => updates),
      [10, 10, 5],
    );
    assert.equal(clock.pending(), 0);
  });

  it('are combined over a reconnect, if the columns are the same', () => {
    window.offer(update([['a', 1]]), VIEW);
    reader = readerOf(VIEW, CATALOG);
    window.offer(update([['a', 2]]), VIEW);
    clock.tick(1000);
    assert.deepEqual(sums(), [3]);
    assert.equal(batches[0]?.update.stamp.number, 1);
  });

  it('have the same sums per window as a minute’s updates have, for every counter, over a reconnect', () => {
    const columns = ['name', ...COUNTER_NAMES];
    const random = seeded(1);
    const expected = new Map<string, number>();
    const found = new Map<string, number>();
    const add = (sums: Map<string, number>, name: string, key: string, value: unknown): void => {
      if (typeof value === 'number') sums.set(`${name} ${key}`, (sums.get(`${name} ${key}`) ?? 0) + value);
    };
    for (let count = 0; count < 600; count++) {
      if (count === 250) reader = readerOf(VIEW, CATALOG);
      const names = ['a', 'b', 'c', 'd'].filter(() => random() < 0.7);
      const rows = names.map((name): Row => {
        const values = COUNTER_NAMES.map(() => (random() < 0.2 ? null : Math.floor(random() * 1000)));
        values.forEach((value, index) => {
          add(expected, name, COUNTER_NAMES[index] ?? '', value);
        });
        return [name, ...values];
      });
      window.offer(update(rows, columns), VIEW);
      clock.tick(100);
    }
    window.end();
    for (const batch of batches)
      for (const item of batch.update.items())
        for (const key of COUNTER_NAMES) add(found, item.name, key, item[key]);
    assert.equal(batches.length, 60);
    assert.equal(found.size, 16);
    assert.deepEqual(found, new Map([...found.keys()].map((key) => [key, expected.get(key)])));
    assert.equal(expected.size, found.size);
  });

  it('are sent early if another view or other columns follow', () => {
    window.offer(update([['a', 1]]), VIEW);
    window.offer(update([['a', 2]]), { ...VIEW });
    window.offer(update([['a', 3, 4]], [...COLUMNS, 'more']), { ...VIEW });
    clock.tick(1000);
    assert.deepEqual(sums(), [1, 2, 3]);
  });

  it('are sent when the view is closed', () => {
    window.offer(update([['a', 1]]), VIEW);
    window.skip(1);
    window.end();
    assert.deepEqual(sent(), [[1, 1]]);
    assert.equal(clock.pending(), 0);
  });

  it('are sent early if they have more items than a window keeps', () => {
    const rows = (from: number): Row[] =>
      Array.from({ length: MOST_ITEMS / 2 + 1 }, (_, index) => [`${from + index}`, 1]);
    window.offer(update(rows(0)), VIEW);
    window.offer(update(rows(MOST_ITEMS)), VIEW);
    window.offer(update([['a', 1]]), VIEW);
    assert.deepEqual(
      batches.map((batch) => [batch.update.size, batch.updates]),
      [[MOST_ITEMS + 2, 2]],
    );
    clock.tick(1000);
    assert.deepEqual(batches[1]?.updates, 1);
  });

  it('wait for an interval that is longer than a timer can be', () => {
    const wait = clock.setTimeout.bind(clock);
    // Cuts the wait as Node.js does.
    clock.setTimeout = (callback, ms) => wait(callback, Math.min(ms, 300));
    window.offer(update([['a', 1]]), VIEW);
    clock.tick(990);
    assert.deepEqual(batches, []);
    clock.tick(10);
    assert.deepEqual(sent(), [[1, 0]]);
  });
});
