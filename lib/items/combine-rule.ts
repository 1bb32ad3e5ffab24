import type { VALUE_NAMES } from '../documented';
import type { Counter, FieldInfo } from '../protocol/frames';
import { counterOf } from './counter';

/**
 * How an item's values from several updates become one:
 * - `sum`: added up;
 * - `last`: the last known value;
 * - `maximum`: the largest;
 * - `mean`: the mean over all updates; an update without the value or the item counts as 0;
 * - `known mean`: the mean of the known values.
 */
export type CombineRule = 'sum' | 'last' | 'maximum' | 'mean' | 'known mean';

type ValueName = (typeof VALUE_NAMES)[number];

/** The rules of documented columns that do not count. */
const DOCUMENTED: Partial<Record<ValueName, CombineRule>> = {
  inbound: 'mean',
  outbound: 'mean',
  inbound_bps: 'mean',
  outbound_bps: 'mean',
  connections: 'mean',
  'in.int.quality': 'known mean',
  'in.ext.quality': 'known mean',
  'out.int.quality': 'known mean',
  'out.ext.quality': 'known mean',
  'int.rtt': 'known mean',
  'ext.rtt': 'known mean',
  'in.shapingavg.latency': 'known mean',
  'out.shapingavg.latency': 'known mean',
  'in.shapingmax.latency': 'maximum',
  'out.shapingmax.latency': 'maximum',
};

/** Units of bandwidth: `bit/s`, `packets/s`, `Mbps`. */
const RATE = /(?:\/s|bps)$/i;
/** Units of fractions and durations. */
const MEASURED: ReadonlySet<string> = new Set(['1', '%', 's', 'ms', 'us', 'µs', 'ns']);

/** Finds each column's rule: by what it counts, else by its documented name, else by its unit. */
export function combineRules(
  columns: readonly string[],
  fields: readonly FieldInfo[],
  counters: Counter,
): CombineRule[] {
  const known = new Map(fields.map((field) => [field.column, field]));
  return columns.map((column) => ruleOf(column, known.get(column), counters));
}

function ruleOf(column: string, field: FieldInfo | undefined, counters: Counter): CombineRule {
  const counter = counterOf(column, field, counters);
  if (counter !== undefined) return counter === 'update' ? 'sum' : 'last';
  const documented = documentedRule(field?.name) ?? documentedRule(column);
  if (documented !== undefined) return documented;
  const unit = field?.unit ?? '';
  if (RATE.test(unit) || unit === 'connections') return 'mean';
  return MEASURED.has(unit) ? 'known mean' : 'last';
}

function documentedRule(name: string | undefined): CombineRule | undefined {
  return name !== undefined && Object.hasOwn(DOCUMENTED, name) ? DOCUMENTED[name as ValueName] : undefined;
}
