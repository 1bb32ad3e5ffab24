import assert from 'node:assert/strict';
import { isNumberedLevel, readLevel } from '../../../nodes/alert/dialog/alert-rules';
import { alertSentence } from '../../../nodes/alert/dialog/alert-sentence';
import { cleanCondition, isBlankRow, type StoredCondition } from '../../../nodes/alert/dialog/conditions';
import { english } from '../../locales/translator-english';

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

  it('are blank where nothing was filled in', () => {
    const blank = { ...ROW, column: '', of: ' ', raise: ' ' };
    assert.ok(isBlankRow(blank));
    assert.ok(!isBlankRow(ROW) && !isBlankRow({ ...blank, raise: '0' }));
  });
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
});

describe('the line that says what an alert will do', () => {
  const numbers = { match: 'all', raiseFor: 3, clearFor: '2', goneFor: 10, noDataFor: 60, remind: 0 };
  const sentence = (conditions: StoredCondition[], more: object = {}): string =>
    alertSentence({ conditions, ...numbers, ...more }, english);

  it('is a sentence', () => {
    const drops: StoredCondition = {
      column: 'in.shapingdrops',
      measure: 'rate',
      op: 'gt',
      raise: 100,
      clear: 10,
    };
    assert.equal(
      sentence([drops]),
      'Raise when in.shapingdrops grows by more than 100 per second for 3 s; ' +
        'clear when in.shapingdrops grows by at most 10 per second for 2 s. ' +
        'An alarm ends as gone after 10 s without data for its item. ' +
        'Report missing data after 60 s without an update.',
    );
  });

  it('joins conditions, and uses the threshold if there is none to clear at', () => {
    const conditions: StoredCondition[] = [
      { column: 'in.int.quality', measure: 'value', op: 'lt', raise: 0.95 },
      { column: 'drops', measure: 'percent', of: 'total', op: 'gte', raise: 5, clear: 2 },
    ];
    assert.equal(
      sentence(conditions, { raiseFor: '0', clearFor: 0, goneFor: 0, noDataFor: 0, remind: '60' }),
      'Raise when in.int.quality is less than 0.95 and drops is at least 5 % of total in an update; ' +
        'clear when in.int.quality is at least 0.95 or drops is less than 2 % of total in an update. ' +
        'An alarm ends as gone when an update has no data for its item. Send a reminder every 60 s.',
    );
    assert.match(
      sentence(conditions, { match: 'any' }),
      /less than 0\.95 or drops is .* for 3 s; clear when .* at least 0\.95 and drops is less than 2 % of total for 2 s\./,
    );
  });

  it('shows a gap for what is not filled in', () => {
    assert.match(
      sentence([{ column: '', measure: 'percent', of: ' ', op: 'lte', raise: '' }], { raiseFor: 'x y' }),
      /^Raise when … is at most … % of … for x y s;/,
    );
    assert.match(
      sentence([{ column: 'a', measure: 'rate', op: 'lte', raise: '${X}' }]),
      /^Raise when a grows by at most \$\{X\} per second for 3 s; clear when a grows by more than/,
    );
  });

  it('asks for a condition where there is none', () => {
    assert.match(sentence([]), /^Add a condition/);
  });
});
