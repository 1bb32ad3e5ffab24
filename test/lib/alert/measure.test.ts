import assert from 'node:assert/strict';
import { Measurer } from '#lib/alert/measure';
import { readConditions } from '#lib/alert/read-settings';

type Item = Record<string, unknown>;

/** What a condition makes of two updates, 2 s apart. */
function measured(measure: string, before: Item | undefined, now: Item, seconds = 2): number {
  const measurer = new Measurer(readConditions([{ column: 'a', measure, of: 'b', op: 'gt', raise: 0 }]));
  const memory: number[] = [];
  if (before) measurer.remember(before, memory);
  return measurer.measure(0, now, before && memory, seconds);
}

describe('a measure', () => {
  const table: [string, Item | undefined, Item, number][] = [
    ['value', undefined, { a: 7 }, 7],
    ['value', undefined, { a: 0 }, 0],
    ['value', undefined, { a: -1.5 }, -1.5],
    ['value', undefined, { a: null }, NaN],
    ['value', undefined, {}, NaN],
    ['value', undefined, { a: '7' }, NaN],
    ['value', undefined, { a: true }, NaN],
    ['delta', undefined, { a: 7 }, NaN],
    ['delta', { a: 5 }, { a: 7 }, 2],
    ['delta', { a: 5 }, { a: 5 }, 0],
    ['delta', { a: 5 }, { a: 4 }, NaN],
    ['delta', { a: null }, { a: 7 }, NaN],
    ['delta', { a: 5 }, { a: null }, NaN],
    ['rate', { a: 5 }, { a: 9 }, 2],
    ['rate', { a: 5 }, { a: 4 }, NaN],
    ['percent', undefined, { a: 5, b: 50 }, 10],
    ['percent', undefined, { a: 0, b: 50 }, 0],
    ['percent', undefined, { a: 5, b: 0 }, NaN],
    ['percent', undefined, { a: 0, b: 0 }, NaN],
    ['percent', undefined, { a: 5, b: null }, NaN],
    ['percent', undefined, { a: null, b: 50 }, NaN],
    ['deltaPercent', undefined, { a: 5, b: 50 }, NaN],
    ['deltaPercent', { a: 5, b: 50 }, { a: 7, b: 60 }, 20],
    ['deltaPercent', { a: 5, b: 50 }, { a: 5, b: 60 }, 0],
    ['deltaPercent', { a: 5, b: 50 }, { a: 7, b: 50 }, NaN],
    ['deltaPercent', { a: 5, b: 50 }, { a: 7, b: 40 }, NaN],
    ['deltaPercent', { a: 5, b: 50 }, { a: 4, b: 60 }, NaN],
    ['deltaPercent', { a: 5, b: null }, { a: 7, b: 60 }, NaN],
  ];
  for (const [measure, before, now, expected] of table) {
    it(`${measure}: from ${JSON.stringify(before)} to ${JSON.stringify(now)} is ${expected}`, () => {
      assert.deepEqual(measured(measure, before, now), expected);
    });
  }

  it('per second needs time that passes', () => {
    for (const seconds of [0, -1, NaN]) assert.deepEqual(measured('rate', { a: 5 }, { a: 9 }, seconds), NaN);
    assert.equal(measured('rate', { a: 5 }, { a: 9 }, 0.5), 8);
  });

  it('takes no value from what every object has', () => {
    const measurer = new Measurer(readConditions([{ column: 'constructor', op: 'gt', raise: 0 }]));
    assert.deepEqual(measurer.measure(0, {}, undefined, 1), NaN);
  });
});
