import { type Clock, systemClock } from '../../../lib/clock';

/** The clock of the nodes in a child process. It counts its timers, and can run faster than real time. */
export class CountedClock implements Clock {
  /** How many times as fast as real time it runs. Set it before anything reads the clock. */
  speed = 1;
  private readonly timers = new Set<unknown>();

  get pending(): number {
    return this.timers.size;
  }

  now(): number {
    return systemClock.now();
  }

  elapsed(): number {
    return systemClock.elapsed() * this.speed;
  }

  setTimeout(callback: () => void, ms: number): unknown {
    const timer = systemClock.setTimeout(() => {
      this.timers.delete(timer);
      callback();
    }, ms / this.speed);
    this.timers.add(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.timers.delete(timer);
    systemClock.clearTimeout(timer);
  }

  setImmediate(callback: () => void): unknown {
    return systemClock.setImmediate(callback);
  }

  clearImmediate(handle: unknown): void {
    systemClock.clearImmediate(handle);
  }

  /** Makes every wait as long as possible. */
  random(): number {
    return 1 - Number.EPSILON;
  }
}

/** The clock that the nodes of this process use. */
export const countedClock = new CountedClock();
