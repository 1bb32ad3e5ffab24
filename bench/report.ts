/** Enough that the engine has compiled what runs often before most of them. */
export const ROUNDS = 50;

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Prints the middle, the least and the most of some times.
 *
 * @param times ms
 * @returns the middle one
 */
export function summary(name: string, times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  const [median, min, max] = [0.5, 0, 1].map((share) => at(share).toFixed(2));
  print(`${name.padEnd(20)} median ${median} ms, min ${min} ms, max ${max} ms`);
  return at(0.5);
}
