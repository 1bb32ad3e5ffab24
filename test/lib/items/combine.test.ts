import assert from 'node:assert/strict';
import fc from 'fast-check';
import { leaves } from '../../../lib/items/build';
import { Combination } from '../../../lib/items/combine';
import { type CombineRule, combineRules } from '../../../lib/items/combine-rule';
import type { FieldInfo, Row, Value } from '../../../lib/protocol/frames';

const RULES: CombineRule[] = ['last', 'sum', 'last', 'maximum', 'mean', 'known mean'];

/** A row apart from its encoding. */
interface Sample {
  name: string;
  values: Value[];
  children: Sample[] | undefined;
}

function encode({ name, values, children }: Sample): Row {
  return children ? [name, ...values, children.map(encode)] : [name, ...values];
}

function combine(updates: readonly Sample[][], rules: readonly CombineRule[] = RULES): Row[] {
  const combination = new Combination(rules);
  for (const update of updates) combination.add(update.map(encode));
  return combination.rows();
}

/** Every place of an update: the names on the way, each with how many of that name came before it in its list. */
function places(samples: readonly Sample[], above = ''): Map<string, Sample> {
  const found = new Map<string, Sample>();
  const seen = new Map<string, number>();
  for (const sample of samples) {
    const before = seen.get(sample.name) ?? 0;
    seen.set(sample.name, before + 1);
    const place = `${above}/${JSON.stringify([sample.name, before])}`;
    found.set(place, sample);
    for (const [below, child] of places(sample.children ?? [], place)) found.set(below, child);
  }
  return found;
}

function decode(rows: readonly Row[], width: number): Sample[] {
  return rows.map(([name, ...rest]) => ({
    name,
    values: rest.slice(0, width) as Value[],
    children: rest.length > width ? decode(rest[width] as Row[], width) : undefined,
  }));
}

/** The contract, once more: all values of one place and one column, oldest first. */
function expected(rule: CombineRule, values: readonly Value[], updates: number): Value {
  const known = values.filter((value) => value !== null);
  const numbers = known.filter((value) => typeof value === 'number');
  if (rule === 'last' || numbers.length === 0) return known.at(-1) ?? null;
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (rule) {
    case 'sum':
      return sum;
    case 'maximum':
      return numbers.reduce((most, value) => (value > most ? value : most));
    case 'mean':
      return sum / updates;
    case 'known mean':
      return sum / numbers.length;
  }
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -50, max: 1_000_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 1000 }).map((whole) => whole / 8) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constantFrom('Gold', '') },
);

function samples(depth: number): fc.Arbitrary<Sample[]> {
  const children = depth > 1 ? fc.option(samples(depth - 1), { nil: undefined }) : fc.constant(undefined);
  return fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', '', '__proto__'),
      values: fc.array(value, { minLength: RULES.length - 1, maxLength: RULES.length - 1 }),
      children,
    }),
    { maxLength: 4 },
  );
}

