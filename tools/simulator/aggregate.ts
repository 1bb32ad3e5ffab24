import type { Matcher } from './filters';
import { Measure, MEASURES, SUMS } from './measures';
import { at, nth } from './numbers';
import type { Property } from './properties';
import type { Table } from './table';

/** One item of a view. */
export interface Group {
  name: string;
  /** Where its row starts in the {@link Tree}'s measures. */
  row: number;
  /** Empty at the last level. */
  children: Group[];
}

/** A view's items for one tick, at every level in descending order of inbound traffic. */
export interface Tree {
  /** One row of `MEASURES` numbers per group. */
  measures: Float64Array;
  groups: Group[];
}

/**
 * Groups the table's connections, one level per property.
 *
 * @param filters a connection counts if it matches all of them
 */
export function aggregate(table: Table, properties: readonly Property[], filters: readonly Matcher[]): Tree {
  const { slots } = table;
  const groups: Group[] = [];
  const all: Group[] = [];
  const parents: number[] = [];
  const known = properties.map(() => new Map<number, number>());
  const groupOf = new Int32Array(slots.liveCount);
  for (let index = 0; index < slots.liveCount; index++) {
    const slot = at(slots.live, index);
    groupOf[index] = -1;
    if (!filters.every((matches) => matches(slot))) continue;
    let parent = -1;
    for (let level = 0; level < properties.length; level++) {
      const { values, valueOf } = nth(properties, level);
      const members = nth(known, level);
      const value = valueOf(slot);
      const key = (parent + 1) * values.length + value;
      let group = members.get(key);
      if (group === undefined) {
        group = all.length;
        members.set(key, group);
        const item: Group = { name: nth(values, value), row: group * MEASURES, children: [] };
        (parent < 0 ? groups : nth(all, parent).children).push(item);
        all.push(item);
        parents.push(parent);
      }
      parent = group;
    }
    groupOf[index] = parent;
  }
  const measures = new Float64Array(all.length * MEASURES);
  for (let index = 0; index < slots.liveCount; index++) {
    const group = at(groupOf, index);
    if (group >= 0) merge(table.rows, at(slots.live, index) * MEASURES, measures, group * MEASURES);
  }
  // A group comes after its parent. So, going backwards, every group is complete when it is added.
  for (let group = all.length - 1; group >= 0; group--) {
    const parent = nth(parents, group);
    if (parent >= 0) merge(measures, group * MEASURES, measures, parent * MEASURES);
  }
  sort(groups, measures);
  return { measures, groups };
}

/** The innermost loop: it reads the arrays directly, because a call per number would cost more than everything else. */
function merge(from: Float64Array, fromRow: number, to: Float64Array, toRow: number): void {
  for (let measure = 0; measure < MEASURES; measure++) {
    const one = to[toRow + measure] ?? 0;
    const other = from[fromRow + measure] ?? 0;
    to[toRow + measure] = measure < SUMS ? one + other : Math.max(one, other);
  }
}

/** Names break ties, so that the order does not depend on how the groups were found. */
function sort(groups: Group[], measures: Float64Array): void {
  groups.sort(
    (one, other) =>
      at(measures, other.row + Measure.inbound) - at(measures, one.row + Measure.inbound) ||
      (one.name < other.name ? -1 : 1),
  );
  for (const { children } of groups) if (children.length > 0) sort(children, measures);
}
