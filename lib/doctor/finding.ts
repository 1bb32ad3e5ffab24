import type { ErrorCode } from '../errors';
import type { Advice, Check, FindingCode, State } from '../texts';

/** The parameters of a text. A list is shown with commas. */
export type Params = Readonly<Record<string, string | number | readonly string[]>>;

/** The result of a check. */
export interface Finding {
  state: State;
  /** The key of its text. */
  code: FindingCode | ErrorCode;
  params: Params;
  /** What to do about it. */
  advice?: Advice;
}

/** A check's finding, as it is reported. */
export interface CheckResult extends Finding {
  check: Check;
  /** How long it took. Absent for checks that were not tried, and for those that last as long as you measure. */
  milliseconds?: number;
}

export function passed(code: FindingCode, params: Params = {}): Finding {
  return { state: 'passed', code, params };
}

export function warning(code: FindingCode | ErrorCode, params: Params, advice?: Advice): Finding {
  return { state: 'warning', code, params, ...(advice ? { advice } : {}) };
}

export function failed(code: FindingCode | ErrorCode, params: Params, advice?: Advice): Finding {
  return { state: 'failed', code, params, ...(advice ? { advice } : {}) };
}

/** For a check that does not apply. */
export function skipped(code: FindingCode, params: Params = {}): Finding {
  return { state: 'skipped', code, params };
}
