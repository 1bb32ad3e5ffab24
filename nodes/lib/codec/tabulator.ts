import { compile, isCompilable, quote } from '../items/compile';
import { sameList } from '../items/update';
import type { Row, UpdateFrame, Value } from '../protocol/frames';
import { list, object } from '../protocol/shape';

/** What the properties of a system's items are. */
export interface TableOptions {
  /** The property with the item's name; without it, `name`. */
  name?: string | undefined;
  /** The property with the list of child items; without it, `children`. */
  children?: string | undefined;
  /** The properties that become columns, as `view.columns` has them; without it, all that the items of an update have. */
  columns?: readonly string[] | undefined;
}

type Table = Pick<UpdateFrame, 'columns' | 'rows'>;
type Item = Readonly<Record<string, unknown>>;

/**
 * Returns a function that turns items that are objects into the columns and rows of an update, for systems that send them
 * in this form. Each item's properties become values: what an item does not have is `null`. A property that is neither a
 * number, text nor `null` makes the update invalid, unless `columns` leaves it out.
 *
 * To be made once for each connection: it compiles what reads the items, and keeps that as long as their properties stay
 * the same.
 */
export function tabulator({ name = 'name', children = 'children', columns }: TableOptions = {}): (
  items: readonly unknown[],
) => Table {
  const isValue = (property: string): boolean => property !== name && property !== children;
  // The name is the first column, whatever a view or a system calls it.
  const chosen = columns?.filter((property) => isValue(property) && property !== 'name');
  let properties: readonly string[] | undefined;
  let read: (item: Item) => Row = () => [''];

  const rowsOf = (items: readonly unknown[], where: string): Row[] => {
    const rows = new Array<Row>(items.length);
    let index = 0;
    for (const entry of items) {
      const item = object(entry, `an entry of ${where}`);
      const row = read(item);
      const below = item[children];
      if (below !== undefined && below !== null) row.push(rowsOf(list(below, children), children));
      rows[index++] = row;
    }
    return rows;
  };

  return (items) => {
    list(items, 'items');
    const found = chosen ?? propertiesOf(items, children, isValue);
    if (properties === undefined || !sameList(properties, found)) {
      properties = found;
      read = rowReader([name, ...found]);
    }
    return { columns: ['name', ...found], rows: rowsOf(items, 'items') };
  };
}

/** In the order in which they are come upon, on all levels. */
function propertiesOf(
  items: readonly unknown[],
  children: string,
  isValue: (property: string) => boolean,
): string[] {
  const found = new Set<string>();
  const collect = (level: readonly unknown[]): void => {
    for (const entry of level) {
      if (typeof entry !== 'object' || entry === null) continue;
      for (const property of Object.keys(entry)) found.add(property);
      const below = (entry as Item)[children];
      if (Array.isArray(below)) collect(below);
    }
  };
  collect(items);
  return [...found].filter(isValue);
}

/** A function with one array literal for just these properties: see `items/build`, which has one for objects. */
function rowReader(properties: readonly string[]): (item: Item) => Row {
  if (!isCompilable(properties))
    return (item) =>
      properties.map(
        (property) => (Object.hasOwn(item, property) ? (item[property] ?? null) : null) as Value,
      ) as Row;
  const values = properties.map((property) => {
    const value = `item[${quote(property)}]??null`;
    // Every object has something under these names.
    return property in Object.prototype ? `Object.hasOwn(item,${quote(property)})?${value}:null` : value;
  });
  return compile(['item'], `return [${values.join(',')}]`) as (item: Item) => Row;
}
