/** The median, the least and the most of several measurements. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** @returns undefined when nothing was measured */
export function spread(values: readonly number[]): Spread | undefined {
  const [median, min, max] = [50, 0, 100].map((percent) => percentile(values, percent));
  if (median === undefined || min === undefined || max === undefined) return undefined;
  return { median, min, max };
}

/** The value that this share of all values, in percent, does not exceed; undefined for an empty list. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** The time on a clock that all processes of this machine share and that never jumps, ms. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
