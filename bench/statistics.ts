/** Of several measurements: the middle one, the least and the most. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** @throws Error when there is nothing */
export function spread(values: readonly number[]): Spread {
  return { median: percentile(values, 50), min: percentile(values, 0), max: percentile(values, 100) };
}

/** The value that so many percent of all values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('Nothing was measured');
  return value;
}
