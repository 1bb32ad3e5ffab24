import assert from 'node:assert/strict';
import type { Distribution, Filter, FilterValue, ViewDefinition } from '../../../lib/protocol/frames';
import fc from 'fast-check';
import { Refusal } from '../../../tools/simulator';
import { names, offline } from './arbitraries';

describe('simulator: filters and distributions', () => {
  const simulator = offline({ hosts: 60, services: 12 });

  /** The names of the remaining items. */
  const left = (distribution: Distribution | string, ...filters: Filter[]): string[] =>
    names(
      simulator.snapshot({
        distributions: [typeof distribution === 'string' ? { name: distribution } : distribution],
        filters,
        expand: false,
      }),
    ).sort();
  const include = (name: string, values: FilterValue[], arg?: string): Filter => ({
    mode: 'include',
    name,
    values,
    ...(arg === undefined ? {} : { arg }),
  });
  const exclude = (name: string, values: FilterValue[], arg?: string): Filter => ({
    ...include(name, values, arg),
    mode: 'exclude',
  });

  before(() => {
    for (let tick = 0; tick < 3; tick++) simulator.tick();
  });

  it('keeps or drops what a filter on a value names', () => {
    for (const property of [
      'Local Host',
      'Remote Host',
      'Service',
      'Subscriber',
      'Plan',
      'Server Hostname',
      'Protocol',
    ]) {
      const all = left(property);
      assert.ok(all.length > 1, property);
      const some = all.filter((_, index) => index % 2 === 0);
      assert.deepEqual(left(property, include(property, some)), some, property);
      assert.deepEqual(
        left(property, exclude(property, some)),
        all.filter((name) => !some.includes(name)),
        property,
      );
    }
  });

  it('keeps the ports that a filter names', () => {
    assert.deepEqual(left('Port', include('Port', [53, 443])), ['443', '53']);
  });

  it('keeps both directions of a host', () => {
    assert.deepEqual(left('Local Host', include('Host', ['10.0.0.249'])), ['10.0.0.249']);
    const [remote = ''] = left('Remote Host');
    assert.deepEqual(left('Remote Host', include('Host', [remote])), [remote]);
  });

  it('accepts networks and IPv6 addresses in any form', () => {
    const all = left('Local Host');
    const six = all.filter((address) => address.includes(':'));
    assert.ok(six.length > 1 && six.length < all.length);
    assert.deepEqual(left('Local Host', include('Local Host', ['2001:DB8::/32'])), six);
    assert.deepEqual(
      left('Local Host', include('Local Host', ['10.0.0.0/8'])),
      all.filter((address) => !six.includes(address)),
    );
    assert.deepEqual(left('Local Host', include('Host', ['2001:0db8:0000:0001:0:0:0:0001'])), [
      '2001:db8:0:1::1',
    ]);
    assert.deepEqual(left('Local Host', include('Host', ['0.0.0.0/0', '::/0'])), all);
  });

  it('compares exactly as many bits of an address as the network has', () => {
    const hosts = left('Local Host');
    fc.assert(
      fc.property(fc.constantFrom(...hosts), fc.double({ min: 0, max: 1, noNaN: true }), (address, part) => {
        const longest = address.includes(':') ? 128 : 32;
        const prefix = 1 + Math.round(part * (longest - 1));
        const bits = toBits(address);
        const other = fromBits(bits ^ (1n << BigInt(longest - prefix)), longest);
        const kept = (network: string): boolean =>
          left('Local Host', include('Local Host', [network])).includes(address);
        assert.ok(kept(`${address}/${prefix}`));
        assert.ok(!kept(`${other}/${prefix}`), `${other}/${prefix} has ${address}`);
        assert.ok(kept(`${other}/${prefix - 1}`));
      }),
    );
  });

  it('keeps the content of a network object', () => {
    assert.deepEqual(left('Plan', include('Visible NetObject', ['PSM/By Plan/Gold'])), ['Gold']);
    const cells = left({ name: 'NetObject Level', arg: 'PSM/By Location' });
    const [cell = ''] = cells;
    const filter = include('Visible NetObject', [`/PSM/By Location/${cell}`]);
    assert.deepEqual(left({ name: 'NetObject Level', arg: 'PSM/By Location' }, filter), [cell]);
    assert.deepEqual(left('Local Host', include('Visible NetObject', ['PSM'])), left('Local Host'));
    assert.deepEqual(left('Local Host', include('Visible NetObject', ['/'])), left('Local Host'));
    assert.deepEqual(left('Local Host', include('Visible NetObject', ['PSM/By Location/Cell'])), []);
  });

  it('shows the level of a network object path, or the level at which a path ends', () => {
    const cells = left({ name: 'NetObject Level', arg: 'PSM/By Location' });
    assert.ok(cells.includes('Cell 12'), String(cells));
    assert.deepEqual(left({ name: 'NetObject Level', arg: 'PSM/By Location/Cell' }), cells);
    assert.deepEqual(left({ name: 'NetObject Level', arg: '/PSM/By Plan/' }), ['Bronze', 'Gold', 'Silver']);
    assert.deepEqual(left({ name: 'NetObject Level', arg: 'PSM' }), ['By Location']);
    const few = left({ name: 'NetObject Level', arg: 'PSM/By Location/Cell 12' });
    assert.deepEqual(few, ['(none)', 'Cell 12']);
  });

  it('keeps sessions by their content', () => {
    const filter = include('Session Context', ['Gold', 'Silver', 'Bronze'], 'S1/plan');
    assert.deepEqual(left('Local Host', filter), left('Local Host'));
    assert.deepEqual(left('Plan', include('Session Context', ['Gold'], 'S1/plan')), ['Gold']);
    assert.deepEqual(
      left({ name: 'Session Context', arg: 'S1/access' }, include('Session Context', ['4G'], 'S1/access')),
      ['4G'],
    );
  });

  it('keeps connections with or without a flag', () => {
    const count = (...filters: Filter[]): number =>
      simulator
        .snapshot({ distributions: [{ name: 'Protocol' }], filters, expand: false, columns: ['connections'] })
        .rows.reduce((sum, row) => sum + Number(row[1]), 0);
    const all = count();
    const asymmetric = count(include('Flags', [true], 'ASYMMETRIC'));
    assert.ok(asymmetric > 0 && asymmetric < all / 4);
    assert.equal(count(include('Flags', [false], 'ASYMMETRIC')), all - asymmetric);
    assert.equal(count(exclude('Flags', [true], 'ASYMMETRIC')), all - asymmetric);
    assert.equal(count(include('Flags', [true, false], 'ASYMMETRIC')), all);
    assert.deepEqual(
      left('Service', include('Flags', [true], 'ENCRYPTED'), include('Service', ['DNS', 'TLS'])),
      ['TLS'],
    );
  });

  it('needs all filters to match, and one value of each', () => {
    const both = [include('Service', ['HLS', 'TLS']), exclude('Service', ['TLS'])];
    assert.deepEqual(left('Service', ...both), ['HLS']);
    assert.deepEqual(left('Service', include('Service', ['Nothing of that name'])), []);
  });

  it('offers exactly what it supports', () => {
    const { distributions, filters, services, fields } = simulator.catalog;
    for (const { name, arg } of distributions) {
      const examples: Record<string, string> = { 'NetObject Level': 'PSM', 'Session Context': 'S1/plan' };
      const distribution = arg === undefined ? { name } : { name, arg: examples[name] ?? '' };
      assert.ok(left(distribution).length > 0, name);
    }
    const values = { text: 'x', number: 443, boolean: true, address: '10.0.0.1', service: services[0] ?? '' };
    for (const { name, arg, values: kind = 'text' } of filters) {
      const examples: Record<string, string> = { Flags: 'INCOMING', 'Session Context': 'S1/cell' };
      left('Service', include(name, [values[kind]], arg === undefined ? undefined : examples[name]));
    }
    const view: ViewDefinition = { distributions: [{ name: 'Service' }], filters: [], expand: false };
    const columns = fields.map(({ column }) => column);
    assert.deepEqual(simulator.snapshot({ ...view, columns }).columns, columns);
    const standard = fields.filter((field) => field.default === true).map(({ column }) => column);
    assert.deepEqual(simulator.snapshot(view).columns, standard);
  });

  it('refuses and names what it does not know', () => {
    const refused = (view: Partial<ViewDefinition>): string => {
      try {
        simulator.snapshot({ distributions: [{ name: 'Service' }], filters: [], expand: false, ...view });
      } catch (error) {
        assert.ok(error instanceof Refusal, String(error));
        return `${error.code}: ${error.message}`;
      }
      return 'not refused';
    };
    assert.match(refused({ distributions: [{ name: 'Nonsense' }] }), /^unknown-distribution: .*"Nonsense"/);
    assert.match(refused({ filters: [include('Nonsense', ['x'])] }), /^unknown-filter: .*"Nonsense"/);
    assert.match(refused({ columns: ['name', 'nonsense'] }), /^unknown-column: .*"nonsense"/);
    assert.match(refused({ columns: ['inbound'] }), /^unknown-column: .*"inbound"/);
    assert.match(
      refused({ distributions: [{ name: 'NetObject Level' }] }),
      /^bad-value: .*"NetObject Level"/,
    );
    assert.match(
      refused({ distributions: [{ name: 'NetObject Level', arg: 'ABC' }] }),
      /^bad-value: .*"ABC"/,
    );
    assert.match(refused({ distributions: [{ name: 'Session Context', arg: 'S9' }] }), /^bad-value: .*"S9"/);
    assert.match(refused({ distributions: [{ name: 'Service', arg: 'x' }] }), /^bad-value: .*"x"/);
    assert.match(
      refused({ filters: [include('Session Context', ['Gold'])] }),
      /^bad-value: .*"Session Context"/,
    );
    assert.match(refused({ filters: [include('Session Context', ['Gold'], 'S9')] }), /^bad-value: .*"S9"/);
    assert.match(refused({ filters: [include('Flags', [true])] }), /^bad-value: .*"Flags"/);
    assert.match(refused({ filters: [include('Flags', [true], 'NONSENSE')] }), /^bad-value: .*"NONSENSE"/);
    assert.match(
      refused({ filters: [include('Flags', ['true'], 'ASYMMETRIC')] }),
      /^bad-value: .*boolean.*"true"/,
    );
    assert.match(refused({ filters: [include('Port', ['443'])] }), /^bad-value: .*number.*"443"/);
    assert.match(refused({ filters: [include('Service', [7])] }), /^bad-value: .*service.*7/);
    assert.match(refused({ filters: [include('Plan', ['Gold'], 'x')] }), /^bad-value: .*"x"/);
    assert.equal(refused({}), 'not refused');
  });

  it('refuses text that is not an address', () => {
    const addresses = [
      '10.0.0',
      '10.0.0.256',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '2001:db8::/129',
      'a.example',
      '/8',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom('Host', 'Local Host', 'Remote Host'),
        fc.constantFrom(...addresses),
        (name, text) => {
          assert.throws(
            () => left('Service', include(name, [text])),
            (error) => error instanceof Refusal && error.code === 'bad-value' && error.message.includes(text),
          );
        },
      ),
    );
  });
});

/** An address as a number. It can have one `::` and no embedded IPv4. */
function toBits(address: string): bigint {
  if (!address.includes(':'))
    return address.split('.').reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  const [head = '', tail = ''] = address.split('::');
  const [first, last] = [head, tail].map((half) => half.split(':').filter(Boolean)) as [string[], string[]];
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  return groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function fromBits(bits: bigint, length: number): string {
  if (length === 32) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (bits >> BigInt(112 - 16 * index)) & 0xffffn);
  return groups.map((group) => group.toString(16)).join(':');
}
