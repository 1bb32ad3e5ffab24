import assert from 'node:assert/strict';
import { oneByOne } from '#lib/one-by-one';
import type { Clock } from '#lib/clock';
import { manualClock } from '../support/clock';

describe('a clock with one immediate per turn', () => {
  let turns: (() => void)[];
  let clock: Clock;
  let said: string[];
  let idle: number;

  beforeEach(() => {
    turns = [];
    said = [];
    idle = 0;
    clock = oneByOne({ ...manualClock(), setImmediate: (callback) => turns.push(callback) }, () => idle);
  });

  function turn(): void {
    for (const callback of turns.splice(0)) callback();
  }

  function wait(word: string): unknown {
    return clock.setImmediate(() => said.push(word));
  }

  it('runs them in order', () => {
    for (const word of ['a', 'b', 'c']) wait(word);
    for (const expected of [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c']]) {
      turn();
      assert.deepEqual(said, expected);
    }
    assert.equal(turns.length, 0);
  });

  it('lets what one of them puts off run before the next', () => {
    clock.setImmediate(() => {
      turns.push(() => said.push('message of a'));
    });
    wait('b');
    turn();
    turn();
    assert.deepEqual(said, ['message of a', 'b']);
  });

  it('runs none that was cleared, and the rest', () => {
    wait('a');
    const cleared = wait('b');
    wait('c');
    clock.clearImmediate(cleared);
    turn();
    turn();
    turn();
    assert.deepEqual(said, ['a', 'c']);
  });

  it('begins again after all were cleared, or one has waited again from within', () => {
    clock.clearImmediate(wait('a'));
    turn();
    clock.setImmediate(() => {
      wait('c');
    });
    wait('b');
    turn();
    assert.deepEqual(said, []);
    turn();
    turn();
    turn();
    assert.deepEqual(said, ['b', 'c']);
  });

  it('runs the first at once where the loop has been idle since, and not a second one', () => {
    idle = 5;
    wait('a');
    assert.deepEqual(said, ['a']);
    wait('b');
    wait('c');
    assert.deepEqual(said, ['a']);
    idle = 9;
    // The others were first.
    wait('d');
    turn();
    turn();
    turn();
    assert.deepEqual(said, ['a', 'b', 'c', 'd']);
    wait('e');
    assert.deepEqual(said, ['a', 'b', 'c', 'd']);
    turn();
    idle = 10;
    wait('f');
    assert.deepEqual(said, ['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('goes on after one that has thrown', () => {
    clock.setImmediate(() => {
      throw new Error('broken');
    });
    wait('b');
    assert.throws(turn, /broken/);
    turn();
    assert.deepEqual(said, ['b']);
  });
});
