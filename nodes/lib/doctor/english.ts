import { ERROR_TEXTS, fill } from '../errors';
import type { Finding, Params } from './finding';
import { type Advice, type Check, DOCTOR_TEXTS, VIEW_TEXTS } from './texts';

const CHECKS: Readonly<Record<Check, string>> = { ...DOCTOR_TEXTS.check, ...VIEW_TEXTS.check };
const SAYS = { ...ERROR_TEXTS, ...DOCTOR_TEXTS.says, ...VIEW_TEXTS.says };
const ADVICE: Readonly<Record<Advice, string>> = { ...DOCTOR_TEXTS.advice, ...VIEW_TEXTS.advice };

/** What a check is called. */
export function checkName(check: Check): string {
  return CHECKS[check];
}

/** What a check has found. */
export function findingText({ code, params }: Finding): string {
  return fill(SAYS[code], flat(params));
}

/** What to do about it, if there is advice. */
export function adviceText({ advice, params }: Finding): string | undefined {
  return advice && fill(ADVICE[advice], flat(params));
}

/** Parameters as texts take them: lists with commas. */
export function flat(params: Params): Record<string, string | number> {
  const entries = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'object' ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as Record<string, string | number>;
}
