import type { Row, UpdateFrame } from './frames';
import { InvalidFrame } from './invalid-frame';
import { identifier, type JsonObject, list, listOf } from './shape';

/**
 * Checks an update frame and returns it as it was parsed, without a copy: the rows of a large view are the bulk of
 * all work, so they are looked at once and never rebuilt here.
 *
 * @param depth how deep rows may be nested: the number of the view's distributions
 * @throws InvalidFrame for the whole update as soon as one row does not fit: misaligned numbers never get through
 */
export function readUpdate(frame: JsonObject, depth: number): UpdateFrame {
  const columns = listOf(frame.columns, 'columns', identifier);
  if (columns[0] !== 'name') throw new InvalidFrame('columns[0] is not name');
  if (new Set(columns).size !== columns.length) throw new InvalidFrame('columns name one column twice');
  const time = frame.time;
  if (time !== undefined && time !== null && !(typeof time === 'number' && Number.isFinite(time))) {
    throw new InvalidFrame('time is not a number');
  }
  const rows = list(frame.rows, 'rows');
  checkRows(rows, columns.length, depth);
  return typeof time === 'number'
    ? { type: 'update', time, columns, rows }
    : { type: 'update', columns, rows };
}

function checkRows(rows: unknown[], width: number, depth: number): asserts rows is Row[] {
  if (depth < 1 && rows.length > 0)
    throw new InvalidFrame('rows are nested deeper than the view has distributions');
  for (const row of rows) {
    if (!Array.isArray(row)) throw new InvalidFrame('a row is not a list');
    if (row.length !== width && row.length !== width + 1) {
      throw new InvalidFrame(`a row has ${row.length} values for ${width} columns`);
    }
    if (typeof row[0] !== 'string') throw new InvalidFrame("a row's name is not text");
    for (let index = 1; index < width; index++) {
      const value: unknown = row[index];
      // A literal as 1e999 is read as Infinity, a number that the system has not sent and that any level is below.
      if (!Number.isFinite(value) && value !== null && typeof value !== 'string') {
        throw new InvalidFrame('a value is not a finite number, text or null');
      }
    }
    if (row.length > width) checkChildren(row[width], width, depth - 1);
  }
}

function checkChildren(children: unknown, width: number, depth: number): void {
  if (!Array.isArray(children)) throw new InvalidFrame("a row's children are not a list");
  checkRows(children, width, depth);
}
