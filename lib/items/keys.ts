import type { Catalog, Counter, Distribution, FieldInfo } from '../protocol/frames';
import { counterOf } from './counter';
import type { FieldMeta } from './item';

/** The properties of an item or a flat row that do not hold a column's value: child items, and where the row is. */
const RESERVED = ['children', 'path'] as const;

/**
 * Chooses the key that each column has in an item. A default view uses the field's pretty name, a view that names its
 * columns uses the raw column. A column that the catalogue does not know keeps its raw name. Which column gets a pretty
 * name depends only on the catalogue, not on an update's columns.
 *
 * Readers rely on the meaning of `children` and `path`, so a column with such a name gets a mark. So does an unknown
 * column whose name is the pretty name of another column.
 *
 * @param more further reserved keys
 */
export function columnKeys(
  columns: readonly string[],
  fields: readonly FieldInfo[],
  translate: boolean,
  more: readonly string[] = [],
): string[] {
  const reserved = new Set<string>([...RESERVED, ...more]);
  const known = prettyKeys(translate ? fields : [], reserved);
  const used = new Map<string, string[]>();
  for (const key of new Set([...reserved, ...known.values()])) {
    const bare = unmarked(key);
    used.set(bare, [...(used.get(bare) ?? []), key]);
  }
  return columns.map((column, index) => {
    // The name keeps its key, even if a catalogue calls it something else.
    if (index === 0) return column;
    return known.get(column) ?? unknownKey(column, used.get(unmarked(column)) ?? []);
  });
}

/** Marks an unknown column whose name is another column's key. */
const COLUMN_MARK = ' (column)';

function unmarked(key: string): string {
  let end = key.length;
  while (key.endsWith(COLUMN_MARK, end)) end -= COLUMN_MARK.length;
  return key.slice(0, end);
}

/**
 * Chooses the key of a column that the catalogue does not know. A column that already ends in marks gets one more for
 * each key that is used, so that no two columns have one key.
 *
 * @param used the used keys that differ from the column only in their number of marks
 */
function unknownKey(column: string, used: readonly string[]): string {
  let key = column;
  for (const { length } of [...used].sort((a, b) => a.length - b.length))
    if (length <= key.length) key += COLUMN_MARK;
  return key;
}

/**
 * Chooses the key of each column of a catalogue. If two fields have the same pretty name, the first one gets it. A
 * pretty name is not used if it is reserved, or if it is another field's column.
 */
function prettyKeys(fields: readonly FieldInfo[], reserved: ReadonlySet<string>): Map<string, string> {
  const names = new Map(fields.map(({ column, name }) => [column, name]));
  names.delete('name');
  const taken = new Set([...reserved, 'name', ...names.keys()]);
  const keys = new Map<string, string>();
  for (const [column, name] of names) {
    if (!taken.has(name)) {
      taken.add(name);
      keys.set(column, name);
    } else {
      keys.set(column, reserved.has(column) ? free(column, COLUMN_MARK, taken) : column);
    }
  }
  return keys;
}

/** Adds marks to the key until it is unique. */
function free(key: string, mark: string, taken: Set<string>): string {
  while (taken.has(key)) key += mark;
  taken.add(key);
  return key;
}

/**
 * Describes each key, in the order of the columns. Leaves out keys without metadata.
 *
 * @param counters what drop and total columns count if the catalogue does not say
 */
export function fieldMeta(
  columns: readonly string[],
  keys: readonly string[],
  catalog: Catalog,
  counters: Counter,
): [string, FieldMeta][] {
  const known = new Map(catalog.fields.map((field) => [field.column, field]));
  return columns.flatMap((column, index): [string, FieldMeta][] => {
    const field = known.get(column);
    const key = keys[index];
    const counter = counterOf(column, field, counters);
    if (key === undefined || (field === undefined && counter === undefined)) return [];
    const { unit, title } = field ?? {};
    return [
      [
        key,
        {
          ...(unit === undefined ? {} : { unit }),
          ...(title === undefined ? {} : { title }),
          ...(counter === undefined ? {} : { counter }),
        },
      ],
    ];
  });
}

/**
 * Chooses the key under which a flat row holds its name at each level: the distribution's name. If two levels have the
 * same name, the key includes the argument (`NetObject Level (PSM/By Location)`). If the row already has that key, it
 * gets a mark.
 *
 * @param taken the other keys of a row
 */
export function levelKeys(distributions: readonly Distribution[], taken: readonly string[]): string[] {
  const names = distributions.map(({ name }) => name);
  // A name assigned to `__proto__` would be lost.
  const others = new Set(['path', '__proto__', ...taken]);
  return distributions.map(({ name, arg }) => {
    const shared = names.indexOf(name) !== names.lastIndexOf(name);
    return free(shared && arg !== undefined ? `${name} (${arg})` : name, ' (level)', others);
  });
}

/** Describes the keys of items. Every call creates new objects, because each message has its own. */
export function describeFields(fields: readonly [string, FieldMeta][]): Record<string, FieldMeta> {
  const described: Record<string, FieldMeta> = {};
  for (const [key, meta] of fields) described[key] = { ...meta };
  return described;
}
