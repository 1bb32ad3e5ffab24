import assert from 'node:assert/strict';
import { LiveViewError } from '../../lib/errors';
import { MOST_DISTRIBUTIONS } from '../../lib/settings/view';
import { readViewDefinition } from '../../lib/view-definition';

const GOOD = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };

function problem(value: unknown): string {
  try {
    readViewDefinition(value);
  } catch (error) {
    assert(error instanceof LiveViewError);
    return error.message;
  }
  return 'none';
}

function levels(count: number): object[] {
  return Array.from({ length: count }, () => ({ name: 'Host' }));
}

describe('a view definition', () => {
  it('can have as many distributions as allowed', () => {
    const distributions = levels(MOST_DISTRIBUTIONS);
    assert.deepEqual(readViewDefinition({ ...GOOD, distributions }).distributions, distributions);
  });

  it('is read into its own copy, without unknown properties; an empty argument counts as none', () => {
    const given = { ...GOOD, distributions: [{ name: 'A', arg: '', more: 1 }], columns: [] };
    assert.deepEqual(readViewDefinition(given), { ...GOOD, distributions: [{ name: 'A' }] });
  });

  it('accepts one filter value or several, of three types', () => {
    const filters = [
      { mode: 'include', name: 'Host', values: '10.0.0.1' },
      { mode: 'exclude', name: 'Flags', values: [true, 0, 'x'], arg: 'ASYMMETRIC' },
    ];
    assert.deepEqual(readViewDefinition({ ...GOOD, filters }).filters, [
      { mode: 'include', name: 'Host', values: ['10.0.0.1'] },
      { mode: 'exclude', name: 'Flags', values: [true, 0, 'x'], arg: 'ASYMMETRIC' },
    ]);
  });

  it('has a column once, even if you name it twice', () => {
    const columns = ['inbound_bps', 'name', 'inbound_bps'];
    assert.deepEqual(readViewDefinition({ ...GOOD, columns }).columns, ['inbound_bps', 'name']);
  });

  const endless: { self?: unknown } = {};
  endless.self = endless;
  const refused: [unknown, string][] = [
    [
      { ...GOOD, distributions: endless },
      'distributions must be a list, but is <ref *1> { self: [Circular *1] }',
    ],
    [{ ...GOOD, expand: 5n }, 'expand must be true or false, but is 5n'],
    [
      { ...GOOD, filters: [{ mode: 'include', name: 'Host', values: [NaN] }] },
      'filters[0].values[0] must be text, a number or true or false, but is NaN',
    ],
    [null, 'view must be an object, but is null'],
    [{ ...GOOD, distributions: [] }, 'A view needs at least one distribution'],
    [
      { ...GOOD, distributions: levels(MOST_DISTRIBUTIONS + 1) },
      'distributions[32] is too many: a view has at most 32 distributions',
    ],
    [{ ...GOOD, distributions: 'Host' }, 'distributions must be a list, but is "Host"'],
    [{ ...GOOD, distributions: [{ name: ' ' }] }, 'distributions[0].name must be a name, but is " "'],
    [{ ...GOOD, distributions: [{ name: 'A', arg: 5 }] }, 'distributions[0].arg must be text, but is 5'],
    [{ ...GOOD, columns: ['name', 7] }, 'columns[1] must be a name, but is 7'],
    [{ ...GOOD, expand: 'yes' }, 'expand must be true or false, but is "yes"'],
    [
      { ...GOOD, filters: [{ mode: 'only', name: 'Host', values: ['x'] }] },
      'filters[0].mode must be one of include, exclude, but is "only"',
    ],
    [
      { ...GOOD, filters: [{ mode: 'include', name: 'Host', values: [] }] },
      'filters[0].values must have at least one value',
    ],
    [
      { ...GOOD, filters: [{ mode: 'include', name: 'Host', values: ['a', {}] }] },
      'filters[0].values[1] must be text, a number or true or false, but is {}',
    ],
    [
      { ...GOOD, filters: [{ mode: 'include', name: 'Host', values: [''] }] },
      'filters[0].values[0] must be text, a number or true or false, but is ""',
    ],
  ];
  for (const [value, message] of refused) {
    it(`is refused: ${message}`, () => {
      assert.equal(problem(value), message);
    });
  }
});
