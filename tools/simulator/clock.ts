import type { Clock } from '../../lib/clock';

/** The source of time; tests bring their own. */
export interface SimulatorClock {
  /** ms since the epoch. */
  now: () => number;
  setInterval: (callback: () => void, ms: number) => unknown;
  /** Takes what {@link setInterval} returned. */
  clearInterval: (handle: unknown) => void;
}

/** The machine's clock. It looks the globals up at each call, so that a test's fake timers also apply. */
export const SYSTEM_CLOCK: SimulatorClock = {
  now: () => Date.now(),
  setInterval: (callback, ms) => setInterval(callback, ms),
  clearInterval: (handle) => {
    clearInterval(handle as NodeJS.Timeout);
  },
};

/** A replay's source of time: a clock that never jumps, in ms. */
export type ReplayClock = Pick<Clock, 'elapsed' | 'setTimeout' | 'clearTimeout'>;
