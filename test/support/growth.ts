/** The text size at which growth is measured, in characters, and the factor by which it is multiplied. */
const [SIZE, TIMES] = [8192, 8];

/**
 * A larger size that takes less than this is fine, ms: a quadratic reader would take four thousand million
 * steps.
 */
const AT_ONCE = 300;

/** For the larger size, quadratic work takes 64 times as long, linear work 8 times. */
export const MOST_GROWTH = 30;

/**
 * How many times longer a reader takes for eight times the text, by the least of several runs; 0 if there is
 * nothing to measure.
 */
export function growth(read: (text: string) => unknown, textOf: (size: number) => string): number {
  const [small, large] = [textOf(SIZE), textOf(SIZE * TIMES)];
  if (least(read, large, 1, 0) < AT_ONCE) return 0;
  // Measure the small size first, because code gets faster once it has run.
  const shortest = least(read, small, 10, 0);
  const longest = least(read, large, 4, AT_ONCE);
  return longest < AT_ONCE ? 0 : longest / Math.max(shortest, 0.01);
}

/**
 * How many times growth is measured. A linear reader shows small growth at least once, a quadratic one never.
 */
const ATTEMPTS = 5;

/** Whether a reader takes at most linear time, as far as a measurement can tell. */
export function isLinear(read: (text: string) => unknown, textOf: (size: number) => string): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (growth(read, textOf) < MOST_GROWTH) return true;
  return false;
}

/**
 * Time of the processor in ms, so that other work of the machine does not count.
 *
 * @param enough stop measuring after a run that takes less
 */
function least(read: (text: string) => unknown, text: string, runs: number, enough: number): number {
  let best = Infinity;
  for (let run = 0; run < runs && best >= enough; run++) {
    const begin = process.cpuUsage();
    try {
      read(text);
    } catch {
      // Reading a text that is refused counts as well.
    }
    const { user, system } = process.cpuUsage(begin);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}
