import { comparesColumns, MEASURES, OPS, type Measure, type Op } from '../../../lib/alert/condition';
import { isBlank } from '../../../lib/settings/rule';
import { readNumber } from '../../dialog/rules/number-rule';
import { scalarText } from '../../dialog/rules/stored';

/** A condition as a flow stores it. A threshold that is not a number stays the text that was typed. */
export interface StoredCondition {
  column: string;
  measure: Measure;
  of?: string;
  op: Op;
  raise: unknown;
  clear?: unknown;
}

/** A condition from a flow file, where any property may hold anything. */
export type AnyCondition = Partial<Record<keyof StoredCondition, unknown>>;

/** The content of a row. */
export type ConditionRow = Record<'column' | 'measure' | 'of' | 'op' | 'raise' | 'clear', string>;

/** A row as a flow stores it: only what its measure needs, and no empty threshold to clear at. */
export function cleanCondition(row: ConditionRow): StoredCondition {
  const measure = readMeasure(row.measure);
  return {
    column: row.column.trim(),
    measure,
    ...(comparesColumns(measure) ? { of: row.of.trim() } : {}),
    op: readOp(row.op),
    raise: readNumber(row.raise),
    ...(isBlank(row.clear) ? {} : { clear: readNumber(row.clear) }),
  };
}

/** Whether a row is still as it was added. */
export function isBlankRow({ column, of, raise, clear }: ConditionRow): boolean {
  return [column, of, raise, clear].every(isBlank);
}

/** A threshold, which may be a variable. */
export const levelText = {
  toText: (value: unknown): string | undefined =>
    typeof value === 'boolean' ? undefined : scalarText(value ?? ''),
  toStored: (text: string): unknown => (isBlank(text) ? '' : readNumber(text)),
};

/** The threshold to clear at. It is not stored if it is empty. */
export const optionalLevelText = {
  toText: levelText.toText,
  toStored: (text: string): unknown => (isBlank(text) ? undefined : readNumber(text)),
};

export function readMeasure(value: unknown): Measure {
  return MEASURES.find((measure) => measure === value) ?? 'value';
}

export function readOp(value: unknown): Op {
  return OPS.find((op) => op === value) ?? 'gt';
}
