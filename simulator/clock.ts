import type { Clock } from '#lib/clock';

/** Where time comes from; tests bring their own. */
export interface SimulatorClock {
  /** ms since the epoch. */
  now: () => number;
  setInterval: (callback: () => void, ms: number) => unknown;
  /** Gets what {@link setInterval} returned. */
  clearInterval: (handle: unknown) => void;
}

/** The machine's clock. The globals are looked up at each call, so that fake timers installed there count too. */
export const SYSTEM_CLOCK: SimulatorClock = {
  now: () => Date.now(),
  setInterval: (callback, ms) => setInterval(callback, ms),
  clearInterval: (handle) => {
    clearInterval(handle as NodeJS.Timeout);
  },
};

/** Where a replay's time comes from: a clock that never jumps, in ms. */
export type ReplayClock = Pick<Clock, 'elapsed' | 'setTimeout' | 'clearTimeout'>;
