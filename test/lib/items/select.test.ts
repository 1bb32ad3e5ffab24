import assert from 'node:assert/strict';
import { largest } from '../../../lib/items/largest';
import { isMeasurement } from '../../../lib/items/measurement';
import { selectRows } from '../../../lib/items/select';
import type { Row } from '../../../lib/protocol/frames';

const KEYS = ['name', 'in'];
const ROWS: Row[] = [
  [
    'a',
    1,
    [
      ['x', 5],
      ['y', 7],
      ['z', 6],
    ],
  ],
  ['b', 3],
  ['c', 2, []],
];

describe('the rows that a node wants', () => {
  it('are all of them, the very same, where nothing else is asked for', () => {
    assert.equal(selectRows(ROWS, KEYS, { sort: undefined, limit: 0 }), ROWS);
    assert.equal(selectRows(ROWS, KEYS, { sort: 'not there', limit: 0 }), ROWS);
  });

  it('are the first ones of each level', () => {
    assert.deepEqual(selectRows(ROWS, KEYS, { sort: undefined, limit: 2 }), [
      [
        'a',
        1,
        [
          ['x', 5],
          ['y', 7],
        ],
      ],
      ['b', 3],
    ]);
  });

  it('are the largest ones of each level', () => {
    const all = [['b', 3], ['c', 2, []], ['a', 1, [['y', 7], ['z', 6], ['x', 5]]]]; // prettier-ignore
    assert.deepEqual(selectRows(ROWS, KEYS, { sort: 'in', limit: 0 }), all);
    assert.deepEqual(selectRows(ROWS, KEYS, { sort: 'in', limit: 1 }), [['b', 3]]);
    assert.deepEqual(selectRows(ROWS, KEYS, { sort: 'name', limit: 1 }), [['c', 2, []]]);
  });

  it('leave the others as they are', () => {
    const before = JSON.stringify(ROWS);
    selectRows(ROWS, KEYS, { sort: 'in', limit: 1 });
    assert.equal(JSON.stringify(ROWS), before);
  });
});

describe('the largest first', () => {
  it('are numbers, then texts, then what has no value, and equal ones as they were', () => {
    const values = [null, 'a', 1, 'b', undefined, 3, 'a', 1].map((value, index) => ({ value, index }));
    assert.deepEqual(
      largest(values, ({ value }) => value).map(({ index }) => index),
      [5, 2, 7, 3, 1, 6, 0, 4],
    );
  });
});

describe('a measurement', () => {
  it('has no character that would have to be escaped, and one at least', () => {
    assert.deepEqual(['liveview', 'a.b-c', '', ' ', 'a b', 'a,b', 'a#', '\\a', 'a\n'].map(isMeasurement), [
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
