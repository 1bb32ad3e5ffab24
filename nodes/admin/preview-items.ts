import type { Item } from '../../lib/items/item';
import { largest } from '../../lib/items/largest';
import type { Update } from '../../lib/items/update';
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
 * On each level, the items with the largest values of a column, or the first items if no column is given. If there are
 * too many in total, the deepest levels get fewer.
 */
export function excerptOf(update: Update, sort: string | undefined): Excerpt {
  const keys = update.keys.filter((key) => key !== 'name' && key !== 'children');
  const fields = update.fields();
  const take = (items: readonly Item[], count: number): Item[] =>
    (sort === undefined ? items : largest(items, (item) => item[sort])).slice(0, count);
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
