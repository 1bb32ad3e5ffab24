import type { Row, UpdateFrame, Value } from '../protocol/frames';
import { readList, readObject } from '../protocol/shape';

/** Which properties of an item hold its name, its children and its values. */
export interface TableOptions {
  /** The property with the item's name; `name` by default. */
  name?: string | undefined;
  /** The property with the list of child items; `children` by default. */
  children?: string | undefined;
  /**
   * The properties that become columns, as in `view.columns`. By default all properties that an update's items have.
   */
  columns?: readonly string[] | undefined;
}

type Table = Pick<UpdateFrame, 'columns' | 'rows'>;
type Item = Readonly<Record<string, unknown>>;

/**
 * Returns a function that turns items into the columns and rows of an update, for appliances that send items as
 * objects.
 *
 * Each property of an item becomes a value, and a property that the item lacks becomes `null`. A property that is
 * neither a number, text nor `null` makes the update invalid, unless `columns` leaves it out.
 */
export function tabulator({ name = 'name', children = 'children', columns }: TableOptions = {}): (
  items: readonly unknown[],
) => Table {
  const isValue = (property: string): boolean => property !== name && property !== children;
  // The name is always the first column, even if a view or an appliance calls it something else.
  const chosen = columns?.filter((property) => isValue(property) && property !== 'name');
  const rowsOf = (items: readonly unknown[], where: string, properties: readonly string[]): Row[] => {
    const rows = new Array<Row>(items.length);
    let index = 0;
    for (const entry of items) {
      const item = readObject(entry, `an entry of ${where}`);
      const row = properties.map((property) => valueOf(item, property)) as Row;
      const below = item[children];
      if (below !== undefined && below !== null)
        row.push(rowsOf(readList(below, children), children, properties));
      rows[index++] = row;
    }
    return rows;
  };

  return (items) => {
    readList(items, 'items');
    const found = chosen ?? propertiesOf(items, children, isValue);
    return { columns: ['name', ...found], rows: rowsOf(items, 'items', [name, ...found]) };
  };
}

/** Finds the properties on all levels, in the order of their first appearance. */
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

function valueOf(item: Item, property: string): Value {
  // Every object inherits properties from its prototype. They are not values.
  return Object.hasOwn(item, property) ? ((item[property] ?? null) as Value) : null;
}
