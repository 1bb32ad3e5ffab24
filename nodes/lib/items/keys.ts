import type { Catalog, Distribution, FieldInfo } from '../protocol/frames';

/** The property of an item that holds its child items. */
const CHILDREN = 'children';

/** What the catalogue says of a key of an item. Units are free text: `bit/s`, `ms`, `packets`, `1` for a fraction. */
export interface FieldMeta {
  unit?: string;
  title?: string;
}

/**
 * The key that each column has in an item: the field's pretty name in a default view, the raw column where the view
 * names its columns, and always the raw column where the catalogue does not know it. A pretty name that would hide
 * another key (a second one of its kind, or `children`) is not used.
 */
export function columnKeys(
  columns: readonly string[],
  fields: readonly FieldInfo[],
  translate: boolean,
): string[] {
  if (!translate) return [...columns];
  const pretty = new Map(fields.map((field) => [field.column, field.name]));
  const taken = new Set<string>([CHILDREN, ...columns]);
  return columns.map((column) => {
    const key = pretty.get(column);
    if (key === undefined || taken.has(key)) return column;
    taken.add(key);
    return key;
  });
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
 * two levels share a name (`NetObject Level (PSM/By Location)`), and marked where a column has that key already.
 */
export function levelKeys(distributions: readonly Distribution[], columns: readonly string[]): string[] {
  const names = distributions.map(({ name }) => name);
  const taken = new Set(['path', ...columns]);
  return distributions.map(({ name, arg }) => {
    const shared = names.indexOf(name) !== names.lastIndexOf(name);
    let key = shared && arg !== undefined ? `${name} (${arg})` : name;
    while (taken.has(key)) key += ' (level)';
    taken.add(key);
    return key;
  });
}
