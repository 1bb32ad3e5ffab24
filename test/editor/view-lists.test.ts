import assert from 'node:assert/strict';
import { cleanDistribution, distributionsProblem } from '../../nodes/editor/rules/distributions';
import { cleanFilter, filtersProblem, readMode } from '../../nodes/editor/rules/filters';
import { cleanNames, columnsProblem, nameProblem } from '../../nodes/editor/rules/names';
import { keepIfSame } from '../../nodes/editor/rules/stored';
import { keys } from './translator';

describe('the list of distributions', () => {
  it('is stored without surrounding space and empty arguments', () => {
    assert.deepEqual(cleanDistribution(' Service ', ' '), { name: 'Service' });
    assert.deepEqual(cleanDistribution('NetObject Level', ' a/b '), { name: 'NetObject Level', arg: 'a/b' });
  });

  it('may be empty, because a message can bring them', () => {
    assert.deepEqual(distributionsProblem([], keys), []);
    assert.deepEqual(distributionsProblem(undefined, keys), []);
  });

  it('says which rows have no name', () => {
    assert.deepEqual(distributionsProblem([{ name: '' }, { name: 'Service' }, { arg: 'a' }], keys), [
      'common.invalid.distributionName(row=1)',
      'common.invalid.distributionName(row=3)',
    ]);
  });
});

describe('the list of filters', () => {
  it('is stored with literal values, without blank ones', () => {
    const row = {
      mode: 'exclude',
      name: ' Flags ',
      values: [
        { v: 'true', vt: 'bool' },
        { v: ' ', vt: 'str' },
        { v: '7', vt: 'num' },
        { v: ' a ', vt: 'str' },
      ],
      arg: '',
    };
    assert.deepEqual(cleanFilter(row), { mode: 'exclude', name: 'Flags', values: [true, 7, 'a'] });
    assert.deepEqual(cleanFilter({ ...row, arg: ' ASYMMETRIC ' }).arg, 'ASYMMETRIC');
  });

  it('includes unless it says otherwise', () => {
    assert.equal(readMode(undefined), 'include');
    assert.equal(readMode('exclude'), 'exclude');
  });

  it('is fine when empty or complete', () => {
    assert.deepEqual(filtersProblem([], keys), []);
    assert.deepEqual(filtersProblem(undefined, keys), []);
    assert.deepEqual(
      filtersProblem([{ mode: 'include', name: 'Flags', values: [false, 0, 'a'], arg: 'a' }], keys),
      [],
    );
  });

  it('says what each row lacks', () => {
    const found = filtersProblem(
      [
        { mode: 'include', name: '', values: [] },
        { mode: 'include', name: 'Host' },
        { mode: 'include', name: 'Host', values: ['10.0.0.1', '', null] },
      ],
      keys,
    );
    assert.deepEqual(found, [
      'common.invalid.filter(row=1 problem=common.invalid.noName)',
      'common.invalid.filter(row=1 problem=common.invalid.noValues)',
      'common.invalid.filter(row=2 problem=common.invalid.noValues)',
      'common.invalid.filter(row=3 problem=common.invalid.value(value=2 problem=common.invalid.empty))',
      'common.invalid.filter(row=3 problem=common.invalid.value(value=3 problem=common.invalid.number))',
    ]);
  });
});

describe('the list of columns', () => {
  it('is stored without blank rows', () => {
    assert.deepEqual(cleanNames([' name ', '', ' ', 'inbound_bps']), ['name', 'inbound_bps']);
  });

  it('says which rows are blank', () => {
    assert.deepEqual(columnsProblem(['name', ' ', 5], keys), [
      'common.invalid.columnName(row=2)',
      'common.invalid.columnName(row=3)',
    ]);
    assert.deepEqual(columnsProblem(undefined, keys), []);
  });
});

describe('a name that must be given', () => {
  it('is text', () => {
    assert.equal(nameProblem('Service', keys), undefined);
    for (const value of ['', ' ', undefined, null, 5]) {
      assert.equal(nameProblem(value, keys), 'common.invalid.required');
    }
  });
});

describe('a list after its dialog', () => {
  it('is the stored one where it shows the same, whatever the order of its keys', () => {
    const stored = [{ arg: 'a', name: 'x', values: [1, '1', true, null] }];
    assert.equal(keepIfSame(stored, [{ name: 'x', arg: 'a', values: [1, '1', true, null] }]), stored);
  });

  it('is the new one where anything differs', () => {
    for (const [stored, shown] of [
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
    ] as [unknown[], unknown[]][]) {
      assert.equal(keepIfSame(stored, shown), shown);
    }
  });

  it('is stored where it never was', () => {
    const shown: string[] = [];
    assert.equal(keepIfSame(undefined, shown), shown);
  });
});
