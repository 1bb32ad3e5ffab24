import { LiveViewError } from '../errors';
import { isObject } from '../is-object';
import type { Level } from './settings';

/** An item's name and values, as in a message. */
export type AnyItem = Readonly<Record<string, unknown>>;

/** An item and where it is. */
export interface Located {
  /** The same text for the same path, and another text for every other path. */
  key: string;
  /** Names from the outermost level to the item. */
  path: readonly string[];
  item: AnyItem;
}

/**
 * The items of one update on a level. Trees, rows and points have a reader each, with the same result.
 *
 * @param depth the number of the view's distributions
 * @throws LiveViewError `not-an-update` for an entry that is not an item; `level-not-there` if the update cannot have
 *   items on that level, because there would never be an alarm
 */
export function itemsOn(level: Level, entries: readonly unknown[], depth: number): Located[] {
  const wanted = level === 'top' ? 1 : level;
  if (wanted !== 'leaf' && wanted > depth) throw notThere(wanted);
  const found: Located[] = [];
  let hidden = false;
  for (const entry of entries) {
    if (!isObject(entry)) throw new LiveViewError('not-an-update');
    const flat = readPoint(entry) ?? readRow(entry);
    if (flat === undefined) readTree(entry, undefined, [], wanted, found);
    else if (wanted === 'leaf' || flat.path.length === wanted) found.push(flat);
    else hidden = true;
  }
  // Rows and points are only leaf items, so there are no values for the levels above.
  if (hidden && found.length === 0 && wanted !== 'leaf') throw notThere(wanted);
  return found;
}

function readTree(
  item: AnyItem,
  above: string | undefined,
  pathAbove: readonly string[],
  wanted: 'leaf' | number,
  into: Located[],
): void {
  const { name } = item;
  if (typeof name !== 'string') throw new LiveViewError('not-an-update');
  const key = join(above, name);
  const path = [...pathAbove, name];
  const children = Array.isArray(item.children) ? (item.children as unknown[]) : [];
  if (wanted === 'leaf' ? children.length === 0 : path.length === wanted) {
    into.push({ key, path, item });
    return;
  }
  for (const child of children) {
    if (!isObject(child)) throw new LiveViewError('not-an-update');
    readTree(child, key, path, wanted, into);
  }
}

function readRow(entry: AnyItem): Located | undefined {
  return isPath(entry.path) && typeof entry.name === 'string' ? at(entry.path, entry) : undefined;
}

/**
 * Reads a point, which has its values in `fields`. Its tags hold names that were cleaned for a database, in another
 * order, so only its `path` says where it is.
 */
function readPoint({ path, tags, fields }: AnyItem): Located | undefined {
  if (!isPath(path) || !isObject(tags) || !isObject(fields)) return undefined;
  return at(path, { ...fields, name: path.at(-1) ?? '', path });
}

function at(path: readonly string[], item: AnyItem): Located {
  return { key: keyOf(path), path, item };
}

/** The key of a path, as in {@link Located}. */
export function keyOf(path: readonly string[]): string {
  return path.reduce<string | undefined>(join, undefined) ?? '';
}

function isPath(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
}

/**
 * The key of an outermost item is its name itself, which needs no new string. A NUL within a name is written
 * differently from a separator.
 */
function join(above: string | undefined, name: string): string {
  const safe = name.includes('\0') ? name.replaceAll('\0', '\0\x01') : name;
  return above === undefined ? safe : `${above}\0\x02${safe}`;
}

function notThere(level: number): LiveViewError {
  return new LiveViewError('level-not-there', { level });
}
