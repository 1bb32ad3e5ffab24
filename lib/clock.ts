import { performance } from 'node:perf_hooks';

/** Time and chance. They are injected, so tests control both. All durations are in ms. */
export interface Clock {
  /** The wall clock, ms since the epoch. It may jump. */
  now(): number;
  /** A clock that never jumps, ms since some fixed point. */
  elapsed(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Runs the callback after the input that is already waiting has been read. */
  setImmediate(callback: () => void): unknown;
  clearImmediate(handle: unknown): void;
  /** A number in [0, 1). */
  random(): number;
}

/** The longest wait of a Node.js timer, ms. Node.js fires a longer one at once. */
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
