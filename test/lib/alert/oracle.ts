import type { Condition } from '../../../lib/alert/condition';
import type { AlertRules } from '../../../lib/alert/rules';

/**
 * The contract of an alert, written down a second time: it keeps all that has been observed and looks at it again with
 * every update. It knows what a test knows of an update, but not of messages, clocks and memory.
 */

/** What a column counts. */
export const KINDS = { gauge: undefined, each: 'update', total: 'total' } as const;
export type Column = keyof typeof KINDS;

export type Values = Partial<Record<Column, number | null>>;

/** An update as the appliance made it. */
export interface Made {
  view: string;
  /** Nothing before it counts. */
  first: boolean;
  /** When it arrived, ms. */
  arrived: number;
  /** ms since the update before. */
  interval: number;
  /** Updates combined into this one, and all since the one before. */
  updates: number;
  count: number;
  /** By path, as JSON. */
  items: ReadonlyMap<string, Values>;
}

/** An alarm that begins or ends. */
export interface Change {
  state: 'raised' | 'cleared' | 'gone';
  view: string;
  /** As JSON. */
  path: string;
}

type Verdict = 'yes' | 'no' | 'unknown';

/** What was seen of an item in one update; of an item that is not there, only that. */
interface Seen {
  first: boolean;
  arrived: number;
  interval: number;
  there: boolean;
  values: Values;
  raise: Verdict;
  clear: Verdict;
}

export class Oracle {
  private view: string | undefined;
  private readonly seen = new Map<string, Seen[]>();
  /** Paths, as JSON, in the order in which their alarms were raised. */
  private readonly active = new Set<string>();

  constructor(private readonly rules: AlertRules) {}

  get alarms(): string[] {
    return [...this.active];
  }

  /** The alarms of which the last update has said whether they hold. */
  get known(): string[] {
    return this.alarms.filter((path) => (this.seen.get(path)?.at(-1)?.clear ?? 'unknown') !== 'unknown');
  }

  /** Takes an update. Returns what it changes, without an order. */
  update(made: Made): Change[] {
    const changes: Change[] = [];
    if (this.view !== undefined && this.view !== made.view) {
      for (const path of this.active) changes.push({ state: 'gone', view: this.view, path });
      this.active.clear();
      this.seen.clear();
    }
    this.view = made.view;
    for (const [path, values] of made.items)
      if (isThere(values, this.rules)) this.observe(path, values, made);
    for (const path of this.seen.keys()) {
      const values = made.items.get(path);
      if (!values || !isThere(values, this.rules)) this.miss(path, made);
    }
    for (const [path, history] of this.seen) {
      const state = this.judge(path, history);
      if (state) changes.push({ state, view: made.view, path });
      if (state === 'raised') this.active.add(path);
      else if (state) this.active.delete(path);
      // What led to an alarm, or to its end, counts for nothing after it.
      if (state) for (const seen of history) Object.assign(seen, BEGIN);
      if (this.isForgotten(history) && !this.active.has(path)) this.seen.delete(path);
    }
    return changes;
  }

  /** Only alarms survive. */
  restart(): void {
    for (const path of this.seen.keys()) if (!this.active.has(path)) this.seen.delete(path);
    for (const path of this.active) this.seen.set(path, []);
  }

  private observe(path: string, values: Values, made: Made): void {
    const history = this.seen.get(path) ?? [];
    this.seen.set(path, history);
    const verdict = (level: 'raise' | 'clear'): Verdict => {
      const all = this.rules.conditions.map((condition) => holds(condition, level, values, made, history));
      const [decides, other] =
        this.rules.match === 'any' ? (['yes', 'no'] as const) : (['no', 'yes'] as const);
      if (all.includes(decides)) return decides;
      return all.includes('unknown') ? 'unknown' : other;
    };
    const { first, arrived, interval } = made;
    history.push({
      ...{ first, arrived, interval, there: true, values },
      ...{ raise: verdict('raise'), clear: verdict('clear') },
    });
  }

  private miss(path: string, { first, arrived, interval }: Made): void {
    const unknown = { raise: 'unknown', clear: 'unknown' } as const;
    this.seen.get(path)?.push({ first, arrived, interval, there: false, values: {}, ...unknown });
  }

