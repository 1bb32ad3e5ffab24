import assert from 'node:assert/strict';
import { Pacer } from '../../lib/pacer';
import { manualClock, type ManualClock } from '../support/clock';

describe('the pacer', () => {
  let clock: ManualClock;
  let sent: [number, number][];

  beforeEach(() => {
    clock = manualClock();
    sent = [];
  });

  function pacer(interval: number): Pacer<number> {
    return new Pacer(interval, clock, (value, skipped) => sent.push([value, skipped]) > 0);
  }

  it('passes on everything without an interval', () => {
    const all = pacer(0);
    for (const value of [1, 2, 3]) {
      all.offer(value);
      clock.tick(10);
    }
    assert.deepEqual(sent, [
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  it('passes on the newest item of one turn of the loop', () => {
    const all = pacer(0);
    for (const value of [1, 2, 3]) all.offer(value);
    assert.deepEqual(sent, []);
    clock.tick(1);
    assert.deepEqual(sent, [[3, 2]]);
  });

  it('passes on one per interval, the first at once, always the newest', () => {
    const slow = pacer(1000);
    for (let value = 1; value <= 30; value++) {
      slow.offer(value);
      clock.tick(100);
    }
    assert.deepEqual(sent, [
      [1, 0],
      [10, 8],
      [20, 9],
      [30, 9],
    ]);
    clock.tick(5000);
    assert.equal(sent.length, 4);
  });

  it('forgets what it must discard, and counts it', () => {
    const all = pacer(0);
    all.offer(1);
    all.discard();
    clock.tick(10);
    assert.deepEqual(sent, []);
    all.offer(2);
    clock.tick(10);
    assert.deepEqual(sent, [[2, 1]]);
  });

  it('does not let the next wait if there was nothing to pass on', () => {
    const asked: [number, number][] = [];
    const slow = new Pacer<number>(1000, clock, (value, skipped) => {
      asked.push([clock.elapsed(), value]);
      sent.push([value, skipped]);
      return value !== 2;
    });
    for (const value of [1, 2, 3, 4]) {
      slow.offer(value);
      clock.tick(value === 1 ? 2000 : 10);
    }
    clock.tick(2000);
    assert.deepEqual(sent, [
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
    const [, second = [], third = []] = asked;
    assert((third[0] ?? NaN) - (second[0] ?? NaN) < 100);
  });

  it('leaves no timer behind', () => {
    const slow = pacer(1000);
    slow.offer(1);
    clock.tick(10);
    slow.offer(2);
    slow.stop();
    assert.equal(clock.pending(), 0);
  });
});
