import assert from 'node:assert/strict';
import { literals, toLiteral, toTyped, typedValues } from '../../../nodes/dialog/rules/typed-values';

describe('a literal value in a typed input', () => {
  for (const value of ['text', '', '5', 'true', 5, 0, -0.5, true, false]) {
    it(`comes back as ${JSON.stringify(value)}`, () => {
      const typed = toTyped(value);
      assert.equal(typed && toLiteral(typed), value);
    });
  }

  for (const v of ['abc', '4O4', 'Infinity', 'NaN', '${N}', '1,5']) {
    it(`keeps "${v}", which is not a number`, () => {
      const stored = toLiteral({ v, vt: 'num' });
      assert.deepEqual(stored, { v, vt: 'num' });
      assert.deepEqual(toTyped(stored), { v, vt: 'num' });
    });
  }

  it('is a missing number where null is stored', () => {
    assert.deepEqual(toTyped(null), { v: '', vt: 'num' });
  });

  it('is not an object that has a type of its own', () => {
    for (const strange of [
      { v: '5', vt: 'num' },
      { v: 'a', vt: 'str' },
      { v: 'a', vt: 'num', more: 1 },
    ])
      assert.equal(toTyped(strange), undefined);
  });
});

describe("the values of a liveview node's filters", () => {
  it('are literals', () => {
    assert.deepEqual([5, null, 'a'].map(literals.toTyped), [5, null, 'a'].map(toTyped));
    for (const strange of [{}, [], ['a'], undefined]) assert.equal(literals.toTyped(strange), undefined);
  });

  it('are stored without surrounding space, and not at all when blank', () => {
    assert.equal(literals.toStored({ v: ' 7 ', vt: 'num' }, undefined), 7);
    assert.equal(literals.toStored({ v: ' a ', vt: 'str' }, undefined), 'a');
    assert.equal(literals.toStored({ v: ' ', vt: 'num' }, undefined), undefined);
  });
});

describe("a filter node's values", () => {
  it('are shown if they have a text and a type', () => {
    const { toTyped: shown } = typedValues(['str', 'num', 'msg']);
    assert.deepEqual(shown({ v: 'a', vt: 'msg', more: 1 }), { v: 'a', vt: 'msg' });
    assert.deepEqual(shown({ v: 5, vt: 'num' }), { v: '5', vt: 'num' });
    for (const strange of [null, 'a', ['a'], {}, { v: 'a' }, { v: {}, vt: 'str' }, { v: 'a', vt: 'json' }])
      assert.equal(shown(strange), undefined);
  });

  it('are stored without surrounding space, with their other properties', () => {
    const { toStored } = typedValues(['str']);
    assert.deepEqual(toStored({ v: ' a ', vt: 'str' }, undefined), { v: 'a', vt: 'str' });
    assert.deepEqual(toStored({ v: 'b', vt: 'str' }, { v: 'a', vt: 'str', more: 1 }), {
      v: 'b',
      vt: 'str',
      more: 1,
    });
    assert.equal(toStored({ v: ' ', vt: 'str' }, undefined), undefined);
  });
});
