import assert from 'node:assert/strict';
import { Pace } from '../../../lib/alert/pace';

/** A pace that has seen such intervals, ms. */
function pace(...intervals: number[]): Pace {
  const pace = new Pace();
  for (const interval of intervals) pace.learn(interval);
  return pace;
}

describe('the pace of updates', () => {
  it('is that of the first interval between updates that did not wait together', () => {
    assert.equal(pace().interval, undefined);
    assert.equal(pace(0, 49).interval, undefined);
    assert.equal(pace(0, 50).interval, 50);
    assert.deepEqual([pace().isBurst(49), pace().isBurst(50)], [true, false]);
  });

  it('follows usual intervals slowly', () => {
    assert.equal(pace(800, 1600).interval, 900);
    assert.equal(pace(800, 400).interval, 750);
  });

  it('takes intervals for usual that are up to three times as long, or as short', () => {
    assert.deepEqual([pace(900).isBurst(299), pace(900).isBurst(300)], [true, false]);
    assert.equal(pace(900, 300).interval, 825);
    assert.equal(pace(900, 2700).interval, 1125);
    assert.deepEqual([pace(900, 299).interval, pace(900, 2701).interval], [900, 900]);
  });

  it('is another one after three that are slower', () => {
    assert.equal(pace(1000, 4000, 5000).interval, 1000);
    assert.equal(pace(1000, 4000, 5000, 6000).interval, 5000);
    assert.equal(pace(1000, 4000, 4000, 4000, 16_000, 16_000).interval, 4000);
  });

  it('is another one after a burst that goes on for three of the usual intervals', () => {
    assert.equal(pace(1000, ...Array<number>(29).fill(100)).interval, 1000);
    assert.equal(pace(1000, ...Array<number>(30).fill(100)).interval, 100);
  });

  it('stays where slow ones and short ones take turns, or usual ones come in between', () => {
    assert.equal(pace(1000, 4000, 4000, 100, 4000, 4000).interval, 1000);
    assert.equal(pace(1000, 4000, 4000, 1000, 4000, 4000).interval, 1000);
    const short = Array<number>(29).fill(100);
    assert.equal(pace(1000, ...short, 4000, ...short).interval, 1000);
    assert.equal(pace(1000, ...short, 1000, 100).interval, 1000);
    assert.equal(pace(1000, 4000, 4000, ...short).interval, 1000);
  });
});