  private judge(path: string, history: readonly Seen[]): 'raised' | 'cleared' | 'gone' | undefined {
    const last = history.at(-1);
    if (!last) return undefined;
    const { raiseFor, clearFor, goneFor } = this.rules;
    if (!this.active.has(path))
      return last.raise === 'yes' && this.lasted(history, 'raise', 'yes') >= raiseFor * 1000
        ? 'raised'
        : undefined;
    if (last.clear === 'no' && this.lasted(history, 'clear', 'no') >= clearFor * 1000) return 'cleared';
    if (this.isGoneBetween(history)) return 'gone';
    return last.clear === 'unknown' && !last.first && sinceKnown(history, 'clear') >= goneFor * 1000
      ? 'gone'
      : undefined;
  }

  /** How long the verdict has been the same; what is unknown for shorter than `goneFor` only does not count. */
  private lasted(history: readonly Seen[], level: 'raise' | 'clear', wanted: Verdict): number {
    let lasted = 0;
    let after = 0;
    let unknown = 0;
    for (const seen of [...history].reverse()) {
      if (seen[level] === 'unknown') {
        unknown += seen.interval;
        // A count begins again where the time was over in an update that is not its connection's first.
        if (!seen.first && unknown >= this.rules.goneFor * 1000) break;
        continue;
      }
      unknown = 0;
      if (seen[level] !== wanted) break;
      lasted += after;
      after = seen.interval;
    }
    return lasted;
  }

  /** Missing for long, in updates that were the only ones of their connections. */
  private isGoneBetween(history: readonly Seen[]): boolean {
    const { arrived = NaN } = history.at(-1) ?? {};
    const others = history.map(({ first, there }) => !first || there).lastIndexOf(true);
    const [since] = history.slice(others + 1, -1);
    return since !== undefined && arrived - since.arrived >= this.rules.goneFor * 1000;
  }

  private isForgotten(history: readonly Seen[]): boolean {
    const last = history.at(-1);
    if (this.isGoneBetween(history)) return true;
    if (!last || last.there || last.first) return false;
    let away = 0;
    for (const seen of [...history].reverse()) {
      if (seen.there) break;
      away += seen.interval;
    }
    return away >= this.rules.goneFor * 1000;
  }
}

/** What was observed still says how much there was, but counts for nothing. */
const BEGIN = { raise: 'no', clear: 'yes' } as const;

function sinceKnown(history: readonly Seen[], level: 'raise' | 'clear'): number {
  let unknown = 0;
  for (const seen of [...history].reverse()) {
    if (seen[level] !== 'unknown') break;
    unknown += seen.interval;
  }
  return unknown;
}

function isThere(values: Values, { conditions }: AlertRules): boolean {
  return conditions.some(({ column, of = column }) =>
    [column, of].some((name) => typeof values[name as Column] === 'number'),
  );
}

function holds(
  condition: Condition,
  level: 'raise' | 'clear',
  values: Values,
  made: Made,
  history: readonly Seen[],
): Verdict {
  const value = measure(condition, values, made, history);
  if (value === undefined) return 'unknown';
  const limit = condition[level];
  const is = { gt: value > limit, gte: value >= limit, lt: value < limit, lte: value <= limit };
  return is[condition.op] ? 'yes' : 'no';
}

function measure(
  { measure, column, of = column }: Condition,
  values: Values,
  made: Made,
  history: readonly Seen[],
): number | undefined {
  const [name, other] = [column as Column, of as Column];
  if (measure === 'value') return values[name] ?? undefined;
  if (measure === 'percent') {
    const [part, whole] = [name, other].map((each) =>
      each === 'total' ? growth(each, values, made, history)?.amount : (values[each] ?? undefined),
    );
    return part === undefined || whole === undefined || whole <= 0 ? undefined : (100 * part) / whole;
  }
  if (made.first || made.interval <= 0) return undefined;
  if (name === 'each') {
    const amount = values.each ?? undefined;
    const covered = made.interval * Math.min(1, made.updates / made.count);
    return amount === undefined ? undefined : amount / (covered / 1000);
  }
  const grown = growth(name, values, made, history);
  return grown && grown.time > 0 ? grown.amount / (grown.time / 1000) : undefined;
}

/** Since the last number of this connection. */
function growth(
  column: Column,
  values: Values,
  made: Made,
  history: readonly Seen[],
): { amount: number; time: number } | undefined {
  const now = values[column];
  if (typeof now !== 'number' || made.first) return undefined;
  let time = made.interval;
  for (const seen of [...history].reverse()) {
    const before = seen.values[column];
    if (typeof before === 'number')
      // A counter does not fall: it has begun again.
      return column === 'total' && now < before ? undefined : { amount: now - before, time };
    if (seen.first) return undefined;
    time += seen.interval;
  }
  return undefined;
}
