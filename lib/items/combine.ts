import type { Row, Value } from '../protocol/frames';
import { childRows } from './build';
import type { CombineRule } from './combine-rule';

/** One item's values so far. */
interface Sum {
  readonly name: string;
  /** Per column, according to its rule: a sum, a maximum, or the last value. */
  readonly values: Value[];
  /** Per column: how many numbers were combined. */
  readonly counts: number[];
  /** On the first item of a name: the last update that contains it. */
  update: number;
  children: Level | undefined;
  /** The next item of the same name in one update. */
  twin: Sum | undefined;
  /** On the first item of a name: the twin that the newest update used last. */
  latest: Sum | undefined;
}

/** Items by their names. In flat rows, by whether they are leaves as well. */
type Level = Map<string, Sum>;

/**
 * Combines the rows of several updates with the same columns, each column by its rule. It keeps one sum per item, not
 * the updates. Items stay in the order in which they first appeared.
 */
export class Combination {
  private readonly top: Level = new Map();
  private updates = 0;
  private items = 0;

  /**
   * @param flat whether the rows become flat rows or points, which are only leaf items. Then an item that is a leaf in
   *   one update and has children in another stays two items. As one item with children, it would lose the leaf's values
   */
  constructor(
    private readonly rules: readonly CombineRule[],
    private readonly flat = false,
  ) {}

  /** The number of items so far. */
  get size(): number {
    return this.items;
  }

  /** The number of updates so far. */
  get count(): number {
    return this.updates;
  }

  add(rows: readonly Row[]): void {
    this.updates++;
    this.addTo(this.top, rows);
  }

  rows(): Row[] {
    return this.rowsOf(this.top);
  }

  private addTo(level: Level, rows: readonly Row[]): void {
    const { rules } = this;
    for (const row of rows) {
      const [name] = row;
      const children = childRows(row, rules.length);
      const isLeaf = children === undefined || children.length === 0;
      const sum = this.find(level, name, this.flat ? `${isLeaf ? '-' : '+'}${name}` : name);
      let column = 0;
      for (const rule of rules) {
        if (column > 0) addValue(sum, column, row[column] as Value, rule);
        column++;
      }
      if (children) this.addTo((sum.children ??= new Map<string, Sum>()), children);
    }
  }

  /** Finds the item of this key that the newest update has not used yet. */
  private find(level: Level, name: string, key: string): Sum {
    const first = level.get(key) ?? this.create(name);
    if (first.update === this.updates) {
      const before = first.latest ?? first;
      return (first.latest = before.twin ??= this.create(name));
    }
    level.set(key, first);
    first.update = this.updates;
    first.latest = first;
    return first;
  }

  private create(name: string): Sum {
    const { length } = this.rules;
    this.items++;
    return {
      name,
      values: new Array<Value>(length).fill(null),
      counts: new Array<number>(length).fill(0),
      update: 0,
      children: undefined,
      twin: undefined,
      latest: undefined,
    };
  }

  private rowsOf(level: Level): Row[] {
    const rows: Row[] = [];
    for (const first of level.values()) {
      for (let sum: Sum | undefined = first; sum; sum = sum.twin) {
        const { name, children } = sum;
        const row: Row = [name];
        for (let column = 1; column < this.rules.length; column++) row.push(this.valueOf(sum, column));
        if (children) row.push(this.rowsOf(children));
        rows.push(row);
      }
    }
    return rows;
  }

  private valueOf({ values, counts }: Sum, column: number): Value {
    const value = values[column] ?? null;
    const rule = this.rules[column];
    if (typeof value !== 'number') return value;
    if (rule === 'mean') return value / this.updates;
    return rule === 'known mean' ? value / (counts[column] ?? 1) : value;
  }
}

/** Adds a value. Where numbers are combined, a number replaces a text. */
function addValue({ values, counts }: Sum, column: number, value: Value, rule: CombineRule): void {
  if (value === null) return;
  const before = values[column];
  if (rule === 'last') {
    values[column] = value;
  } else if (typeof value === 'number') {
    counts[column] = (counts[column] ?? 0) + 1;
    values[column] = typeof before === 'number' ? merge(before, value, rule) : value;
  } else if (typeof before !== 'number') {
    values[column] = value;
  }
}

function merge(before: number, value: number, rule: CombineRule): number {
  if (rule === 'maximum') return Math.max(before, value);
  // Like every number in a frame, the result must be finite.
  return Math.max(-Number.MAX_VALUE, Math.min(before + value, Number.MAX_VALUE));
}
