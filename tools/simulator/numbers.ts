/** The arrays that make up the table. */
export type Numbers = Float64Array | Int32Array | Uint8Array;

/** Reads an array of numbers at an index that must exist. */
export function at(values: Numbers, index: number): number {
  return values[index] ?? 0;
}

/** Reads a list at an index that must exist. */
export function nth<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`index ${index} of a list of ${values.length}`);
  return value;
}
