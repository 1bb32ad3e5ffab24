import type { Catalog, ViewDefinition } from '../../lib/protocol/frames';

/**
 * A second reading of profile 1: slow, plain, and written from the profile's text instead of the decoder, so
 * that tests can compare the two.
 */
export type Verdict =
  | { says: 'invalid' | 'other profile' | 'ignored' }
  | { says: 'catalog'; catalog: Catalog }
  | { says: 'error'; code: string; message: string; fatal?: boolean }
  | UpdateVerdict;

export interface UpdateVerdict {
  says: 'update';
  time?: number;
  id?: { connection: string; number: number };
  age?: number;
  columns: string[];
  rows: OracleRow[];
}

/** A row without its encoding. */
export interface OracleRow {
  values: (string | number | null)[];
  children: OracleRow[] | undefined;
}

type Json = Record<string, unknown>;

/** Thrown and caught only in this file. */
class Breach extends Error {}

function must(condition: boolean): void {
  if (!condition) throw new Breach();
}

/** @param depth how many distributions the view has */
export function judge(data: string, depth: number): Verdict {
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    return { says: 'invalid' };
  }
  if (!isPlainObject(frame) || typeof own(frame, 'type') !== 'string') return { says: 'invalid' };
  const type = own(frame, 'type');
  try {
    if (type === 'update') return judgeUpdate(frame, depth);
    if (type === 'error') return judgeError(frame);
    if (type !== 'catalog') return { says: 'ignored' };
    return own(frame, 'profile') === 1
      ? { says: 'catalog', catalog: judgeCatalog(frame) }
      : { says: 'other profile' };
  } catch (error) {
    if (error instanceof Breach) return { says: 'invalid' };
    throw error;
  }
}

function judgeError(frame: Json): Verdict {
  const code = textOf(own(frame, 'code'));
  const message = textOf(own(frame, 'message'));
  const fatal = own(frame, 'fatal');
  if (isAbsent(fatal)) return { says: 'error', code, message };
  must(typeof fatal === 'boolean');
  return { says: 'error', code, message, fatal: fatal as boolean };
}

function judgeUpdate(frame: Json, depth: number): UpdateVerdict {
  const columns: string[] = [];
  for (const column of listOf(own(frame, 'columns'))) {
    must(!columns.includes(textOf(column)));
    must(column !== '__proto__');
    columns.push(textOf(column));
  }
  must(columns[0] === 'name');
  const rows = judgeRows(own(frame, 'rows'), columns.length, depth);
  return {
    says: 'update',
    ...maybe(frame, 'time', numberOf),
    ...maybe(frame, 'id', judgeId),
    ...maybe(frame, 'age', judgeAge),
    columns,
    rows,
  };
}

function judgeId(value: unknown): { connection: string; number: number } {
  const id = objectOf(value);
  const connection = textOf(own(id, 'connection'));
  must(connection !== '' && connection.length <= 64);
  const number = numberOf(own(id, 'number'));
  must(number >= 1 && number <= 2 ** 53 - 1 && number % 1 === 0);
  return { connection, number };
}

function judgeAge(value: unknown): number {
  const age = numberOf(value);
  must(age >= 0 && age <= 365 * 86_400_000);
  return age;
}

function judgeRows(value: unknown, width: number, levelsLeft: number): OracleRow[] {
  const rows: OracleRow[] = [];
  for (const row of listOf(value)) {
    must(levelsLeft > 0);
    const cells = listOf(row);
    must(cells.length === width || cells.length === width + 1);
    const values: OracleRow['values'] = [];
    for (let at = 0; at < width; at++) {
      const cell = cells[at];
      const isText = typeof cell === 'string';
      must(at === 0 ? isText : isText || isNumber(cell) || cell === null);
      values.push(cell as string | number | null);
    }
    const children = cells.length > width ? judgeRows(cells[width], width, levelsLeft - 1) : undefined;
    rows.push({ values, children });
  }
  return rows;
}

