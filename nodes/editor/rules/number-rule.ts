import type { Translate } from '../translate';
import { hasVariable } from './variables';

/** Which numbers are allowed: from `min` on, or only those greater than `above`. */
export type Limits = { min: number } | { above: number };

/** What is wrong with a number of a form. Missing is fine: then the default counts. */
export function numberProblem(value: unknown, limits: Limits, t: Translate): string | undefined {
  if (value === undefined || hasVariable(value)) return undefined;
  const number = toNumber(value);
  if (number === undefined) return t('appliance:common.invalid.number');
  if ('min' in limits && number < limits.min) return t('appliance:common.invalid.min', { min: limits.min });
  if ('above' in limits && number <= limits.above) {
    return t('appliance:common.invalid.above', { above: limits.above });
  }
  return undefined;
}

/** What is wrong with an upper bound; `lower` is the other field. With a variable in either, nothing is known. */
export function upperBoundProblem(
  value: unknown,
  lower: { value: unknown; label: string },
  t: Translate,
): string | undefined {
  const problem = numberProblem(value, { min: 0 }, t);
  if (problem !== undefined) return problem;
  const [least, most] = [toNumber(lower.value), toNumber(value)];
  if (least === undefined || most === undefined || most >= least) return undefined;
  return t('appliance:common.invalid.belowOther', { other: lower.label });
}

/**
 * The number that a text field holds. Where it holds none (a variable, a slip) the text stays, for the validator to
 * judge; where it still says what was stored, the stored value stays, so that looking at a form changes nothing.
 */
export function readNumber(text: string, stored: unknown): unknown {
  const trimmed = text.trim();
  if (stored !== undefined && trimmed === `${stored as string | number}`) return stored;
  return toNumber(trimmed) ?? trimmed;
}

/** The number that a value is or says. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'string' && value.trim() === '') return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
