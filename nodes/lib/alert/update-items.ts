import { LiveViewError } from '../errors';
import type { Point } from '../items/points';
import type { Level } from './read-settings';

/**
 * An item as a message carries it: a name, values, and where it has some, `children`; a row has its `path`. A point has
 * its names in `tags` and its values in `fields`.
 */
export type AnyItem = Readonly<Record<string, unknown>>;

type NamedItem = AnyItem & { name: string };

/** An item and where it is. */
export interface Located {
  /** The same text for the same path, and only for that. */
  key: string;
  path: readonly string[];
  item: AnyItem;
}

/**
 * The items of one update on a level: of trees as well as of flat rows and points.
 *
 * @param depth the number of the view's distributions, where it is known
 * @throws LiveViewError `not-an-update` for something that is no item; `level-not-there` when the update cannot have
 *   items on that level, so that there would never be an alarm
 */
export function itemsOn(level: Level, items: readonly unknown[], depth: number | undefined): Located[] {
  const wanted = level === 'top' ? 1 : level;
  if (wanted !== 'leaf' && depth !== undefined && wanted > depth) throw notThere(wanted);
  const found: Located[] = [];
  let hidden = false;
  for (const entry of items) {
    const item = isPoint(entry) ? toRow(entry) : entry;
    if (!isItem(item)) throw new LiveViewError('not-an-update');
    if (!isRow(item)) {
      collect(item, undefined, [], wanted, found);
    } else if (wanted === 'leaf' || item.path.length === wanted) {
      found.push({ key: keyOf(item.path), path: item.path, item });
    } else {
      hidden = true;
    }
  }
  // Rows are leaf items alone: of what is above them there are no values.
  if (hidden && found.length === 0 && wanted !== 'leaf') throw notThere(wanted);
  return found;
}

function collect(
  item: NamedItem,
  above: string | undefined,
  pathAbove: readonly string[],
  wanted: 'leaf' | number,
  into: Located[],
): void {
  const { name } = item;
  const key = join(above, name);
  const path = [...pathAbove, name];
  const children = Array.isArray(item.children) ? (item.children as unknown[]) : [];
  if (wanted === 'leaf' ? children.length === 0 : path.length === wanted) {
    into.push({ key, path, item });
    return;
  }
  for (const child of children) {
    if (!isItem(child)) throw new LiveViewError('not-an-update');
    collect(child, key, path, wanted, into);
  }
}

/** Outermost items are known by their very name, without another string; a NUL within a name is told from one between. */
function join(above: string | undefined, name: string): string {
  const safe = name.includes('\0') ? name.replaceAll('\0', '\0\x01') : name;
  return above === undefined ? safe : `${above}\0\x02${safe}`;
}

function keyOf(path: readonly string[]): string {
  return path.reduce<string | undefined>(join, undefined) ?? '';
}

type PointItem = Pick<Point, 'tags' | 'fields'>;

function isPoint(value: unknown): value is PointItem {
  if (!isObject(value) || !isObject(value.tags) || !isObject(value.fields)) return false;
  return Object.values(value.tags).every((name) => typeof name === 'string');
}

/** The row that has the same names and values. */
function toRow({ tags, fields }: PointItem): AnyItem {
  const path = Object.entries(tags).flatMap(([key, name]) => (key === 'appliance' ? [] : [name]));
  return { ...fields, name: path.at(-1) ?? '', path };
}

function isItem(value: unknown): value is NamedItem {
  return isObject(value) && typeof value.name === 'string';
}

function isObject(value: unknown): value is AnyItem {
  return typeof value === 'object' && value !== null;
}

function isRow(item: NamedItem): item is NamedItem & { path: string[] } {
  return (
    Array.isArray(item.path) && item.path.length > 0 && item.path.every((name) => typeof name === 'string')
  );
}

function notThere(level: number): LiveViewError {
  return new LiveViewError('level-not-there', { level });
}
