import assert from 'node:assert/strict';
import { countProblem, isNumberedLevel, levelProblem, readLevel } from '../../nodes/editor/rules/alert-rules';
import { alertSentence } from '../../nodes/editor/rules/alert-sentence';
import {
  cleanCondition,
  cleanConditions,
  conditionsProblem,
  type StoredCondition,
} from '../../nodes/editor/rules/conditions';
import { keys } from './translator';
import { english } from './translator-english';

const ROW = { column: ' inbound ', measure: 'value', of: ' b ', op: 'gt', raise: ' 5 ', clear: '' };
const GOOD: StoredCondition = { column: 'inbound', measure: 'value', op: 'gt', raise: 5 };

describe('the conditions of the form', () => {
  it('are stored as numbers, without what their measure does not need', () => {
    assert.deepEqual(cleanCondition(ROW), GOOD);
    assert.deepEqual(cleanCondition({ ...ROW, measure: 'percent', clear: '2.5' }), {
      column: 'inbound',
      measure: 'percent',
      of: 'b',
      op: 'gt',
      raise: 5,
      clear: 2.5,
    });
  });

  it('keep what is no number, for the validator and for variables', () => {
    const { raise, clear } = cleanCondition({ ...ROW, raise: '${LIMIT}', clear: '5 %' });
    assert.deepEqual([raise, clear], ['${LIMIT}', '5 %']);
  });

  it('leave out rows in which nothing was filled in', () => {
    const blank = cleanCondition({ ...ROW, column: '', raise: ' ' });
    assert.deepEqual(cleanConditions([blank, GOOD, { ...blank, raise: 0 }]), [GOOD, { ...blank, raise: 0 }]);
    assert.deepEqual(
      cleanConditions([cleanCondition({ ...ROW, column: '', of: '', measure: 'percent', raise: '' })]),
      [],
    );
  });

  it('are fine when complete', () => {
    for (const more of [
      {},
      { raise: '5' },
      { raise: '${X}', clear: '${Y}' },
      { clear: 5 },
      { clear: 4 },
      { op: 'lt', clear: 6 },
      { measure: 'percent', of: 'b' },
    ]) {
      assert.deepEqual(conditionsProblem([{ ...GOOD, ...more }], keys), []);
    }
  });

  it('must be there', () => {
    for (const none of [[], undefined]) {
      assert.deepEqual(conditionsProblem(none, keys), ['alert.invalid.noConditions']);
    }
  });

  const wrong: [object, string][] = [
    [{ column: ' ' }, 'noColumn'],
    [{ column: undefined }, 'noColumn'],
    [{ measure: 'sum' }, 'measure'],
    [{ measure: 'percent' }, 'noOther'],
    [{ measure: 'deltaPercent', of: ' ' }, 'noOther'],
    [{ op: '>' }, 'op'],
    [{ raise: '' }, 'raise'],
    [{ raise: 'x' }, 'raise'],
    [{ clear: 'x' }, 'clear'],
    [{ clear: 6 }, 'clearAbove'],
    [{ op: 'gte', clear: '5.1' }, 'clearAbove'],
    [{ op: 'lt', clear: 4 }, 'clearBelow'],
    [{ op: 'lte', clear: 4 }, 'clearBelow'],
  ];
  for (const [more, problem] of wrong) {
    it(`are marked with their number: ${JSON.stringify(more)}`, () => {
      assert.deepEqual(conditionsProblem([GOOD, { ...GOOD, ...more }], keys), [
        `alert.invalid.condition(row=2 problem=alert.invalid.${problem})`,
      ]);
    });
  }
});

describe('the level of the form', () => {
  it('is a word or a number', () => {
    assert.deepEqual(
      [readLevel('leaf', '2'), readLevel('top', ''), readLevel('number', ' 2 '), readLevel('number', 'x')],
      ['leaf', 'top', 2, 'x'],
    );
    assert.deepEqual([undefined, 'leaf', 'top', 2, '${X}'].map(isNumberedLevel), [
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('is marked when it is none', () => {
    for (const fine of [undefined, 'leaf', 'top', 1, '2', '${X}'])
      assert.equal(levelProblem(fine, keys), undefined);
    for (const value of ['', 'x', 0, 1.5, -1]) assert.equal(levelProblem(value, keys), 'alert.invalid.count');
  });
});

describe('a number of updates in the form', () => {
  it('is a whole number from 1', () => {
    for (const fine of [undefined, 1, '20', '${X}']) assert.equal(countProblem(fine, keys), undefined);
    for (const value of ['', 'x', 0, 2.5]) assert.equal(countProblem(value, keys), 'alert.invalid.count');
  });
});

describe('the line that says what an alert will do', () => {
  const numbers = { raiseAfter: 3, clearAfter: '2', goneAfter: 3, remind: 0 };
  const sentence = (conditions: StoredCondition[], more: object = {}): string =>
    alertSentence({ conditions, ...numbers, ...more }, english);

  it('is a sentence', () => {
    const drops: StoredCondition = {
      column: 'in.shapingdrops',
      measure: 'delta',
      op: 'gt',
      raise: 100,
      clear: 10,
    };
    assert.equal(
      sentence([drops]),
      'Raise when in.shapingdrops grows by more than 100 per update for 3 updates in a row; ' +
        'clear when in.shapingdrops grows by at most 10 per update for 2 updates in a row. ' +
        'An item that is missing in 3 updates ends as gone.',
    );
  });

  it('joins conditions, and takes the level to raise at where there is none to clear at', () => {
    const conditions: StoredCondition[] = [
      { column: 'in.int.quality', measure: 'value', op: 'lt', raise: 0.95 },
      { column: 'drops', measure: 'percent', of: 'total', op: 'gte', raise: 5, clear: 2 },
    ];
    assert.equal(
      sentence(conditions, { raiseAfter: '1', clearAfter: 1, goneAfter: 1, remind: '60' }),
      'Raise when in.int.quality is less than 0.95 and drops is at least 5 % of total in an update; ' +
        'clear when in.int.quality is at least 0.95 or drops is less than 2 % of total in an update. ' +
        'An item that is missing in an update ends as gone. Say it again every 60 s.',
    );
  });

  it('shows a gap for what is not filled in', () => {
    assert.match(
      sentence([{ column: '', measure: 'deltaPercent', of: ' ', op: 'lte', raise: '' }]),
      /^Raise when the growth of … is at most … % of the growth of … for 3 updates in a row;/,
    );
    assert.match(
      sentence([{ column: 'a', measure: 'rate', op: 'lte', raise: '${X}' }]),
      /^Raise when a grows by at most \$\{X\} per second for 3 updates in a row; clear when a grows by more than/,
    );
  });

  it('asks for a condition where there is none', () => {
    assert.match(sentence([]), /^Without a condition/);
  });
});
