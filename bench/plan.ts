import type { Size } from './field';

/** How much to measure for one size. */
export interface Step extends Size {
  /** Rounds. Every contestant has its turn in each. */
  rounds: number;
  /** Updates per round. Ten nodes get a fifth of them. */
  frames: number;
}

export interface Plan {
  steps: readonly Step[];
  /** How many updates of 100 rows each contestant gets before anything is measured. */
  warmUp: number;
  /** Updates at a steady rate. */
  delivery: readonly (Size & { frames: number; perSecond: number })[];
  /** The sizes of the updates for the alert, and how many of each. */
  alert: { sizes: readonly Size[]; rounds: number };
}

const HUNDRED: Size = { rows: 100, kind: 'flat' };
const THOUSAND: Size = { rows: 1000, kind: 'flat' };
const TEN_THOUSAND: Size = { rows: 10_000, kind: 'flat' };
const SMALL: Size = { rows: 20, kind: 'groups' };

/** Takes a little more than a minute. */
export const DEFAULT: Plan = {
  steps: [
    { ...HUNDRED, rounds: 7, frames: 150 },
    { ...THOUSAND, rounds: 7, frames: 20 },
    { rows: 1000, kind: 'groups', rounds: 7, frames: 20 },
    // The garbage collector runs only every few large updates. With fewer frames, some rounds would include it and
    // others not.
    { ...TEN_THOUSAND, rounds: 7, frames: 15 },
    { rows: 10_000, kind: 'groups', rounds: 7, frames: 15 },
  ],
  warmUp: 500,
  delivery: [
    { ...HUNDRED, frames: 100, perSecond: 20 },
    { ...THOUSAND, frames: 100, perSecond: 20 },
    { ...TEN_THOUSAND, frames: 20, perSecond: 4 },
  ],
  alert: { sizes: [THOUSAND, TEN_THOUSAND], rounds: 50 },
};

/** Takes many minutes, for figures to be quoted. */
export const LONG: Plan = {
  steps: [
    ...DEFAULT.steps.map((step) => ({ ...step, rounds: 15, frames: 3 * step.frames })),
    { rows: 100_000, kind: 'flat', rounds: 9, frames: 5 },
  ],
  warmUp: 2000,
  delivery: DEFAULT.delivery.map((each) => ({ ...each, frames: 10 * each.frames })),
  alert: { ...DEFAULT.alert, rounds: 500 },
};

/** Only checks that everything runs. Its figures mean nothing. */
export const QUICK: Plan = {
  steps: [{ ...SMALL, rounds: 1, frames: 5 }],
  warmUp: 2,
  delivery: [{ ...SMALL, frames: 3, perSecond: 20 }],
  alert: { sizes: [SMALL], rounds: 3 },
};
