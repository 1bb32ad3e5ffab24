import type { Row } from '../protocol/frames';
import { leaves, type Origin } from './build';
import { compile, isCompilable, quote } from './compile';

/**
 * A leaf item for a time-series database: where it is in tags, its values in fields. It is what the node
 * `influxdb batch` of `node-red-contrib-influxdb` takes.
 */
export interface Point {
  measurement: string;
  /** `appliance`, and a name per level. */
  tags: Record<string, string>;
  /** The values that there are, at least one, and not the name. */
  fields: Fields;
  /** A date and no number, so that it is right whatever precision the writing node is set to. */
  timestamp: Date;
}

type Fields = Record<string, number | string>;

/**
 * Returns a function that builds one point per leaf item, new objects at every call. An item without any value has no
 * point: a database would refuse it, and with it the others of the same request.
 *
 * @param keys the key of each column, `name` first; neither these nor `levels` may have those of an {@link Origin}
 * @param levels the tag for the name at each level, outermost first
 */
export function pointBuilder(
  keys: readonly string[],
  levels: readonly string[],
): (rows: readonly Row[], measurement: string, origin: Origin) => Point[] {
  const readFields = fieldsReader(keys);
  return (rows, measurement, { appliance, time }) =>
    leaves(rows, keys.length, (row, path) => {
      const fields = readFields(row);
      if (fields === undefined) return undefined;
      const tags: Record<string, string> = {};
      addTag(tags, 'appliance', appliance);
      levels.forEach((key, level) => {
        addTag(tags, key, path[level]);
      });
      return { measurement, tags, fields, timestamp: new Date(time) };
    });
}

/** What the line protocol cannot have in a tag, though writers let it through: a line's end, and `\` before a separator. */
// eslint-disable-next-line no-control-regex -- names come from the network, with whatever is in them
const UNSAFE = /[\0-\x1f\x7f]|\\$/;

/** A tag has a value or is left out: there are no empty ones. */
function addTag(tags: Record<string, string>, key: string, name: string | undefined): void {
  if (name === undefined || name === '') return;
  // eslint-disable-next-line no-control-regex -- see above
  tags[key] = UNSAFE.test(name) ? name.replace(/[\0-\x1f\x7f]/g, ' ').replace(/\\+$/, '_') : name;
}

/** Reads a row's values into a new object; nothing of a row that has none. */
function fieldsReader(keys: readonly string[]): (row: Row) => Fields | undefined {
  if (!isCompilable(keys)) return fieldsLoop(keys);
  const reads = keys
    .map((key, index) => `if((value=row[${index}])!==null){fields[${quote(key)}]=value;some=true}`)
    .slice(1);
  const body = `let value,some=false;const fields={};${reads.join('')}return some?fields:undefined`;
  return compile(['row'], body) as (row: Row) => Fields | undefined;
}

function fieldsLoop(keys: readonly string[]): (row: Row) => Fields | undefined {
  return (row) => {
    const fields: Fields = {};
    keys.forEach((key, index) => {
      const value = row[index] as number | string | null;
      if (index > 0 && value !== null) fields[key] = value;
    });
    return Object.keys(fields).length > 0 ? fields : undefined;
  };
}
