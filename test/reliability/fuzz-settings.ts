import assert from 'node:assert/strict';

/** Frames in all. With another seed, more frames find more and take longer. */
export const RUNS = positive('FUZZ_RUNS', 110_000);
/** Fixed, so that a failure can be repeated. fast-check prints it with the failure. */
export const SEED = positive('FUZZ_SEED', 20_260_101);
/** The average time allowed per frame on the slowest machine, ms. */
export const PATIENCE = 2;

function positive(variable: string, fallback: number): number {
  const value = Number(process.env[variable] ?? fallback);
  assert(Number.isSafeInteger(value) && value > 0, `${variable} must be a whole number of at least 1`);
  return value;
}
