import assert from 'node:assert/strict';
import { readConditions } from '../../../lib/alert/read-settings';
import { level } from '../../../lib/alert/settings';
import { take } from '../../../lib/settings/take';
import { valueNames } from '../../../lib/alert/value-names';
import { LiveViewError } from '../../../lib/errors';

const GOOD = { column: 'inbound', measure: 'value', op: 'gt', raise: 100 };

describe('the conditions of an alert', () => {
  it('are read with their defaults', () => {
    assert.deepEqual(readConditions([{ column: ' inbound ', op: 'gt', raise: '100' }]), [
      { ...GOOD, clear: 100 },
    ]);
    assert.deepEqual(
      readConditions([{ column: 'a', measure: 'percent', of: 'b', op: 'lte', raise: 5, clear: ' 6.5 ' }]),
      [{ column: 'a', measure: 'percent', of: 'b', op: 'lte', raise: 5, clear: 6.5 }],
    );
  });

  it('have no `of` where the measure does not need it', () => {
    assert.deepEqual(readConditions([{ ...GOOD, of: 'b', clear: '' }]), [{ ...GOOD, clear: 100 }]);
  });

  const wrong: [string, unknown, RegExp][] = [
    ['no list', 'inbound', /^conditions must be a list, but is "inbound"$/],
    ['none', [], /at least one condition/],
    ['no object', [GOOD, 'x'], /^Condition 2 must be an object, but is "x"$/],
    ['an empty column', [{ ...GOOD, column: ' ' }], /^Condition 1: column must be a column, but is " "$/],
    ['no column', [GOOD, { ...GOOD, column: undefined }], /^Condition 2: column .*undefined$/],
    [
      'an unknown measure',
      [{ ...GOOD, measure: 'sum' }],
      /^Condition 1: measure must be one of value, .*"sum"$/,
    ],
    [
      'an unknown op',
      [{ ...GOOD, op: '>' }],
      /^Condition 1: op must be one of gt, gte, lt, lte, but is ">"$/,
    ],
    [
      'no number',
      [GOOD, GOOD, { ...GOOD, raise: 'many' }],
      /^Condition 3: raise must be a number, but is "many"$/,
    ],
    ['an empty number', [{ ...GOOD, raise: '' }], /^Condition 1: raise must be a number, but is ""$/],
    ['infinity', [{ ...GOOD, raise: Infinity }], /^Condition 1: raise/],
    ['a bad clear', [{ ...GOOD, clear: 'x' }], /^Condition 1: clear must be a number, but is "x"$/],
    ['nothing to compare with', [{ ...GOOD, measure: 'percent' }], /^Condition 1: of must be a column/],
    [
      'clear above',
      [{ ...GOOD, clear: 101 }],
      /^Condition 1: the threshold to clear at \(101\) must not be above the threshold \(100\)$/,
    ],
    ['clear above, gte', [{ ...GOOD, op: 'gte', clear: 101 }], /must not be above/],
    [
      'clear below',
      [GOOD, { ...GOOD, op: 'lt', clear: 99 }],
      /^Condition 2: the threshold to clear at \(99\) must not be below/,
    ],
    ['clear below, lte', [{ ...GOOD, op: 'lte', clear: 99 }], /must not be below/],
  ];
  for (const [name, value, expected] of wrong) {
    it(`are refused with the condition’s number and the value: ${name}`, () => {
      assert.throws(
        () => readConditions(value),
        (error) => error instanceof LiveViewError && expected.test(error.message),
      );
    });
  }

  it('name their values, each by another name', () => {
    const of = { measure: 'percent', column: 'a', of: 'b', op: 'gt', raise: 1 };
    const conditions = [GOOD, { ...GOOD, measure: 'rate' }, of, GOOD, of, GOOD];
    assert.deepEqual(valueNames(readConditions(conditions)), [
      'inbound',
      'rate inbound',
      'percent a of b',
      'inbound #2',
      'percent a of b #2',
      'inbound #3',
    ]);
  });
});

describe('the level of an alert', () => {
  it('is leaf, top or a number from 1', () => {
    assert.deepEqual(
      ['leaf', 'top', 2, '3'].map((value) => take(level, value, 'level')),
      ['leaf', 'top', 2, 3],
    );
    for (const value of ['inner', 0, -1, 1.5, '', null, undefined, true]) {
      assert.throws(() => take(level, value, 'level'), /level must be leaf, top or the number of a level/);
    }
  });
});
