import type { Item } from '../lib/items/build';
import type { Update } from '../lib/items/update';
import type { PreviewColumn, PreviewItem } from './api';

export const TOP_ITEMS = 20;
export const CHILDREN = 5;
export const ALL_ITEMS = 150;

/** The part of an update that fits into a dialog. */
export interface Excerpt {
  columns: PreviewColumn[];
  items: PreviewItem[];
  size: number;
}

/**
 * The items with the largest values of a column, at each level; without one, the first ones. Where there are too many
 * in all, the deepest levels have fewer.
 */
export function excerptOf(update: Update, sort: string | undefined): Excerpt {
  const keys = update.keys.filter((key) => key !== 'name' && key !== 'children');
  const fields = update.fields();
  const take = (items: readonly Item[], count: number): Item[] => largest(items, sort).slice(0, count);
  const show = (item: Item): PreviewItem => ({
    name: item.name,
    values: keys.map((key) => (item[key] ?? null) as number | string | null),
    ...(item.children ? { size: item.children.length } : {}),
  });

  const items: PreviewItem[] = [];
  let left = ALL_ITEMS;
  let level = [{ from: update.items(), into: items, most: TOP_ITEMS }];
  while (level.length > 0 && left > 0) {
    const next: typeof level = [];
    for (const { from, into, most } of level) {
      for (const item of take(from, Math.min(most, left))) {
        const shown = show(item);
        into.push(shown);
        left--;
        if (item.children && item.children.length > 0) {
          next.push({ from: item.children, into: (shown.children = []), most: CHILDREN });
        }
      }
    }
    level = next;
  }
  return { columns: keys.map((key) => ({ key, ...fields[key] })), items, size: update.size };
}

function largest(items: readonly Item[], key: string | undefined): readonly Item[] {
  if (key === undefined) return items;
  return [...items].sort((a, b) => compare(a[key], b[key]));
}

/** Numbers from the largest down, then texts, then what has no value; equal ones stay in their order. */
function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return b - a;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? 1 : a > b ? -1 : 0;
  return rank(a) - rank(b);
}

function rank(value: unknown): number {
  if (typeof value === 'number') return 0;
  return typeof value === 'string' ? 1 : 2;
}
