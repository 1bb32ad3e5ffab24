import type { Row, Value } from '../protocol/frames';
import { compile, isCompilable, quote } from './compile';

/** One item of a view: a value per column under its key, and `children` where the update carries child items. */
export interface Item {
  name: string;
  children?: Item[];
  [key: string]: Value | Item[] | undefined;
}

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

/** A flat row that says so. */
export type LocatedRow = FlatRow & Origin;

/** The keys that say so. */
export const ORIGIN_KEYS = ['appliance', 'time'] as const satisfies readonly (keyof Origin)[];

/**
 * Returns a function that builds items from rows, new objects at every call.
 *
 * @param keys the key of each column, `name` first
 */
export function itemBuilder(keys: readonly string[]): (rows: readonly Row[]) => Item[] {
  const record = recordBuilder(keys);
  const build = (rows: readonly Row[]): Item[] =>
    rows.map((row) => {
      const item = record(row) as Item;
      const children = childRows(row, keys.length);
      if (children) item.children = build(children);
      return item;
    });
  return build;
}

/**
 * Returns a function that builds one flat row per leaf item, new objects at every call.
 *
 * @param levels the key for the name at each level, outermost first
 */
export function rowBuilder(
  keys: readonly string[],
  levels: readonly string[],
): (rows: readonly Row[]) => FlatRow[] {
  const record = recordBuilder(keys);
  return (rows) => leaves(rows, keys.length, (row, path) => complete(record(row), path, levels));
}

/** The same with each row's origin in it; neither `keys` nor `levels` may have those of {@link ORIGIN_KEYS}. */
export function originRowBuilder(
  keys: readonly string[],
  levels: readonly string[],
): (rows: readonly Row[], origin: Origin) => LocatedRow[] {
  const record = recordBuilder(keys, ORIGIN_KEYS);
  return (rows, { appliance, time }) =>
    leaves(
      rows,
      keys.length,
      (row, path) => complete(record(row, appliance, time), path, levels) as LocatedRow,
    );
}

function complete(record: Record<string, Value>, path: string[], levels: readonly string[]): FlatRow {
  const flat = record as FlatRow;
  flat.path = path;
  path.forEach((name, level) => {
    const key = levels[level];
    if (key !== undefined) flat[key] = name;
  });
  return flat;
}

/**
 * What is made of each leaf item, in order; nothing of those that `make` has nothing for. An item whose list of children
 * is empty is a leaf too: nothing is lost.
 *
 * @param width the number of columns
 * @param make gets the leaf's row, and a list of its own with the names from the outermost level to it
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

function childRows(row: Row, width: number): Row[] | undefined {
  return row.length > width ? (row[width] as Row[]) : undefined;
}

/** A record of a row; values for the keys that the row has no column for come after it. */
type RecordBuilder = (row: Row, ...given: Value[]) => Record<string, Value>;

/**
 * A function with one object literal for just these keys. The engine knows the object's layout beforehand: 1,000 rows of
 * 18 columns, which take 1.3 ms to parse, become items in 0.07 ms more, and in 0.3 ms more with a loop over the keys.
 *
 * @param given the keys whose values come with each row
 */
function recordBuilder(keys: readonly string[], given: readonly string[] = []): RecordBuilder {
  if (!isCompilable(keys)) return recordLoop(keys, given);
  const parameters = given.map((_, index) => `given${index}`);
  const properties = [
    ...given.map((key, index) => `${quote(key)}:given${index}`),
    ...keys.map((key, index) => `${quote(key)}:row[${index}]`),
  ];
  return compile(['row', ...parameters], `return {${properties.join(',')}}`) as RecordBuilder;
}

function recordLoop(keys: readonly string[], given: readonly string[]): RecordBuilder {
  return (row, ...values) => {
    const record: Record<string, Value> = {};
    given.forEach((key, index) => {
      record[key] = values[index] as Value;
    });
    keys.forEach((key, index) => {
      record[key] = row[index] as Value;
    });
    return record;
  };
}
