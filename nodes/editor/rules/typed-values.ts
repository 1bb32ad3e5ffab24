import type { FilterValue } from '../../lib/protocol/frames';
import type { Translate } from '../translate';

/** What a typed input holds: the text and its type. */
export interface TypedValue {
  v: string;
  vt: string;
}

/** `null` is what remains of a number that is none; it keeps the filter from being taken for a complete one. */
export type StoredValue = FilterValue | null;

/** A literal value as a typed input shows it. */
export function toTyped(value: StoredValue | undefined): TypedValue {
  if (typeof value === 'number') return { v: String(value), vt: 'num' };
  if (typeof value === 'boolean') return { v: String(value), vt: 'bool' };
  return value === null ? { v: '', vt: 'num' } : { v: value ?? '', vt: 'str' };
}

/** The literal that a typed input holds. */
export function toLiteral({ v, vt }: TypedValue): StoredValue {
  if (vt === 'bool') return v === 'true';
  if (vt !== 'num') return v;
  const number = Number(v);
  return v.trim() !== '' && Number.isFinite(number) ? number : null;
}

/** Rows without their surrounding space, and without those that were left blank. */
export function cleanTyped(values: readonly TypedValue[]): TypedValue[] {
  return values.map(({ v, vt }) => ({ v: v.trim(), vt })).filter(({ v }) => v !== '');
}

/** Says what Node-RED itself finds wrong with a typed value, `true` for nothing. */
export type CheckTyped = (value: string, type: string) => true | string;

/** What is wrong with a filter node's list of typed values. */
export function typedValuesProblem(values: unknown, check: CheckTyped, t: Translate): string[] {
  if (!Array.isArray(values) || values.length === 0) return [t('appliance:common.invalid.noValues')];
  return (values as Partial<TypedValue>[]).flatMap((value, index) => {
    const problem = typedProblem(value, check, t);
    return problem === undefined ? [] : [t('appliance:common.invalid.value', { value: index + 1, problem })];
  });
}

function typedProblem({ v, vt }: Partial<TypedValue>, check: CheckTyped, t: Translate): string | undefined {
  if (vt === undefined || v === undefined || v.trim() === '') return t('appliance:common.invalid.empty');
  const verdict = check(v, vt);
  return verdict === true ? undefined : verdict;
}
