import assert from 'node:assert/strict';

/** Frames in all. More take longer, and find more with another seed. */
export const RUNS = positive('FUZZ_RUNS', 110_000);
/** The same in every run, so that a failure comes back; fast-check names it with the failure. */
export const SEED = positive('FUZZ_SEED', 20_260_101);
/** ms that one frame may take on average, on the slowest machine. */
export const PATIENCE = 2;

function positive(variable: string, fallback: number): number {
  const value = Number(process.env[variable] ?? fallback);
  assert(Number.isSafeInteger(value) && value > 0, `${variable} must be a whole number of at least 1`);
  return value;
}
