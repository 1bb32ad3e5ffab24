import { toNumber } from './number-rule';
import type { Translate } from '../translate';
import { hasVariable } from './variables';

/** The level as a flow stores it. */
export function readLevel(kind: string, number: string): unknown {
  if (kind !== 'number') return kind;
  return toNumber(number) ?? number.trim();
}

/** Whether a stored level is that of a number, which the form shows in a field of its own. */
export function isNumberedLevel(level: unknown): boolean {
  return level !== undefined && level !== 'leaf' && level !== 'top';
}

/** What is wrong with a level. */
export function levelProblem(value: unknown, t: Translate): string | undefined {
  return isNumberedLevel(value) ? countProblem(value, t) : undefined;
}

/** What is wrong with a number of updates, or of a level: whole numbers from 1. Missing is fine: the default counts. */
export function countProblem(value: unknown, t: Translate): string | undefined {
  if (value === undefined || hasVariable(value)) return undefined;
  const count = toNumber(value);
  return count !== undefined && Number.isInteger(count) && count >= 1
    ? undefined
    : t('alert:alert.invalid.count');
}