describe('several updates as one', () => {
  it('have at each place what the rule of each column says', () => {
    fc.assert(
      fc.property(fc.array(samples(3), { minLength: 1, maxLength: 6 }), (updates) => {
        const found = places(decode(combine(updates), RULES.length - 1));
        const each = updates.map((update) => places(update));
        assert.deepEqual(
          [...found.keys()].sort(),
          [...new Set(each.flatMap((all) => [...all.keys()]))].sort(),
        );
        for (const [place, sample] of found) {
          const there = each.flatMap((all) => all.get(place) ?? []);
          const values = RULES.slice(1).map((rule, column) =>
            expected(
              rule,
              there.map((one) => one.values[column] ?? null),
              updates.length,
            ),
          );
          assert.deepEqual(sample.values, values);
          assert.equal(
            sample.children !== undefined,
            there.some(({ children }) => children !== undefined),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('add up to the same however they are cut into windows', () => {
    const total = (rows: readonly Row[]): number =>
      rows.reduce((sum, row) => sum + (typeof row[1] === 'number' ? row[1] : 0), 0);
    fc.assert(
      fc.property(fc.array(samples(1), { minLength: 1, maxLength: 12 }), fc.nat(12), (updates, cut) => {
        const windows = [updates.slice(0, cut), updates.slice(cut)];
        assert.equal(
          windows.reduce((sum, window) => sum + total(combine(window)), 0),
          updates.reduce((sum, update) => sum + total(update.map(encode)), 0),
        );
      }),
    );
  });

  it('add up to the same in flat rows, also where an item is a leaf in one update and not in another', () => {
    const total = (rows: readonly Row[]): number =>
      leaves(rows, RULES.length, (row) => (typeof row[1] === 'number' ? row[1] : 0)).reduce(
        (sum, value) => sum + value,
        0,
      );
    fc.assert(
      fc.property(fc.array(samples(3), { minLength: 1, maxLength: 6 }), (updates) => {
        const combination = new Combination(RULES, true);
        const rows = updates.map((update) => update.map(encode));
        for (const each of rows) combination.add(each);
        assert.equal(
          total(combination.rows()),
          rows.reduce((sum, each) => sum + total(each), 0),
        );
      }),
    );
  });

  it('stay one item in a tree, whether or not it has children in every update', () => {
    const combination = new Combination(['last', 'sum']);
    for (const row of [
      ['a', 1],
      ['a', 2, [['b', 2]]],
      ['a', 4, []],
    ] as Row[])
      combination.add([row]);
    assert.deepEqual(combination.rows(), [['a', 7, [['b', 2]]]]);
  });

  it('count an absent item as 0 where the mean is over all updates, and leave it out where it is not', () => {
    const item = (inbound: Value, quality: Value): Sample => ({
      name: 'a',
      values: [inbound, quality],
      children: undefined,
    });
    const updates = [[item(30, 0.5)], [], [item(null, null)], [item(10, 1)]];
    assert.deepEqual(combine(updates, ['last', 'mean', 'known mean']), [['a', 10, 0.75]]);
    assert.deepEqual(combine([[item(null, null)], []], ['last', 'mean', 'known mean']), [['a', null, null]]);
  });

  it('never have a number that is not finite', () => {
    const most: Sample = { name: 'a', values: [Number.MAX_VALUE], children: undefined };
    assert.deepEqual(combine([[most], [most]], ['last', 'sum']), [['a', Number.MAX_VALUE]]);
  });

  it('take time that grows with the rows, also where all have one name', () => {
    const combination = new Combination(['last', 'sum']);
    const rows = Array.from({ length: 50_000 }, (_, index): Row => ['', index]);
    for (let update = 0; update < 3; update++) combination.add(rows);
    assert.equal(combination.size, rows.length);
    assert.deepEqual(combination.rows().at(-1), ['', 3 * 49_999]);
  });

  it('keep nothing for updates of the same items', () => {
    const combination = new Combination(RULES);
    for (let update = 0; update < 1000; update++) combination.add([['a', 1, 1, 1, 1, 1]]);
    assert.deepEqual([combination.size, combination.count], [1, 1000]);
  });
});

describe('the rule of a column', () => {
  const field = (column: string, more: Partial<FieldInfo> = {}): FieldInfo => ({
    column,
    name: column,
    ...more,
  });
  const cases: [FieldInfo, CombineRule][] = [
    [field('in_shapingdrops', { name: 'in.shapingdrops', unit: 'packets' }), 'sum'],
    [field('x', { counter: 'update', unit: 'bit/s' }), 'sum'],
    [field('x', { counter: 'total' }), 'last'],
    [field('inbound_bps', { name: 'inbound', unit: 'bit/s' }), 'mean'],
    [field('connections', { unit: 'connections' }), 'mean'],
    [field('x', { unit: 'packets/s' }), 'mean'],
    [field('x', { unit: 'Mbps' }), 'mean'],
    [field('in_ext_quality', { name: 'in.ext.quality', unit: '1' }), 'known mean'],
    [field('int_rtt', { name: 'int.rtt', unit: 'ms' }), 'known mean'],
    [field('in_shapingavg_latency', { name: 'in.shapingavg.latency', unit: 'ms' }), 'known mean'],
    [field('in_shapingmax_latency', { name: 'in.shapingmax.latency', unit: 'ms' }), 'maximum'],
    [field('x', { unit: 'ms' }), 'known mean'],
    [field('x', { unit: '%' }), 'known mean'],
    ...['inbound', 'outbound', 'inbound_bps', 'outbound_bps', 'connections'].map(
      (name): [FieldInfo, CombineRule] => [field(name), 'mean'],
    ),
    ...['in.int.quality', 'in.ext.quality', 'out.int.quality', 'out.ext.quality', 'int.rtt', 'ext.rtt'].map(
      (name): [FieldInfo, CombineRule] => [field('raw', { name }), 'known mean'],
    ),
    ...['in', 'out'].flatMap((way): [FieldInfo, CombineRule][] => [
      [field(`${way}.shapingavg.latency`), 'known mean'],
      [field(`${way}.shapingmax.latency`), 'maximum'],
      [field(`${way}.shapingdrops`), 'sum'],
      [field(`${way}.shapingtotal`), 'sum'],
    ]),
    ...['1', '%', 's', 'ms', 'us', 'µs', 'ns'].map((unit): [FieldInfo, CombineRule] => [
      field('x', { unit }),
      'known mean',
    ]),
    ...['B/s', 'MBPS'].map((unit): [FieldInfo, CombineRule] => [field('x', { unit }), 'mean']),
    ...['bps of a link', '/s2', 'ms of it', '', 'bit'].map((unit): [FieldInfo, CombineRule] => [
      field('x', { unit }),
      'last',
    ]),
    [field('plan'), 'last'],
    [field('constructor'), 'last'],
    [field('x', { unit: 'packets' }), 'last'],
  ];
  for (const [info, rule] of cases) {
    it(`of ${JSON.stringify(info)} is: ${rule}`, () => {
      assert.deepEqual(combineRules([info.column], [info], 'update'), [rule]);
    });
  }

  it('goes by the appliance’s setting where the catalogue does not say what a documented column counts', () => {
    assert.deepEqual(combineRules(['in.shapingdrops', 'inbound_bps'], [], 'total'), ['last', 'mean']);
  });
});
