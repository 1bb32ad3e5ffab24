import assert from 'node:assert/strict';
import { Judged } from '../../../lib/alert/judged';
import type { Stamp } from '../../../lib/alert/timeline';

function stamp(connection: unknown, update: number | undefined, more: Partial<Stamp> = {}): Stamp {
  const times = { time: undefined, received: 1000, dated: true, arrived: 0, taken: 0 };
  return { connection, update, ...times, updates: 1, skipped: 0, ...more };
}

describe('the updates that were judged', () => {
  it('are known by connection and number', () => {
    const judged = new Judged();
    judged.add(stamp(1, 7));
    judged.add(stamp('own', 3));
    const known = [stamp(1, 7), stamp(1, 6), stamp(1, 8), stamp('own', 3), stamp('own', 4), stamp(2, 1)];
    assert.deepEqual(
      known.map((each) => judged.has(each)),
      [true, true, false, true, false, false],
    );
    judged.add(stamp(1, 8));
    assert.deepEqual([judged.has(stamp(1, 8)), judged.has(stamp('own', 3))], [true, true]);
  });

  it('are not those of a sender that has started again: its numbers begin again, but later', () => {
    const judged = new Judged([[1, 7, 1000]]);
    assert.deepEqual(
      [999, 1000, 1001].map((received) => judged.has(stamp(1, 1, { received }))),
      [true, true, false],
    );
    assert.equal(judged.has(stamp(1, 1, { received: 2000, dated: false })), true);
  });

  it('have a number', () => {
    const judged = new Judged();
    judged.add(stamp(1, undefined));
    assert.deepEqual(judged.list(), []);
    judged.add(stamp(1, 7));
    assert.equal(judged.has(stamp(1, undefined)), false);
  });

  it('are those of the last eight connections', () => {
    const judged = new Judged();
    for (let connection = 1; connection <= 9; connection++) judged.add(stamp(connection, 1));
    judged.add(stamp(2, 5));
    assert.deepEqual(
      judged.list().map(([connection, update]) => [connection, update]),
      [[3, 1], [4, 1], [5, 1], [6, 1], [7, 1], [8, 1], [9, 1], [2, 5]], // prettier-ignore
    );
  });
});
