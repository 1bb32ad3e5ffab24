import type { Row, Value } from '../protocol/frames';
import type { FieldMeta } from './keys';

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

/**
 * Returns a function that builds items from rows, new objects at every call.
 *
 * @param keys the key of each column, `name` first
 */
export function itemBuilder(keys: readonly string[]): (rows: readonly Row[]) => Item[] {
  const record = recordBuilder(keys);
  const build = (rows: readonly Row[]): Item[] => {
    const items = new Array<Item>(rows.length);
    let index = 0;
    // A loop takes three quarters of the time that `map` takes.
    for (const row of rows) {
      const item = record(row) as Item;
      const children = childRows(row, keys.length);
      if (children) item.children = build(children);
      items[index++] = item;
    }
    return items;
  };
  return build;
}

/**
 * Returns a function that builds one flat row per leaf item, new objects at every call. An item whose list of
 * children is empty is a leaf too: nothing is lost.
 *
 * @param levels the key for the name at each level, outermost first
 */
export function rowBuilder(
  keys: readonly string[],
  levels: readonly string[],
): (rows: readonly Row[]) => FlatRow[] {
  const record = recordBuilder(keys);
  const collect = (rows: readonly Row[], above: readonly string[], into: FlatRow[]): FlatRow[] => {
    for (const row of rows) {
      const path = [...above, row[0]];
      const children = childRows(row, keys.length);
      if (children !== undefined && children.length > 0) {
        collect(children, path, into);
        continue;
      }
      const flat = record(row) as FlatRow;
      flat.path = path;
      path.forEach((name, level) => {
        const key = levels[level];
        if (key !== undefined) flat[key] = name;
      });
      into.push(flat);
    }
    return into;
  };
  return (rows) => collect(rows, [], []);
}

function childRows(row: Row, width: number): Row[] | undefined {
  return row.length > width ? (row[width] as Row[]) : undefined;
}

/** The most keys that an object literal is compiled for: far more than a view has, and still done in a few ms. */
const MOST_COMPILED = 1000;

/**
 * A function with one object literal for just these keys. The engine knows the object's layout beforehand: 1,000 rows of
 * 18 columns, which take 1.3 ms to parse, become items in 0.07 ms more, and in 0.3 ms more with a loop over the keys.
 * The keys are quoted as JSON, so none can be read as code, and the frame guards refuse `__proto__`, the one key with a
 * meaning of its own in a literal.
 *
 * A frame may be within its limit and have millions of columns. To compile those would take minutes and gigabytes.
 */
function recordBuilder(keys: readonly string[]): (row: Row) => Record<string, Value> {
  if (keys.length > MOST_COMPILED) return recordLoop(keys);
  const properties = keys.map((key, index) => `${JSON.stringify(key)}:row[${index}]`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
  const record = new Function('row', `return {${properties.join(',')}}`) as (
    row: Row,
  ) => Record<string, Value>;
  // The engine learns beforehand that each property may be anything. Where it takes one for a fraction, as the first
  // rows may suggest, every item gets a copy of that number instead of a reference to the row's: half the memory more.
  for (const value of [null, 1, 0.5, '']) record(keys.map(() => value) as Row);
  return record;
}

/**
 * Returns a function that describes the keys of items, new objects at every call: every message has them. Compiled for
 * the same reason and with the same care as a record: a message per item costs a third of what it costs with a loop.
 */
export function metaBuilder(fields: readonly [string, FieldMeta][]): () => Record<string, FieldMeta> {
  if (fields.length > MOST_COMPILED) {
    return () => Object.fromEntries(fields.map(([key, meta]) => [key, { ...meta }]));
  }
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
  return new Function(`return ${JSON.stringify(Object.fromEntries(fields))}`) as () => Record<
    string,
    FieldMeta
  >;
}

function recordLoop(keys: readonly string[]): (row: Row) => Record<string, Value> {
  return (row) => {
    const record: Record<string, Value> = {};
    keys.forEach((key, index) => {
      record[key] = row[index] as Value;
    });
    return record;
  };
}
