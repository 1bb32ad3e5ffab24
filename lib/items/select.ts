import type { Row } from '../protocol/frames';
import { largest } from './largest';

/** Which items of an update to keep, on each level. */
export interface Selection {
  /** The key of the value to sort by, largest first. Without it, items keep the appliance's order. */
  sort: string | undefined;
  /** How many items to keep, the first ones; 0: all. */
  limit: number;
}

export function isEverything({ sort, limit }: Selection): boolean {
  return sort === undefined && limit === 0;
}

/**
 * Selects rows and, within each, children. It does not change the given rows.
 *
 * @param keys the key of each column
 */
export function selectRows(
  rows: readonly Row[],
  keys: readonly string[],
  { sort, limit }: Selection,
): readonly Row[] {
  const column = sort === undefined ? -1 : keys.indexOf(sort);
  const most = limit === 0 ? Infinity : limit;
  const select = (level: readonly Row[]): Row[] => {
    const sorted = column < 0 ? level : largest(level, (row) => row[column]);
    return sorted.slice(0, most).map((row) => {
      const children = row[keys.length] as Row[] | undefined;
      if (children === undefined) return row;
      const selected: Row[number][] = row.slice(0, keys.length);
      selected.push(select(children));
      return selected as Row;
    });
  };
  return column < 0 && limit === 0 ? rows : select(rows);
}
