import { type Clock, systemClock } from '#lib/clock';
import { fraction } from '../../simulator/random';
import { Signal } from './signal';

interface Timer {
  due: number;
  /** What it was set for, ms. */
  ms: number;
  callback: () => void;
}

/** A clock that a test moves, beside real sockets: its timers wait for the test, its immediates for the event loop. */
export class SteeredClock implements Clock {
  private time = 0;
  private wall = 1_700_000_000_000;
  private readonly timers = new Set<Timer>();
  private readonly immediates = new Set<NodeJS.Immediate>();
  private readonly changes = new Signal();

  /** @param random chance; by default what makes every wait as long as it can be */
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

  /** Sets the wall clock forward, or back, while no time goes by. */
  jump(ms: number): void {
    this.wall += ms;
  }

  /** Lets time go by, and runs what becomes due when it is. What sockets have to say meanwhile comes when it comes. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (let next = this.next(end); next; next = this.next(end)) {
      this.time = Math.max(this.time, next.due);
      this.timers.delete(next);
      next.callback();
      await turn();
    }
    this.time = end;
    await turn();
  }

  /** How many timers, set for that time if one is given, and immediates there are. */
  pending(ms?: number): number {
    if (ms === undefined) return this.timers.size + this.immediates.size;
    return [...this.timers].filter((timer) => timer.ms === ms).length;
  }

  /** How long until the next timer is due, ms; undefined if there is none. */
  untilNext(): number | undefined {
    const due = Math.min(...[...this.timers].map((timer) => timer.due));
    return Number.isFinite(due) ? due - this.time : undefined;
  }

  /** Resolves when there are so many timers set for that time, while the clock stands still. */
  async untilPending(ms: number, count: number): Promise<void> {
    await this.changes.until(() => this.pending(ms) === count);
  }

  private next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.due <= end && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }
}

/** Three turns of the event loop: a deadline takes one, and what is offered to a pacer at its end another. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Makes everything that goes by the system's clock, the nodes included, go by this one.
 *
 * @returns how to end it
 */
export function steer(clock: Clock): () => void {
  const original = { ...systemClock };
  Object.assign(systemClock, {
    now: () => clock.now(),
    elapsed: () => clock.elapsed(),
    setTimeout: (callback: () => void, ms: number) => clock.setTimeout(callback, ms),
    clearTimeout: (timer: unknown) => {
      clock.clearTimeout(timer);
    },
    setImmediate: (callback: () => void) => clock.setImmediate(callback),
    clearImmediate: (handle: unknown) => {
      clock.clearImmediate(handle);
    },
    random: () => clock.random(),
  } satisfies Clock);
  return () => Object.assign(systemClock, original);
}

/** Chance that is the same in every run: numbers in [0, 1) from a seed. */
export function seeded(seed: number): () => number {
  let count = 0;
  return () => fraction(seed, count++);
}
