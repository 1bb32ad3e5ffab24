import type { ErrorCode } from '../errors';
import {
  asRecord,
  isAbsent,
  isBlank,
  list,
  type Reading,
  type Rule,
  rule,
  text,
  toNumber,
} from '../settings/rule';
import { clearsOnWrongSide, comparesColumns, type Condition, MEASURES, OPS, raisesAbove } from './condition';

/** Which items have alarms: the innermost ones, the outermost ones, or those on a level, counted from 1. */
export type Level = 'leaf' | 'top' | number;

export const level: Rule<Level> = (value, at, reading) => {
  if (value === 'leaf' || value === 'top') return value;
  const given = typeof value === 'string' ? reading.expand(value, at) : value;
  if (given === undefined && value !== undefined) return undefined;
  const read = toNumber(given);
  if (read !== undefined && Number.isInteger(read) && read >= 1) return read;
  return reading.wrong({ at, code: 'invalid-level', params: {}, value: given });
};

/**
 * The name of a context store; empty for the default one. An unknown name is an error here, because Node-RED itself
 * would silently use the default one.
 */
export const store: Rule<string> = (value, at, reading) => {
  const name = text(value, at, reading);
  const { stores } = reading;
  if (name === undefined || name === '' || stores === undefined || stores.includes(name)) return name;
  return reading.wrong({ at, code: 'unknown-store', params: { choices: stores.join(', ') }, value: name });
};

/** The conditions of an alert, at least one. Numbers may be given as text. */
export const conditions = rule<Condition[]>((value, at, reading) =>
  Array.isArray(value) && value.length === 0
    ? reading.wrong({ at, code: 'no-conditions', params: {} })
    : severalConditions(value, at, reading),
);

const severalConditions = list(
  rule<Condition>((entry, at, reading) => {
    const source = asRecord(entry);
    if (source) return readCondition(source, at, reading);
    return reading.wrong({
      at,
      code: 'condition-object',
      params: { number: numberOf(at) },
      value: entry,
    });
  }),
);

function readCondition(source: Record<string, unknown>, at: string, reading: Reading): Condition | undefined {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see Reading.wrong
  const wrong = <T>(field: string, code: ErrorCode, value: unknown, more = {}): T | undefined =>
    reading.wrong({
      at: `${at}.${field}`,
      code,
      params: { number: numberOf(at), field, ...more },
      value,
    });
  const column = (field: 'column' | 'of'): string | undefined => {
    const value = source[field];
    if (reading.isOpen(value)) return undefined;
    return isBlank(value) ? wrong(field, 'condition-column', value) : (value as string).trim();
  };
  const choice = <T extends string>(field: string, value: unknown, choices: readonly T[]): T | undefined =>
    reading.isOpen(value)
      ? undefined
      : (choices.find((known) => known === value) ??
        wrong(field, 'condition-choice', value, { choices: choices.join(', ') }));
  const limit = (field: 'raise' | 'clear'): number | undefined => {
    const value = source[field];
    const given = typeof value === 'string' ? reading.expand(value, `${at}.${field}`) : value;
    if (given === undefined && value !== undefined) return undefined;
    return toNumber(given) ?? wrong(field, 'condition-number', given);
  };
  const read = {
    column: column('column'),
    measure: choice('measure', source.measure ?? 'value', MEASURES),
    op: choice('op', source.op, OPS),
    raise: limit('raise'),
  };
  const { measure, op, raise } = read;
  const blank = typeof source.clear === 'string' && isBlank(source.clear);
  const clear = blank || isAbsent(source.clear) ? raise : limit('clear');
  if (op !== undefined && raise !== undefined && clear !== undefined && clearsOnWrongSide(op, raise, clear)) {
    const code = raisesAbove(op) ? 'condition-clear-above' : 'condition-clear-below';
    reading.wrong({ at: `${at}.clear`, code, params: { number: numberOf(at), clear, raise } });
  }
  const other = measure !== undefined && comparesColumns(measure) ? { of: column('of') } : {};
  return { ...read, ...other, clear } as Condition;
}

/** The number of a condition as people count, from 1. */
function numberOf(at: string): number {
  return Number(/\[(\d+)\]$/.exec(at)?.[1]) + 1;
}
