import type { PreviewColumn, PreviewItem } from '../../admin/api';

/** A line of the table. */
export type TableRow =
  | {
      kind: 'item';
      /** Tells a row from the others across updates. */
      path: string;
      depth: number;
      name: string;
      values: readonly (number | string | null)[];
      /** Whether its children are shown; nothing where it has none. */
      open?: boolean;
    }
  | {
      kind: 'more';
      path: string;
      depth: number;
      /** How many children were left out. */
      count: number;
    };

/** The lines that a tree of items makes with these paths unfolded. */
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
    // A second item of a name is told apart by its number, as a name cannot be.
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

/** The items, largest first by one column, and their children too; what has no number comes last. */
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
