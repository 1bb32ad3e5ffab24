import { flat } from '../../lib/doctor/english';
import type { Outcome } from '../../lib/doctor/examination';
import type { CheckResult } from '../../lib/doctor/finding';
import { ERROR_TEXTS } from '../../lib/texts';
import type { CheckLine, Problem, TestAnswer } from './api';

/** The dialog's view of an examination. */
export function testAnswer({ results, catalog }: Outcome): TestAnswer {
  const checks = results.map(lineOf);
  if (catalog) return { catalog, checks };
  const failed = results.find(({ state }) => state === 'failed');
  // No failed step: the dialog closed the test early.
  return { error: failed ? saidBy(failed) : { key: 'errors.closed', params: {} }, checks };
}

function lineOf(result: CheckResult): CheckLine {
  const { check, state, advice, milliseconds } = result;
  return {
    check,
    state,
    said: saidBy(result),
    ...(advice === undefined ? {} : { advice: `doctor.advice.${advice}` }),
    ...(milliseconds === undefined ? {} : { milliseconds: Number(milliseconds.toFixed(1)) }),
  };
}

function saidBy({ code, params }: CheckResult): Problem {
  const section = Object.hasOwn(ERROR_TEXTS, code) ? 'errors' : 'doctor.says';
  return { key: `${section}.${code}`, params: flat(params) };
}