function judgeCatalog(frame: Json): Catalog {
  const system = objectOf(own(frame, 'system'));
  return {
    system: { name: textOf(own(system, 'name')), ...maybeText(system, 'firmware') },
    fields: listOf(own(frame, 'fields')).map((value) => {
      const field = objectOf(value);
      const column = textOf(own(field, 'column'));
      const name = textOf(own(field, 'name'));
      must(column !== '__proto__' && name !== '__proto__');
      return {
        column,
        name,
        ...maybeText(field, 'unit'),
        ...maybeText(field, 'title'),
        ...maybe(field, 'default', (entry) => {
          must(typeof entry === 'boolean');
          return entry as boolean;
        }),
      };
    }),
    distributions: listOf(own(frame, 'distributions')).map((value) => {
      const distribution = objectOf(value);
      return { name: textOf(own(distribution, 'name')), ...maybeText(distribution, 'arg') };
    }),
    filters: listOf(own(frame, 'filters')).map((value) => {
      const filter = objectOf(value);
      return {
        name: textOf(own(filter, 'name')),
        ...maybeText(filter, 'arg'),
        ...maybe(filter, 'values', (entry) => {
          must(['text', 'number', 'boolean', 'address', 'service'].includes(textOf(entry)));
          return entry as 'text';
        }),
        ...maybe(filter, 'choices', (entry) => listOf(entry).map(textOf)),
      };
    }),
    services: listOf(own(frame, 'services')).map(textOf),
  };
}

/** The key of each column, in order. */
export function oracleKeys(
  columns: string[],
  view: ViewDefinition,
  catalog: Catalog,
  more: string[] = [],
): string[] {
  const reserved = ['children', 'path', ...more];
  const known = view.columns === undefined ? oracleCatalogKeys(catalog, reserved) : {};
  const used = [...reserved, ...Object.values(known)];
  return columns.map((column, at) => {
    if (at === 0) return column;
    if (Object.hasOwn(known, column)) return known[column] ?? '';
    return unknownKey(column, used);
  });
}

/** With n marks, a column gets the n-th key that is free: without marks, with one, with two, and so on. */
function unknownKey(column: string, used: string[]): string {
  const [, bare = '', marks = ''] = /^(.*?)((?: \(column\))*)$/s.exec(column) ?? [];
  const free: string[] = [];
  const rank = marks.length / ' (column)'.length;
  for (let key = bare; free.length <= rank; key += ' (column)') if (!used.includes(key)) free.push(key);
  return free[rank] ?? '';
}

/** The key of each column in the catalogue. It does not depend on the columns of an update. */
function oracleCatalogKeys(catalog: Catalog, reserved: string[]): Record<string, string> {
  const columns = [...new Set(catalog.fields.map(({ column }) => column))].filter((each) => each !== 'name');
  const taken = [...reserved, 'name', ...columns];
  const keys: Record<string, string> = {};
  for (const column of columns) {
    // If a catalogue describes a column twice, the last description counts.
    const pretty = catalog.fields.filter((field) => field.column === column).at(-1)?.name ?? '';
    let key = column;
    if (!taken.includes(pretty)) {
      key = pretty;
      taken.push(key);
    } else if (reserved.includes(column)) key = mark(column, taken);
    define(keys, column, key);
  }
  return keys;
}

function mark(column: string, taken: string[]): string {
  let key = column;
  do key += ' (column)';
  while (taken.includes(key));
  taken.push(key);
  return key;
}

export function oracleItems(rows: OracleRow[], keys: string[]): object[] {
  return rows.map((row) => {
    const item: Json = {};
    for (const [at, key] of keys.entries()) define(item, key, row.values[at]);
    if (row.children) define(item, 'children', oracleItems(row.children, keys));
    return item;
  });
}

/** @param more further properties of each row */
export function oracleFlatRows(
  rows: OracleRow[],
  keys: string[],
  view: ViewDefinition,
  more: Json = {},
): object[] {
  const levels: string[] = [];
  for (const { name, arg } of view.distributions) {
    const twice = view.distributions.filter((other) => other.name === name).length > 1;
    let key = twice && arg !== undefined ? `${name} (${arg})` : name;
    while ([...levels, ...keys, ...Object.keys(more), 'path', '__proto__'].includes(key)) key += ' (level)';
    levels.push(key);
  }
  const flat: object[] = [];
  const visit = (row: OracleRow, above: unknown[]): void => {
    const path = [...above, row.values[0]];
    if (row.children?.length) {
      for (const child of row.children) visit(child, path);
      return;
    }
    const leaf: Json = { ...more };
    for (const [at, key] of keys.entries()) define(leaf, key, row.values[at]);
    for (const [at, entry] of path.entries()) define(leaf, levels[at] ?? '', entry);
    define(leaf, 'path', path);
    flat.push(leaf);
  };
  for (const row of rows) visit(row, []);
  return flat;
}

