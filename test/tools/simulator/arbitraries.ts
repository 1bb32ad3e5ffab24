import type { Distribution, Filter, Row, UpdateFrame, ViewDefinition } from '../../../lib/protocol/frames';
import fc from 'fast-check';
import { Simulator, type SimulatorOptions } from '../../../tools/simulator';

/** 20:00 UTC, when most services are busiest. */
export const EVENING = Date.UTC(2026, 0, 5, 20);

/** A simulator without a port, with ticks by hand and a fixed time. */
export function offline(options: SimulatorOptions = {}): Simulator {
  const clock = { now: () => EVENING, setInterval: () => 0, clearInterval: () => undefined };
  return new Simulator({ port: 0, interval: 0, hosts: 24, services: 8, clock, ...options });
}

const DISTRIBUTIONS: Distribution[] = [
  { name: 'Local Host' },
  { name: 'Remote Host' },
  { name: 'Service' },
  { name: 'Server Hostname' },
  { name: 'Subscriber' },
  { name: 'Plan' },
  { name: 'NetObject Level', arg: 'PSM/By Location/Cell' },
  { name: 'NetObject Level', arg: 'PSM/By Plan' },
  { name: 'Session Context', arg: 'S1/access' },
  { name: 'Protocol' },
  { name: 'Port' },
];

const FILTERS: Omit<Filter, 'mode'>[] = [
  { name: 'Host', values: ['10.0.0.249', '192.0.2.0/25'] },
  { name: 'Local Host', values: ['10.0.0.0/24'] },
  { name: 'Remote Host', values: ['2001:db8::/32', '198.51.100.0/24'] },
  { name: 'Service', values: ['HLS', 'DNS'] },
  { name: 'Server Hostname', values: ['video1.hls.example.org', '(none)'] },
  { name: 'Subscriber', values: ['subscriber-0001', 'subscriber-0004'] },
  { name: 'Plan', values: ['Gold'] },
  { name: 'Visible NetObject', values: ['PSM/By Access/5G'] },
  { name: 'Session Context', values: ['Gold', 'Silver'], arg: 'S1/plan' },
  { name: 'Flags', values: [true], arg: 'ASYMMETRIC' },
  { name: 'Protocol', values: ['UDP'] },
  { name: 'Port', values: [443, 53] },
];

export const anyFilter: fc.Arbitrary<Filter> = fc
  .tuple(fc.constantFrom<Filter['mode'][]>('include', 'exclude'), fc.constantFrom(...FILTERS))
  .map(([mode, filter]) => ({ ...filter, mode }));

export const anyView: fc.Arbitrary<ViewDefinition> = fc.record(
  {
    distributions: fc.uniqueArray(fc.constantFrom(...DISTRIBUTIONS), { minLength: 1, maxLength: 3 }),
    filters: fc.array(anyFilter, { maxLength: 2 }),
    expand: fc.boolean(),
  },
  { noNullPrototype: true },
);

/** Columns that are sums. */
export const SUM_COLUMNS = [
  'inbound_bps',
  'outbound_bps',
  'in_shapingdrops',
  'in_shapingtotal',
  'out_shapingdrops',
  'out_shapingtotal',
  'connections',
  'in_packets',
  'out_packets',
  'in_quality_packets',
  'out_quality_packets',
  'handshakes',
];

/** A column's value; an unknown value counts as 0. */
export function valueOf(update: UpdateFrame, row: Row, column: string): number {
  const value = row[update.columns.indexOf(column)];
  return typeof value === 'number' ? value : 0;
}

export function childrenOf(update: UpdateFrame, row: Row): Row[] | undefined {
  const children = row[update.columns.length];
  return Array.isArray(children) ? children : undefined;
}

export function total(update: UpdateFrame, rows: Row[], column: string): number {
  return rows.reduce((sum, row) => sum + valueOf(update, row, column), 0);
}

/** The row with that name. */
export function rowOf(update: UpdateFrame, name: string): Row {
  const row = update.rows.find(([found]) => found === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
}

export function names(update: UpdateFrame): string[] {
  return update.rows.map(([name]) => name);
}
