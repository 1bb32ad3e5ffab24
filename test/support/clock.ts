import { createClock } from '@sinonjs/fake-timers';
import type { Clock } from '../../lib/clock';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves the time forward, and runs what becomes due. */
  tick(ms: number): void;
  /** The result of `random()`. */
  chance: number;
  /** How many timers are set. */
  pending(): number;
}

/** In ms. */
const STEP = 10;
const MOST_TURNS = 1000;

export function manualClock(): ManualClock {
  const fake = createClock(1_700_000_000_000);
  const immediates = new Set<{ callback: () => void }>();
  /** The immediates of one turn of the event loop. */
  const runTurn = (): void => {
    for (const handle of [...immediates]) {
      if (immediates.delete(handle)) handle.callback();
    }
  };
  /** Turns take almost no time. */
  const runImmediates = (): void => {
    for (let turn = 0; immediates.size > 0; turn++) {
      if (turn === MOST_TURNS) throw new Error('Immediates that never end');
      runTurn();
    }
  };
  return {
    chance: 0.5,
    now: () => fake.now,
    elapsed: () => fake.now,
    setTimeout: (callback, ms) => fake.setTimeout(callback, ms),
    clearTimeout: (timer) => {
      fake.clearTimeout(timer as Parameters<typeof fake.clearTimeout>[0]);
    },
    setImmediate: (callback) => {
      const handle = { callback };
      immediates.add(handle);
      return handle;
    },
    clearImmediate: (handle) => {
      immediates.delete(handle as { callback: () => void });
    },
    random(): number {
      return this.chance;
    },
    tick: (ms) => {
      // Step by step, so that an immediate runs soon after the timer that set it, as in the real event loop.
      runImmediates();
      for (let left = ms; left > 0; left -= STEP) {
        fake.tick(Math.min(left, STEP));
        runImmediates();
      }
    },
    pending: () => fake.countTimers() + immediates.size,
  };
}
