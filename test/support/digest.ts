import { createHash } from 'node:crypto';
import { columnKeys, levelKeys } from '../../lib/items/keys';
import type { Catalog, Row, UpdateFrame, ViewDefinition } from '../../lib/protocol/frames';

/**
 * A short text for all names and numbers of an update, each under its key. Two are equal only if nothing is
 * missing, changed or misplaced. `tree` has every item, `rows` only the leaf items.
 */
export interface Digests {
  tree: string;
  rows: string;
}

interface Line {
  path: string[];
  keys: readonly string[];
  /** One value per key. */
  values: readonly unknown[];
}

/** The digest of a view's frame, as the appliance means it. */
export function digestFrame(frame: UpdateFrame, view: ViewDefinition, catalog: Catalog): Digests {
  const keys = columnKeys(frame.columns, catalog.fields, view.columns === undefined);
  const valueKeys = keys.slice(1);
  const all: Line[] = [];
  const leaves: Line[] = [];
  const collect = (rows: readonly Row[], above: readonly string[]): void => {
    for (const row of rows) {
      const path = [...above, row[0]];
      const line = { path, keys: valueKeys, values: row.slice(1, keys.length) };
      const children = row.length > keys.length ? (row[keys.length] as Row[]) : [];
      all.push(line);
      if (children.length === 0) leaves.push(line);
      collect(children, path);
    }
  };
  collect(frame.rows, []);
  return { tree: hash(all), rows: hash(leaves) };
}

/** The digest of items or flat rows in a flow, as a user would read them. */
export function digestItems(
  items: readonly Record<string, unknown>[],
  shape: 'tree' | 'rows',
  view: ViewDefinition,
): string {
  const lines: Line[] = [];
  if (shape === 'tree') collectTree(items, [], lines);
  else for (const item of items) lines.push(readRow(item, view));
  return hash(lines);
}

function collectTree(
  items: readonly Record<string, unknown>[],
  above: readonly string[],
  into: Line[],
): void {
  for (const { name, children, ...values } of items) {
    const path = [...above, String(name)];
    into.push({ path, keys: Object.keys(values), values: Object.values(values) });
    if (children !== undefined) collectTree(children as Record<string, unknown>[], path, into);
  }
}

/** @throws Error if the row's path and keys contradict each other */
function readRow(item: Record<string, unknown>, view: ViewDefinition): Line {
  const { name, path, ...values } = item;
  const where = path as string[];
  if (where.at(-1) !== name) throw new Error(`"${String(name)}" is at ${where.join(' / ')}`);
  const levels = levelKeys(
    view.distributions,
    Object.keys(values).filter((key) => !isLevel(key, view)),
  );
  for (const [level, key] of levels.entries()) {
    if (values[key] !== where[level])
      throw new Error(`"${key}" is ${String(values[key])} at ${where.join(' / ')}`);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the object belongs to this function
    delete values[key];
  }
  return { path: where, keys: Object.keys(values), values: Object.values(values) };
}

function isLevel(key: string, view: ViewDefinition): boolean {
  return view.distributions.some(({ name }) => name === key);
}

/** The order of an item's keys does not matter. */
function hash(lines: Line[]): string {
  const canonical = lines.map(({ path, keys, values }) => {
    const { names, order } = sorted(keys);
    return [path, names, order.map((index) => values[index])];
  });
  return `${lines.length}:${createHash('sha1').update(JSON.stringify(canonical)).digest('base64')}`;
}

interface Sorted {
  /** The sorted keys, as one text. */
  names: string;
  /** Where each key was before. */
  order: number[];
}

/** Stays small, because all items of a view have the same keys. */
const known = new Map<string, Sorted>();

function sorted(keys: readonly string[]): Sorted {
  const text = JSON.stringify(keys);
  let found = known.get(text);
  if (!found) {
    const order = keys.map((_, index) => index).sort((a, b) => ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1));
    found = { names: JSON.stringify(order.map((index) => keys[index])), order };
    known.set(text, found);
  }
  return found;
}
