import { type Advice, type Check, DOCTOR_TEXTS, ERROR_TEXTS, VIEW_TEXTS } from '../texts';
import { fill } from '../errors';
import type { Finding, Params } from './finding';

const CHECKS: Readonly<Record<Check, string>> = { ...DOCTOR_TEXTS.check, ...VIEW_TEXTS.check };
const SAYS = { ...ERROR_TEXTS, ...DOCTOR_TEXTS.says, ...VIEW_TEXTS.says };
const ADVICE: Readonly<Record<Advice, string>> = { ...DOCTOR_TEXTS.advice, ...VIEW_TEXTS.advice };

/** The name of a check. */
export function checkName(check: Check): string {
  return CHECKS[check];
}

/** The result of a check. */
export function findingText({ code, params }: Finding): string {
  return fill(SAYS[code], flat(params));
}

/** The advice, if there is any. */
export function adviceText({ advice, params }: Finding): string | undefined {
  return advice && fill(ADVICE[advice], flat(params));
}

/** Parameters for a text: lists become comma-separated. */
export function flat(params: Params): Record<string, string | number> {
  const entries = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'object' ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries) as Record<string, string | number>;
}
