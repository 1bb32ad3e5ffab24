import { isObject } from '../is-object';
import { readCatalogFrame } from './catalog';
import type { Catalog, ErrorFrame, Row, UpdateFrame, UpdateId } from './frames';
import { InvalidFrame } from './invalid-frame';
import { flag, identifier, type JsonObject, listOf, optional, readList, readObject, text } from './shape';

/** The longest text that may identify a connection, characters. */
const LONGEST_CONNECTION = 64;

/** ms */
const YEAR = 31_536_000_000;

/** What a frame from an appliance says. */
export type Decoded = { type: 'catalog'; catalog: Catalog } | UpdateFrame | ErrorFrame;

/**
 * Reads a text frame from an appliance. Returns `undefined` for a type that this version does not know: ignore such a
 * frame.
 *
 * @param depth how deep an update's rows may be nested: the number of the view's distributions
 * @throws InvalidFrame if the frame breaks the profile
 */
export function decodeFrame(data: string, depth: number): Decoded | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    throw new InvalidFrame('the frame is not JSON');
  }
  if (!isObject(frame)) throw new InvalidFrame('the frame is not a JSON object');
  switch (frame.type) {
    case 'update':
      return readUpdate(frame, depth);
    case 'catalog':
      return { type: 'catalog', catalog: readCatalogFrame(frame) };
    case 'error':
      return readError(frame);
    default:
      text(frame.type, 'type');
      return undefined;
  }
}

/** Reads an error frame, as a copy. */
export function readError(frame: JsonObject): ErrorFrame {
  return {
    type: 'error',
    code: text(frame.code, 'code'),
    message: text(frame.message, 'message'),
    ...optional(frame, 'fatal', 'error', flag),
  };
}

/**
 * Checks an update frame and returns its rows without a copy. The rows of a large view are most of the work, so this
 * looks at them once and never rebuilds them.
 *
 * @param depth how deep rows may be nested: the number of the view's distributions
 * @throws InvalidFrame for the whole update as soon as one row does not fit, so that misaligned numbers never get
 *   through
 */
export function readUpdate(frame: JsonObject, depth: number): UpdateFrame {
  const columns = listOf(frame.columns, 'columns', identifier);
  if (columns[0] !== 'name') throw new InvalidFrame('columns[0] is not name');
  if (new Set(columns).size !== columns.length) throw new InvalidFrame('columns name one column twice');
  const stamp = {
    ...optional(frame, 'time', 'update', finite),
    ...optional(frame, 'id', 'update', readId),
    ...optional(frame, 'age', 'update', age),
  };
  const rows = readList(frame.rows, 'rows');
  checkRows(rows, columns.length, depth);
  return { type: 'update', ...stamp, columns, rows };
}

function readId(value: unknown, where: string): UpdateId {
  const { connection, number } = readObject(value, where);
  const known = text(connection, `${where}.connection`);
  if (known.length === 0 || known.length > LONGEST_CONNECTION)
    throw new InvalidFrame(
      `${where}.connection has ${known.length} characters, not 1 to ${LONGEST_CONNECTION}`,
    );
  if (!Number.isSafeInteger(number) || (number as number) < 1)
    throw new InvalidFrame(`${where}.number is not a whole number from 1`);
  return { connection: known, number: number as number };
}

function finite(value: unknown, where: string): number {
  if (!Number.isFinite(value)) throw new InvalidFrame(`${where} is not a number`);
  return value as number;
}

function age(value: unknown, where: string): number {
  const milliseconds = finite(value, where);
  if (milliseconds < 0 || milliseconds > YEAR) throw new InvalidFrame(`${where} is not from 0 to a year`);
  return milliseconds;
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
      // JSON.parse reads 1e999 as Infinity. The appliance did not send that number, and it exceeds every level.
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
