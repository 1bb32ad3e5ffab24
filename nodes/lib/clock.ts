import { performance } from 'node:perf_hooks';

/** Time and chance, injected so that tests decide both. All durations are in ms. */
export interface Clock {
  /** The wall clock, ms since the epoch. It may jump. */
  now(): number;
  /** A clock that never jumps, ms since some fixed point. */
  elapsed(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Runs the callback after the input that is waiting now has been read. */
  setImmediate(callback: () => void): unknown;
  clearImmediate(handle: unknown): void;
  /** A number in [0, 1). */
  random(): number;
}

/** The longest that a timer of Node's can wait, ms: what is longer would be due at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, Math.min(ms, LONGEST_TIMER)),
  clearTimeout: (timer) => {
    clearTimeout(timer as NodeJS.Timeout);
  },
  setImmediate: (callback) => setImmediate(callback),
  clearImmediate: (handle) => {
    clearImmediate(handle as NodeJS.Immediate);
  },
  random: () => Math.random(),
};

/** How long the event loop has had nothing to do, ms in all. */
export function idleTime(): number {
  return performance.eventLoopUtilization().idle;
}
