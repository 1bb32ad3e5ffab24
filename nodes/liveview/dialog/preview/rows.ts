import type { PreviewColumn, PreviewItem } from '../../../admin/api';

/** A line of the table. */
export type TableRow =
  | {
      kind: 'item';
      /** Identifies a row across updates. */
      path: string;
      depth: number;
      name: string;
      values: readonly (number | string | null)[];
      /** Whether its children are shown; undefined without children. */
      open?: boolean;
    }
  | {
      kind: 'more';
      path: string;
      depth: number;
      /** How many children are left out. */
      count: number;
    };

/** The lines of a tree of items, with these paths unfolded. */
export function tableRows(items: readonly PreviewItem[], open: ReadonlySet<string>): TableRow[] {
  const rows: TableRow[] = [];
  addRows(rows, items, open, []);
  return rows;
}

function addRows(
  rows: TableRow[],
  items: readonly PreviewItem[],
  open: ReadonlySet<string>,
  parents: readonly string[],
): void {
  const seen = new Map<string, number>();
  for (const { name, values, children = [], size = children.length } of items) {
    // Items with the same name are told apart by a number.
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    const names = [...parents, count === 0 ? name : `${name}\0${count}`];
    const path = JSON.stringify(names);
    const isOpen = open.has(path);
    const depth = parents.length;
    rows.push({ kind: 'item', path, depth, name, values, ...(size > 0 ? { open: isOpen } : {}) });
    if (!isOpen) continue;
    addRows(rows, children, open, names);
    const left = size - children.length;
    if (left > 0) rows.push({ kind: 'more', path: `${path} more`, depth: depth + 1, count: left });
  }
}

/** The items and their children, largest first by one column. Items without a number come last. */
export function sortItems(
  items: readonly PreviewItem[],
  columns: readonly PreviewColumn[],
  sort: string | undefined,
): PreviewItem[] {
  const index = columns.findIndex(({ key }) => key === sort);
  return index < 0 ? [...items] : sortBy(items, index);
}

function sortBy(items: readonly PreviewItem[], index: number): PreviewItem[] {
  return items
    .map((item) => (item.children ? { ...item, children: sortBy(item.children, index) } : item))
    .sort((a, b) => compare(a.values[index] ?? null, b.values[index] ?? null));
}

function compare(a: number | string | null, b: number | string | null): number {
  if (a === b) return 0;
  if (typeof a === 'number') return typeof b === 'number' ? b - a : -1;
  if (typeof b === 'number') return 1;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
