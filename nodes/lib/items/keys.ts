import type { Catalog, Distribution, FieldInfo } from '../protocol/frames';

/** The properties of an item and of a flat row that are not a column's value: child items, and where the row is. */
const RESERVED = ['children', 'path'] as const;

/** What the catalogue says of a key of an item. Units are free text: `bit/s`, `ms`, `packets`, `1` for a fraction. */
export interface FieldMeta {
  unit?: string;
  title?: string;
}

/**
 * The key that each column has in an item: the field's pretty name in a default view, the raw column where the view
 * names its columns, and always the raw column where the catalogue does not know it. A pretty name that would hide
 * another key (a second one of its kind, `children` or `path`) is not used, and a raw column `children` or `path` is
 * marked: readers rely on what these two are, and on the first column being `name`, whatever a system calls it.
 *
 * @param more keys that are reserved beside those two
 */
export function columnKeys(
  columns: readonly string[],
  fields: readonly FieldInfo[],
  translate: boolean,
  more: readonly string[] = [],
): string[] {
  const pretty = new Map(translate ? fields.map((field) => [field.column, field.name]) : []);
  const reserved = new Set<string>([...RESERVED, ...more]);
  const taken = new Set<string>([...reserved, ...columns]);
  return columns.map((column, index) => {
    const key = pretty.get(column);
    if (index > 0 && key !== undefined && !taken.has(key)) {
      taken.add(key);
      return key;
    }
    return reserved.has(column) ? free(column, 'column', taken) : column;
  });
}

/** The key with as many marks as it takes to be no one else's. */
function free(key: string, mark: string, taken: Set<string>): string {
  while (taken.has(key)) key += ` (${mark})`;
  taken.add(key);
  return key;
}

/** The metadata of each key, in the order of the columns; keys that the catalogue does not know are left out. */
export function fieldMeta(
  columns: readonly string[],
  keys: readonly string[],
  catalog: Catalog,
): [string, FieldMeta][] {
  const known = new Map(catalog.fields.map((field) => [field.column, field]));
  return columns.flatMap((column, index): [string, FieldMeta][] => {
    const field = known.get(column);
    const key = keys[index];
    if (field === undefined || key === undefined) return [];
    const { unit, title } = field;
    return [[key, { ...(unit === undefined ? {} : { unit }), ...(title === undefined ? {} : { title }) }]];
  });
}

/**
 * The key under which a flat row carries its name at each level: the distribution's name; with its argument where
 * two levels share a name (`NetObject Level (PSM/By Location)`), and marked where the row has that key already.
 *
 * @param taken the other keys of a row
 */
export function levelKeys(distributions: readonly Distribution[], taken: readonly string[]): string[] {
  const names = distributions.map(({ name }) => name);
  // A name that is assigned to `__proto__` would be lost.
  const others = new Set(['path', '__proto__', ...taken]);
  return distributions.map(({ name, arg }) => {
    const shared = names.indexOf(name) !== names.lastIndexOf(name);
    return free(shared && arg !== undefined ? `${name} (${arg})` : name, 'level', others);
  });
}
