import {
  clearsOnWrongSide,
  comparesColumns,
  MEASURES,
  OPS,
  type Measure,
  type Op,
  raisesAbove,
} from '../../lib/alert/condition';
import { isBlank } from './names';
import { readNumber, toNumber } from './number-rule';
import type { Translate } from '../translate';
import { hasVariable } from './variables';

/** A condition as a flow stores it. A level that is no number stays as the text that was entered. */
export interface StoredCondition {
  column: string;
  measure: Measure;
  of?: string;
  op: Op;
  raise: unknown;
  clear?: unknown;
}

/** What a row of the form holds. */
export type ConditionRow = Record<'column' | 'measure' | 'of' | 'op' | 'raise' | 'clear', string>;

/** A row in the shape that a flow stores: only what its measure needs, no empty level to clear at. */
export function cleanCondition(row: ConditionRow): StoredCondition {
  const measure = readMeasure(row.measure);
  return {
    column: row.column.trim(),
    measure,
    ...(comparesColumns(measure) ? { of: row.of.trim() } : {}),
    op: readOp(row.op),
    raise: readNumber(row.raise, undefined),
    ...(isBlank(row.clear) ? {} : { clear: readNumber(row.clear, undefined) }),
  };
}

/** Conditions without the rows that were left as they were added. */
export function cleanConditions(conditions: readonly StoredCondition[]): StoredCondition[] {
  return conditions.filter(
    ({ column, of, raise, clear }) => ![column, of ?? '', raise, clear ?? ''].every((each) => each === ''),
  );
}

export function readMeasure(value: unknown): Measure {
  return MEASURES.find((measure) => measure === value) ?? 'value';
}

export function readOp(value: unknown): Op {
  return OPS.find((op) => op === value) ?? 'gt';
}

/** What is wrong with the conditions; each text names its condition's number. */
export function conditionsProblem(value: unknown, t: Translate): string[] {
  if (!Array.isArray(value) || value.length === 0) return [t('alert:alert.invalid.noConditions')];
  return (value as Partial<StoredCondition>[]).flatMap((condition, index) =>
    Object.values(conditionProblems(condition, t)).map((problem) =>
      t('alert:alert.invalid.condition', { row: index + 1, problem }),
    ),
  );
}

/** What is wrong with one condition, by the field that is to be marked. */
export function conditionProblems(
  condition: Partial<StoredCondition>,
  t: Translate,
): Partial<Record<'column' | 'of' | 'measure' | 'op' | 'raise' | 'clear', string>> {
  const { column, measure = 'value', of, op = 'gt', raise, clear } = condition;
  const problems: ReturnType<typeof conditionProblems> = {};
  if (isBlank(column)) problems.column = t('alert:alert.invalid.noColumn');
  if (readMeasure(measure) !== measure) problems.measure = t('alert:alert.invalid.measure');
  if (comparesColumns(measure) && isBlank(of)) problems.of = t('alert:alert.invalid.noOther');
  if (readOp(op) !== op) problems.op = t('alert:alert.invalid.op');
  const [from, to] = [toNumber(raise), toNumber(clear)];
  if (from === undefined && !hasVariable(raise)) problems.raise = t('alert:alert.invalid.raise');
  if (clear === undefined || clear === null || clear === '' || hasVariable(clear)) return problems;
  if (to === undefined) problems.clear = t('alert:alert.invalid.clear');
  else if (from !== undefined && clearsOnWrongSide(op, from, to)) {
    problems.clear = t(raisesAbove(op) ? 'alert:alert.invalid.clearAbove' : 'alert:alert.invalid.clearBelow');
  }
  return problems;
}
