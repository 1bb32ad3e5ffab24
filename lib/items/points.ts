import type { Row, Value } from '../protocol/frames';
import { leaves, type Origin } from './build';
import { lineName } from './line-name';

/**
 * A leaf item for a time-series database: its place in tags, its values in fields. The node `influxdb batch` of
 * `node-red-contrib-influxdb` takes it as it is.
 */
export interface Point {
  measurement: string;
  /** The original names from the outermost level to the item. Tags are cleaned, and are not in this order. */
  path: string[];
  /** `appliance`, and a name per level. {@link lineName} makes keys and names safe. */
  tags: Record<string, string>;
  /** The known values without the name; at least one. */
  fields: Fields;
  /** A Date, not a number, so that the precision setting of the writing node does not matter. */
  timestamp: Date;
}

type Fields = Record<string, number | string>;

/**
 * Builds one point per leaf item; every call creates new objects. An item without values gets no point: a database
 * would refuse it, and with it the whole request.
 *
 * @param keys the key of each column, `name` first; neither these nor `levels` may contain the keys of an {@link
 *   Origin}
 * @param levels the tag for the name at each level, outermost first
 */
export function buildPoints(
  rows: readonly Row[],
  keys: readonly string[],
  levels: readonly string[],
  measurement: string,
  { appliance, time }: Origin,
): Point[] {
  const fieldKeys = keys.map(lineName);
  const tagKeys = levels.map(lineName);
  const points = leaves(rows, keys.length, (row, path) => {
    const fields = readFields(row, fieldKeys);
    if (fields === undefined) return undefined;
    const tags: Record<string, string> = { appliance: lineName(appliance) };
    tagKeys.forEach((key, level) => {
      const name = path[level];
      if (name !== undefined) tags[key] = lineName(name);
    });
    return { measurement, path, tags, fields, timestamp: new Date(time) };
  });
  return withoutMixedTexts(points);
}

/**
 * Drops texts from fields that hold numbers in other points. A database field has one type, and InfluxDB refuses
 * values of another.
 */
function withoutMixedTexts(points: Point[]): Point[] {
  const numbers = new Set<string>();
  const texts = new Set<string>();
  for (const { fields } of points)
    for (const key in fields) (typeof fields[key] === 'number' ? numbers : texts).add(key);
  const mixed = [...texts].filter((key) => numbers.has(key));
  if (mixed.length === 0) return points;
  return points.flatMap((point) => {
    const fields = Object.entries(point.fields).filter(
      ([key, value]) => typeof value === 'number' || !mixed.includes(key),
    );
    return fields.length > 0 ? [{ ...point, fields: Object.fromEntries(fields) }] : [];
  });
}

/** A row's values without its name; `undefined` if all are `null`. */
function readFields(row: Row, keys: readonly string[]): Fields | undefined {
  const fields: Fields = {};
  let some = false;
  let index = 0;
  for (const key of keys) {
    const value = row[index] as Value;
    if (index++ === 0 || value === null) continue;
    fields[key] = value;
    some = true;
  }
  return some ? fields : undefined;
}
