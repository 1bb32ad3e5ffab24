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

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => {
    clearTimeout(timer as NodeJS.Timeout);
  },
  setImmediate: (callback) => setImmediate(callback),
  clearImmediate: (handle) => {
    clearImmediate(handle as NodeJS.Immediate);
  },
  random: () => Math.random(),
};
