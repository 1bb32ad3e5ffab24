import type { FlatRow, Item } from './build';

/** Which items of an update are wanted, on each level. */
export interface Selection {
  /** The key to sort by, from the largest value down; without one, the order of the appliance. */
  sort: string | undefined;
  /** At most so many, the first ones; 0: all. */
  limit: number;
}

/** What has values to sort by. */
type Sortable = Readonly<Record<string, unknown>>;

/** The wanted ones of an update's items or rows, and of their children; the items are changed for that. */
export function select(
  items: readonly (Item | FlatRow)[],
  selection: Selection,
): readonly (Item | FlatRow)[] {
  const { sort, limit } = selection;
  if (sort === undefined && limit === 0) return items;
  const sorted = largest(items, sort);
  const selected = limit === 0 ? sorted : sorted.slice(0, limit);
  for (const item of selected) {
    // A row's key of this name would be a distribution's, and so a name.
    if (Array.isArray(item.children)) item.children = select(item.children as Item[], selection) as Item[];
  }
  return selected;
}

/** The items sorted by a key, from the largest value down: numbers, then texts, then what has no value. */
export function largest<T extends Sortable>(items: readonly T[], key: string | undefined): readonly T[] {
  // The sort is stable: equal ones stay in their order.
  return key === undefined ? items : [...items].sort((a, b) => compare(a[key], b[key]));
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? 1 : a > b ? -1 : 0;
  return rank(a) - rank(b);
}

function rank(value: unknown): number {
  if (typeof value === 'number') return 0;
  return typeof value === 'string' ? 1 : 2;
}
