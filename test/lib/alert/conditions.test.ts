import assert from 'node:assert/strict';
import { readConditions, readCount, readLevel } from '#lib/alert/read-settings';
import { valueNames } from '#lib/alert/value-names';
import { LiveViewError } from '#lib/errors';

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
    ['no growth to compare with', [{ ...GOOD, measure: 'deltaPercent', of: '' }], /^Condition 1: of must be/],
    [
      'clear above',
      [{ ...GOOD, clear: 101 }],
      /^Condition 1: clear \(101\) must not be above raise \(100\)$/,
    ],
    ['clear above, gte', [{ ...GOOD, op: 'gte', clear: 101 }], /must not be above/],
    [
      'clear below',
      [GOOD, { ...GOOD, op: 'lt', clear: 99 }],
      /^Condition 2: clear \(99\) must not be below raise/,
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
    const conditions = [
      GOOD,
      { ...GOOD, measure: 'delta' },
      of,
      GOOD,
      { ...of, measure: 'deltaPercent' },
      GOOD,
    ];
    assert.deepEqual(valueNames(readConditions(conditions)), [
      'inbound',
      'delta inbound',
      'percent a of b',
      'inbound #2',
      'deltaPercent a of b',
      'inbound #3',
    ]);
  });
});

describe('the level of an alert', () => {
  it('is leaf, top or a number from 1', () => {
    assert.deepEqual(['leaf', 'top', 2, '3'].map(readLevel), ['leaf', 'top', 2, 3]);
    for (const value of ['inner', 0, -1, 1.5, '', null, undefined, true]) {
      assert.throws(() => readLevel(value), /level must be leaf, top or the number of a level/);
    }
  });
});

describe('a number of updates', () => {
  it('is a whole number from 1, or the default', () => {
    assert.deepEqual(
      [1, '20', '', undefined, null].map((value) => readCount(value, 'raiseAfter', 3)),
      [1, 20, 3, 3, 3],
    );
    for (const value of [0, -1, 2.5, 'x', true]) {
      assert.throws(
        () => readCount(value, 'raiseAfter', 3),
        /^LiveViewError: raiseAfter must be a whole number/,
      );
    }
  });
});
