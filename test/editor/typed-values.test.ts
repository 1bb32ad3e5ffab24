import assert from 'node:assert/strict';
import { cleanTyped, toLiteral, toTyped, typedValuesProblem } from '../../nodes/editor/rules/typed-values';
import { keys } from './translator';

describe('a literal value in a typed input', () => {
  for (const value of ['text', '', '5', 'true', 5, 0, -0.5, true, false]) {
    it(`comes back as ${JSON.stringify(value)}`, () => {
      assert.equal(toLiteral(toTyped(value)), value);
    });
  }

  it('is null where a number is none', () => {
    for (const v of ['', ' ', 'abc', 'Infinity', 'NaN', '${N}'])
      assert.equal(toLiteral({ v, vt: 'num' }), null);
    assert.deepEqual(toTyped(null), { v: '', vt: 'num' });
  });

  it('is empty text where there is none', () => {
    assert.deepEqual(toTyped(undefined), { v: '', vt: 'str' });
  });
});

describe("a filter node's values", () => {
  const check = (value: string, type: string): true | string =>
    type === 'num' && value === 'x' ? 'not a number' : true;
  const problem = (values: unknown) => typedValuesProblem(values, check, keys);

  it('are stored without blank rows', () => {
    assert.deepEqual(
      cleanTyped([
        { v: ' a ', vt: 'str' },
        { v: ' ', vt: 'msg' },
      ]),
      [{ v: 'a', vt: 'str' }],
    );
  });

  it('are needed', () => {
    assert.deepEqual(problem([]), ['common.invalid.noValues']);
    assert.deepEqual(problem(undefined), ['common.invalid.noValues']);
  });

  it('are fine when given', () => {
    assert.deepEqual(
      problem([
        { v: 'false', vt: 'bool' },
        { v: 'payload', vt: 'msg' },
      ]),
      [],
    );
  });

  it('say which row is wrong and how', () => {
    assert.deepEqual(problem([{ v: '', vt: 'str' }, { v: 'x', vt: 'num' }, {}]), [
      'common.invalid.value(value=1 problem=common.invalid.empty)',
      'common.invalid.value(value=2 problem=not a number)',
      'common.invalid.value(value=3 problem=common.invalid.empty)',
    ]);
  });
});