export function oraclePoints(
  rows: OracleRow[],
  keys: string[],
  view: ViewDefinition,
  { appliance, time }: { appliance: string; time: number },
): object[] {
  const [, ...values] = keys;
  const points = oracleFlatRows(rows, keys, view, { appliance, time }).map((row) => {
    const tags: Json = {};
    const fields: Json = {};
    for (const [key, value] of Object.entries(row) as [string, unknown][]) {
      if (values.includes(key)) {
        if (value !== null) define(fields, oracleLineName(key), value);
      } else if (!['name', 'time', 'path'].includes(key)) {
        define(tags, oracleLineName(key), oracleLineName(String(value)));
      }
    }
    const { path } = row as { path?: unknown };
    return { measurement: 'm', path, tags, fields, timestamp: new Date(time) };
  });
  // A database field has one type: a field with numbers has no texts.
  const numeric = new Set(
    points.flatMap(({ fields }) => Object.keys(fields).filter((key) => typeof fields[key] === 'number')),
  );
  for (const { fields } of points)
    for (const key of Object.keys(fields))
      if (numeric.has(key) && typeof fields[key] !== 'number') Reflect.deleteProperty(fields, key);
  return points.filter(({ fields }) => Object.keys(fields).length > 0);
}

/** Escapes a name character by character. */
export function oracleLineName(name: string): string {
  if (name === '') return '%';
  if (name === '%') return '%25';
  const signs = Array.from(name);
  return signs
    .map((sign, at) => {
      const code = sign.codePointAt(0) ?? 0;
      const hex = code.toString(16).toUpperCase();
      if (sign === '\\' || code < 32 || code === 127) return `%${hex.padStart(2, '0')}`;
      if (code >= 0xd800 && code <= 0xdfff) return `%u${hex}`;
      const rest = signs.slice(at + 1).join('');
      return sign === '%' && /^([0-9a-f]{2}|u[0-9a-f]{4})/i.test(rest) && !rest.startsWith('U')
        ? '%25'
        : sign;
    })
    .join('');
}

/** The time of an update that arrived at 0. */
export function oracleTime({ time, age = 0 }: UpdateVerdict): number {
  // From 1678 to 2261, as the documents say.
  return time !== undefined && Math.abs(time) <= 9.2e12 ? time : 0 - age;
}

export function oracleFields(columns: string[], keys: string[], catalog: Catalog): object {
  const fields: Json = {};
  for (const [at, column] of columns.entries()) {
    const field = catalog.fields.filter((entry) => entry.column === column).at(-1);
    if (!field) continue;
    define(fields, keys[at] ?? '', {
      ...(field.unit === undefined ? {} : { unit: field.unit }),
      ...(field.title === undefined ? {} : { title: field.title }),
    });
  }
  return fields;
}

/** Defines an own property, even if its name has a meaning for JavaScript. */
function define(target: Json, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

function own(object: Json, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

/** In an optional property, null counts as absent. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && value > -Infinity && value < Infinity;
}

function isPlainObject(value: unknown): value is Json {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function objectOf(value: unknown): Json {
  must(isPlainObject(value));
  return value as Json;
}

function listOf(value: unknown): unknown[] {
  must(Array.isArray(value));
  return value as unknown[];
}

function numberOf(value: unknown): number {
  must(isNumber(value));
  return value as number;
}

function textOf(value: unknown): string {
  must(typeof value === 'string');
  return value as string;
}

function maybe<K extends string, T>(
  object: Json,
  key: K,
  read: (value: unknown) => T,
): Partial<Record<K, T>> {
  const value = own(object, key);
  return isAbsent(value) ? {} : ({ [key]: read(value) } as Partial<Record<K, T>>);
}

function maybeText<K extends string>(object: Json, key: K): Partial<Record<K, string>> {
  return maybe(object, key, textOf);
}
