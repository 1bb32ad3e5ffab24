import type { Clock } from '../clock';

/** Capped exponential backoff with full jitter, ms. */
export interface BackoffRange {
  min: number;
  max: number;
}

/** The most doublings: beyond it every range is at its cap. */
const MAX_DOUBLINGS = 30;

/**
 * The base of a range that starts at 0, and its smallest cap, ms. Without it, reconnecting could loop without a
 * pause.
 */
const SMALLEST_STEP = 10;

/** Chooses the delays before reconnecting. Full jitter spreads the return of many clients of one appliance. */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly range: BackoffRange,
    private readonly clock: Clock,
  ) {}

  /** A random delay below a ceiling that doubles from `min` to `max`. */
  next(): number {
    const ceiling = Math.min(this.longest(), Math.max(this.range.min, SMALLEST_STEP) * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, MAX_DOUBLINGS);
    return this.clock.random() * ceiling;
  }

  longest(): number {
    return Math.max(this.range.max, SMALLEST_STEP);
  }

  reset(): void {
    this.failures = 0;
  }
}
