import { findingText } from '#lib/doctor/english';
import type { CheckResult } from '#lib/doctor/finding';
import { adviceOf } from './doctor-lines';

/** What `--json` prints. Names and shape stay as they are; more may be added. */
export interface DoctorReport {
  /** Without the values of its query. */
  url: string;
  /** `host:port` of the proxy on the way. */
  proxy: string | null;
  /** When it began, ISO 8601. */
  time: string;
  /** Every check was done, and none has failed. */
  ok: boolean;
  /** The check that has failed. */
  failed: string | null;
  warnings: number;
  /** In the order in which they were done. */
  checks: CheckReport[];
}

export interface CheckReport {
  check: string;
  state: 'passed' | 'warning' | 'failed' | 'skipped' | 'untried';
  /** What was found, for programs. */
  code: string;
  params: CheckResult['params'];
  /** How long it took. */
  milliseconds: number | null;
  /** What was found, in English. */
  message: string;
  /** What to do about it. */
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
