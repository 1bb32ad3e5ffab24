import type { Row, Value } from '../protocol/frames';
import type { PackedRows } from '../protocol/packed-rows';
import type { Item } from './item';
import { makePackedRecord, makeRecord, recordShape, type RecordShape } from './record';

/** A leaf item without nesting: its values, `path` (the names from the outermost level to it) and a key per level. */
export interface FlatRow {
  path: string[];
  name: string;
  [key: string]: Value | string[];
}

/** Where and when rows come from. */
export interface Origin {
  /** The appliance's label. */
  appliance: string;
  /** ms since the epoch. */
  time: number;
}

/** A flat row with its origin. */
export type LocatedRow = FlatRow & Origin;

/** The keys of an origin in a row. */
export const ORIGIN_KEYS = ['appliance', 'time'] as const satisfies readonly (keyof Origin)[];

/** Copied for each list of items, as {@link PackedRows} does it with its lists. */
const NO_ITEMS: readonly Item[] = [];

/** The shape of items. */
export interface ItemShape {
  readonly leaf: RecordShape;
  /** Has room for `children`. Adding that key to a copy takes longer than all the others together. */
  readonly parent: RecordShape;
}

/** @param keys the key of each column */
export function itemShape(keys: readonly string[]): ItemShape {
  return { leaf: recordShape(keys), parent: recordShape(keys, [], ['children']) };
}

/** Builds items from rows. Every call creates new objects. */
export function buildItems(rows: readonly Row[], shape: ItemShape): Item[] {
  const { leaf, parent } = shape;
  const items = new Array<Item>(rows.length);
  let index = 0;
  // A loop takes three quarters of the time that `map` takes.
  for (const row of rows) {
    const children = childRows(row, leaf.keys.length);
    const item = makeRecord(children ? parent : leaf, row) as Item;
    if (children) item.children = buildItems(children, shape);
    items[index++] = item;
  }
  return items;
}

/** Builds items from packed rows, faster than from unpacked ones. */
export function buildPackedItems(rows: PackedRows, { leaf, parent }: ItemShape): Item[] {
  const build = (from: number, to: number): Item[] => {
    const items = NO_ITEMS.slice();
    for (let row = from; row < to; row = rows.after(row)) {
      const branches = rows.hasChildren(row);
      const item = makePackedRecord(branches ? parent : leaf, rows, row) as Item;
      if (branches) item.children = build(row + 1, rows.after(row));
      items.push(item);
    }
    return items;
  };
  return build(0, rows.length);
}

/** The keys of flat rows. */
export interface FlatShape {
  /** The key of each column. */
  readonly keys: readonly string[];
  /** The key for the name at each level, outermost first. */
  readonly levels: readonly string[];
  /**
   * The shape of a row at a level, from 0. A row has the keys of its own level and of the levels above it. Made when it
   * is first needed: of many levels, hardly any has leaf items.
   */
  readonly at: (level: number) => RecordShape;
}

/** @param before the keys that come before those of the columns */
export function flatShape(
  keys: readonly string[],
  levels: readonly string[],
  before: readonly string[] = [],
): FlatShape {
  const shapes: RecordShape[] = [];
  const at = (level: number): RecordShape =>
    (shapes[level] ??= recordShape(keys, before, ['path', ...levels.slice(0, level + 1)]));
  return { keys, levels, at };
}

/** Builds one flat row per leaf item. Every call creates new objects. */
export function buildRows(rows: readonly Row[], { keys, levels, at }: FlatShape): FlatRow[] {
  return leaves(rows, keys.length, (row, path) => {
    const flat = makeRecord(at(path.length - 1), row) as FlatRow;
    flat.path = path;
    path.forEach((name, level) => {
      flat[levels[level] ?? ''] = name;
    });
    return flat;
  });
}

/** Builds the same rows with their origin. The shape must begin with {@link ORIGIN_KEYS}. */
export function buildLocatedRows(
  rows: readonly Row[],
  shape: FlatShape,
  { appliance, time }: Origin,
): LocatedRow[] {
  const located = buildRows(rows, shape) as LocatedRow[];
  for (const row of located) {
    row.appliance = appliance;
    row.time = time;
  }
  return located;
}

/**
 * Calls `make` for each leaf item, in order, and collects the results that are not `undefined`. An item with an empty
 * list of children is also a leaf, so nothing is lost.
 *
 * @param width the number of columns
 * @param make gets the leaf's row, and a new list with the names from the outermost level to the leaf
 */
export function leaves<T>(
  rows: readonly Row[],
  width: number,
  make: (row: Row, path: string[]) => T | undefined,
): T[] {
  const made: T[] = [];
  const collect = (list: readonly Row[], above: readonly string[]): void => {
    for (const row of list) {
      const path = [...above, row[0]];
      const children = childRows(row, width);
      if (children !== undefined && children.length > 0) {
        collect(children, path);
        continue;
      }
      const leaf = make(row, path);
      if (leaf !== undefined) made.push(leaf);
    }
  };
  collect(rows, []);
  return made;
}

/** The child rows of a row, if it has a list of them. */
export function childRows(row: Row, width: number): Row[] | undefined {
  return row.length > width ? (row[width] as Row[]) : undefined;
}
