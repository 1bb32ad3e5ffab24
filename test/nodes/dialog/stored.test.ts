import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonText, keep, keepMembers, same, scalarText } from '../../../nodes/dialog/rules/stored';

describe('a control of a form', () => {
  it('keeps any stored value while it shows what it showed at first', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (stored, first) => {
        let shown = first;
        const read = keep(stored, () => shown);
        assert.equal(read(), stored);
        shown = `${first}x`;
        assert.equal(read(), shown);
        shown = first;
        assert.equal(read(), stored);
      }),
    );
  });

  it('gives the user’s value once it shows something else', () => {
    let shown = 'a';
    const read = keep(
      undefined,
      () => shown,
      () => shown.trim(),
    );
    assert.equal(read(), undefined);
    shown = ' b ';
    assert.equal(read(), 'b');
  });
});

describe('the members of an entry', () => {
  const item = { mode: 'exclude ', name: 'Host', more: [1] };

  it('are the same object while nothing has changed', () => {
    const read = keepMembers(item, { mode: () => item.mode, name: () => 'Host', arg: () => undefined });
    assert.equal(read(), item);
  });

  it('change one by one; members without a control stay', () => {
    const read = keepMembers(item, { name: () => 'Service', arg: () => 'a' });
    assert.deepEqual(read(), { mode: 'exclude ', name: 'Service', more: [1], arg: 'a' });
    assert.deepEqual(item, { mode: 'exclude ', name: 'Host', more: [1] });
  });

  it('are removed where there is nothing to store', () => {
    assert.deepEqual(keepMembers({ name: 'a', arg: 'b' }, { arg: () => undefined })(), { name: 'a' });
  });
});

describe('data', () => {
  it('is the same in any order of its keys', () => {
    const stored = [{ arg: 'a', name: 'x', values: [1, '1', true, null] }];
    assert.ok(same(stored, [{ name: 'x', arg: 'a', values: [1, '1', true, null] }]));
  });

  it('differs where any value differs', () => {
    for (const [one, other] of [
      [[{ name: 'x' }], [{ name: 'x', arg: 'a' }]],
      [[{ name: 'x', arg: 'a' }], [{ name: 'x' }]],
      [[{ name: 'x' }], [{ arg: 'x' }]],
      [['1'], [1]],
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      [[null], [{}]],
      [[[]], [{}]],
      [null, undefined],
    ] as [unknown, unknown][]) {
      assert.ok(!same(one, other));
    }
  });

  it('is shown as a text where possible, else as JSON', () => {
    assert.deepEqual(['a', 5, true, null, {}, ['a']].map(scalarText), [
      'a',
      '5',
      'true',
      undefined,
      undefined,
      undefined,
    ]);
    assert.deepEqual(['a ', [1], undefined].map(jsonText), ['"a "', '[1]', '']);
  });
});
