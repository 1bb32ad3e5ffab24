import { readNumber } from '../../dialog/rules/number-rule';

/** The level as a flow stores it. */
export function readLevel(kind: string, number: string): unknown {
  return kind === 'number' ? readNumber(number) : kind;
}

/** Whether a stored level is a number, which the form shows in a field of its own. */
export function isNumberedLevel(level: unknown): boolean {
  return level !== undefined && level !== 'leaf' && level !== 'top';
}
