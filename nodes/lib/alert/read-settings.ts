import { LiveViewError } from '../errors';
import { invalid, show } from '../invalid-value';
import { clearsOnWrongSide, comparesColumns, type Condition, MEASURES, OPS, raisesAbove } from './condition';

/** Which items have alarms: the innermost ones, the outermost ones, or those of a level, counted from 1. */
export type Level = 'leaf' | 'top' | number;

/**
 * Checks what a form or a flow says of the conditions, and fills in the defaults. Numbers may be given as text.
 *
 * @throws LiveViewError that names the condition by its number, from 1, and shows what is wrong in it
 */
export function readConditions(value: unknown): Condition[] {
  if (!Array.isArray(value)) throw invalid('invalid-list', 'conditions', value);
  if (value.length === 0) throw new LiveViewError('no-conditions');
  return value.map((entry, index) => readCondition(entry, index + 1));
}

/** @throws LiveViewError `invalid-level` */
export function readLevel(value: unknown): Level {
  if (value === 'leaf' || value === 'top') return value;
  const level = toNumber(value);
  if (level === undefined || !Number.isInteger(level) || level < 1)
    throw new LiveViewError('invalid-level', { value: show(value) });
  return level;
}

/**
 * A number of updates.
 *
 * @throws LiveViewError `invalid-count`
 */
export function readCount(value: unknown, field: string, fallback: number): number {
  if (value === undefined || value === null || value === '') return fallback;
  const count = toNumber(value);
  if (count === undefined || !Number.isInteger(count) || count < 1)
    throw invalid('invalid-count', field, value);
  return count;
}

function readCondition(entry: unknown, number: number): Condition {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw new LiveViewError('condition-object', { number, value: show(entry) });
  const source = entry as Record<string, unknown>;
  const column = readColumn(source.column, 'column', number);
  const measure = readChoice(source.measure ?? 'value', 'measure', MEASURES, number);
  const op = readChoice(source.op, 'op', OPS, number);
  const raise = readLimit(source.raise, 'raise', number);
  const clear = isAbsent(source.clear) ? raise : readLimit(source.clear, 'clear', number);
  if (clearsOnWrongSide(op, raise, clear)) {
    const code = raisesAbove(op) ? 'condition-clear-above' : 'condition-clear-below';
    throw new LiveViewError(code, { number, clear, raise });
  }
  const other = comparesColumns(measure) ? { of: readColumn(source.of, 'of', number) } : {};
  return { column, measure, ...other, op, raise, clear };
}

function readColumn(value: unknown, field: string, number: number): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw new LiveViewError('condition-column', { number, field, value: show(value) });
}

function readChoice<T extends string>(
  value: unknown,
  field: string,
  choices: readonly T[],
  number: number,
): T {
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  throw new LiveViewError('condition-choice', {
    number,
    field,
    choices: choices.join(', '),
    value: show(value),
  });
}

function readLimit(value: unknown, field: string, number: number): number {
  const limit = toNumber(value);
  if (limit !== undefined) return limit;
  throw new LiveViewError('condition-number', { number, field, value: show(value) });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** Environment variables arrive as text. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && value.trim() === '') return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
