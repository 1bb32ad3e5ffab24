import { findingText } from '../../lib/doctor/english';
import type { CheckResult } from '../../lib/doctor/finding';
import { adviceOf } from './doctor-lines';

/** What `--json` prints. Names and shape are stable; more may be added. */
export interface DoctorReport {
  /** Without the values in its query, and without names that have no value. */
  url: string;
  /** The proxy's `host:port`. */
  proxy: string | null;
  /** When it started, ISO 8601. */
  time: string;
  /** Every check was done and none failed. */
  ok: boolean;
  /** The failed check. */
  failed: string | null;
  warnings: number;
  /** In the order in which they ran. */
  checks: CheckReport[];
}

export interface CheckReport {
  check: string;
  state: 'passed' | 'warning' | 'failed' | 'skipped' | 'untried';
  /** The result, for programs. */
  code: string;
  params: CheckResult['params'];
  /** How long it took. */
  milliseconds: number | null;
  /** The result, in English. */
  message: string;
  /** What to do. */
  advice: string | null;
}

export function reportOf(
  { url, proxy, began }: { url: string; proxy: string | undefined; began: number },
  results: readonly CheckResult[],
): DoctorReport {
  const failed = results.find(({ state }) => state === 'failed');
  return {
    url,
    proxy: proxy ?? null,
    time: new Date(began).toISOString(),
    ok: results.every(({ state }) => state !== 'failed' && state !== 'untried'),
    failed: failed?.check ?? null,
    warnings: results.filter(({ state }) => state === 'warning').length,
    checks: results.map((result) => ({
      check: result.check,
      state: result.state,
      code: result.code,
      params: result.params,
      milliseconds: result.milliseconds === undefined ? null : Number(result.milliseconds.toFixed(3)),
      message: findingText(result),
      advice: adviceOf(result) ?? null,
    })),
  };
}
