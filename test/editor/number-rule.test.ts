import assert from 'node:assert/strict';
import { numberProblem, readNumber, upperBoundProblem } from '../../nodes/editor/rules/number-rule';
import { keys } from './translator';

describe('a number in a form', () => {
  for (const value of [0, 10, 0.5, '0', ' 2.5 ', '1e3', undefined, '${SECONDS}', '1${ZEROS}']) {
    it(`may be ${JSON.stringify(value)}`, () => {
      assert.equal(numberProblem(value, { min: 0 }, keys), undefined);
    });
  }

  for (const value of ['', ' ', 'x', '1 s', '1,5', null, NaN, Infinity, true, [], {}]) {
    it(`cannot be ${JSON.stringify(value)}`, () => {
      assert.equal(numberProblem(value, { min: 0 }, keys), 'common.invalid.number');
    });
  }

  it('says the least it can be', () => {
    assert.equal(numberProblem(-0.1, { min: 0 }, keys), 'common.invalid.min(min=0)');
    assert.equal(numberProblem('-1', { min: 0 }, keys), 'common.invalid.min(min=0)');
  });

  it('says what it must exceed', () => {
    assert.equal(numberProblem('0', { above: 0 }, keys), 'common.invalid.above(above=0)');
    assert.equal(numberProblem('0.1', { above: 0 }, keys), undefined);
  });
});

describe('an upper bound in a form', () => {
  const problem = (value: unknown, lower: unknown) =>
    upperBoundProblem(value, { value: lower, label: 'least' }, keys);

  it('may be as low as the lower one', () => {
    assert.equal(problem(1, 1), undefined);
    assert.equal(problem('60', '1'), undefined);
  });

  it('cannot be below it, compared as numbers', () => {
    assert.equal(problem('9', '10'), 'common.invalid.belowOther(other=least)');
    assert.equal(problem(0, 1), 'common.invalid.belowOther(other=least)');
  });

  it('is not compared with what is no number', () => {
    assert.equal(problem('1', '${LEAST}'), undefined);
    assert.equal(problem('${MOST}', 10), undefined);
    assert.equal(problem(1, ''), undefined);
    assert.equal(problem(undefined, 10), undefined);
  });

  it('is a number itself', () => {
    assert.equal(problem('x', 1), 'common.invalid.number');
    assert.equal(problem(-1, 1), 'common.invalid.min(min=0)');
  });
});

describe('the number that a field holds', () => {
  it('is stored as a number', () => {
    assert.equal(readNumber(' 2.5 ', 10), 2.5);
    assert.equal(readNumber('0', undefined), 0);
  });

  it('stays what it was where the text is the same', () => {
    assert.equal(readNumber('10', 10), 10);
    assert.equal(readNumber('10', '10'), '10');
    assert.equal(readNumber('${X}', '${X}'), '${X}');
  });

  it('stays a text where it is none', () => {
    assert.equal(readNumber('${X}', 10), '${X}');
    assert.equal(readNumber('ten', 10), 'ten');
    assert.equal(readNumber(' ', 10), '');
  });
});
