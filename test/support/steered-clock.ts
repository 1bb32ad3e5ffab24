import type { Clock } from '../../lib/clock';
import { fraction } from '../../tools/simulator/random';
import { Signal } from './signal';

interface Timer {
  due: number;
  /** Its length, ms. */
  ms: number;
  callback: () => void;
}

/**
 * A clock that a test moves, for use with real sockets: timers wait for the test, immediates for the event
 * loop.
 */
export class SteeredClock implements Clock {
  private time = 0;
  private wall = 1_700_000_000_000;
  private readonly timers = new Set<Timer>();
  private readonly immediates = new Set<NodeJS.Immediate>();
  private readonly changes = new Signal();

  /** @param random by default makes every wait as long as possible */
  constructor(readonly random: () => number = () => 1 - Number.EPSILON) {}

  now(): number {
    return this.wall + this.time;
  }

  elapsed(): number {
    return this.time;
  }

  setTimeout(callback: () => void, ms: number): unknown {
    const timer = { due: this.time + ms, ms, callback };
    this.changes.after(() => this.timers.add(timer));
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.changes.after(() => this.timers.delete(timer as Timer));
  }

  setImmediate(callback: () => void): unknown {
    const handle = setImmediate(() => {
      this.immediates.delete(handle);
      callback();
    });
    this.immediates.add(handle);
    return handle;
  }

  clearImmediate(handle: unknown): void {
    this.immediates.delete(handle as NodeJS.Immediate);
    clearImmediate(handle as NodeJS.Immediate);
  }

  /** Moves the wall clock forward or back, without passing time. */
  jump(ms: number): void {
    this.wall += ms;
  }

  /**
   * Passes time, and runs what becomes due on the way. Sockets deliver their data meanwhile, whenever it
   * arrives.
   */
  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.time + ms);
  }

  /**
   * Passes time until the next timer is due, and runs it. `advance(untilNext())` is not the same, because the
   * sum of two times is rounded and can fall just short.
   *
   * @throws Error if no timer is set, so that a test that waits for one fails at once
   */
  async advanceToNext(): Promise<void> {
    const next = this.next(Infinity);
    if (!next) throw new Error('No timer is set');
    await this.advanceTo(next.due);
  }

  private async advanceTo(end: number): Promise<void> {
    for (let next = this.next(end); next; next = this.next(end)) {
      this.time = Math.max(this.time, next.due);
      this.timers.delete(next);
      next.callback();
      await turn();
    }
    this.time = end;
    await turn();
  }

  /** How many timers and immediates there are; with `ms`, only timers of that length count. */
  pending(ms?: number): number {
    if (ms === undefined) return this.timers.size + this.immediates.size;
    return [...this.timers].filter((timer) => timer.ms === ms).length;
  }

  /** The time until the next timer is due, ms; `undefined` without a timer. */
  untilNext(): number | undefined {
    const due = Math.min(...[...this.timers].map((timer) => timer.due));
    return Number.isFinite(due) ? due - this.time : undefined;
  }

  /** Resolves when `count` timers of that length are set, while the clock stands still. */
  async untilPending(ms: number, count: number): Promise<void> {
    await this.changes.until(() => this.pending(ms) === count);
  }

  /** Resolves when no timer of these lengths is set, while the clock stands still. */
  async untilNone(...times: number[]): Promise<void> {
    await this.changes.until(() => times.every((ms) => this.pending(ms) === 0));
  }

  /** Resolves when any timer is set, while the clock stands still. */
  async untilTimer(): Promise<void> {
    await this.changes.until(() => this.timers.size > 0);
  }

  private next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.due <= end && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }
}

/** Three turns of the event loop: a deadline takes one, and an offer to a pacer at its end takes another. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count++) await new Promise((resolve) => setImmediate(resolve));
}

/** Repeatable random numbers in [0, 1) from a seed. */
export function seeded(seed: number): () => number {
  let count = 0;
  return () => fraction(seed, count++);
}
