import type { ErrorCode } from '../errors';
import type { Advice, Check, Said, State } from './texts';

/** What a text is made with; a list is shown with commas. */
export type Params = Readonly<Record<string, string | number | readonly string[]>>;

/** What a check has found. */
export interface Finding {
  state: State;
  /** A key of the texts in `texts.ts`, or of an error in `errors.ts`. */
  code: Said | ErrorCode;
  params: Params;
  /** What to do about it. */
  advice?: Advice;
}

/** A check's finding, as it is reported. */
export interface CheckResult extends Finding {
  check: Check;
  /** How long it took; none for what was not tried, and for what takes as long as it is looked at. */
  milliseconds?: number;
}

export function passed(code: Said, params: Params = {}): Finding {
  return { state: 'passed', code, params };
}

export function warning(code: Said | ErrorCode, params: Params, advice?: Advice): Finding {
  return { state: 'warning', code, params, ...(advice ? { advice } : {}) };
}

export function failed(code: Said | ErrorCode, params: Params, advice?: Advice): Finding {
  return { state: 'failed', code, params, ...(advice ? { advice } : {}) };
}

/** There is nothing to check. */
export function skipped(code: Said, params: Params = {}): Finding {
  return { state: 'skipped', code, params };
}
