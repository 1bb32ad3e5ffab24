import type { HugePlan } from './measures/huge';
import type { LatencyPlan } from './measures/latency';
import type { ThroughputPlan } from './measures/throughput';

/** How much of everything is measured. */
export interface Plan {
  throughput: ThroughputPlan;
  latency: LatencyPlan;
  /** Updates of 10,000 rows while the event loop's delay is watched. */
  loopDelayFrames: number;
  /** s of updates that are left out. */
  leftOutSeconds: number;
  shapeRounds: number;
  huge: HugePlan;
  startUpRounds: number;
  /** Everything, or only what needs no other sizes than these. */
  all: boolean;
}

function sizes(rounds: number, ofLarge: number): ThroughputPlan['sizes'] {
  return [
    { rows: 100, kind: 'flat', rounds },
    { rows: 100, kind: 'two-level', rounds },
    { rows: 1000, kind: 'flat', rounds },
    { rows: 1000, kind: 'two-level', rounds },
    { rows: 10_000, kind: 'flat', rounds: ofLarge },
    { rows: 10_000, kind: 'two-level', rounds: ofLarge },
  ];
}

/** A good minute, on a machine that has little else to do. */
export const DEFAULT: Plan = {
  throughput: { sizes: sizes(5, 3), rowsPerRound: 15_000, fewestFrames: 10, warmUp: 500 },
  latency: { seconds: 4, rates: [1, 20] },
  loopDelayFrames: 3,
  leftOutSeconds: 2,
  shapeRounds: 5,
  huge: { rows: 100_000, rounds: 3 },
  startUpRounds: 5,
  all: true,
};

/** Many minutes: for figures that are to be quoted. */
export const LONG: Plan = {
  throughput: { sizes: sizes(15, 15), rowsPerRound: 60_000, fewestFrames: 20, warmUp: 2000 },
  latency: { seconds: 100, rates: [1, 20] },
  loopDelayFrames: 20,
  leftOutSeconds: 10,
  shapeRounds: 15,
  huge: { rows: 100_000, rounds: 9 },
  startUpRounds: 15,
  all: true,
};

/** Only whether everything runs: its figures say nothing. */
export const QUICK: Plan = {
  throughput: {
    sizes: [{ rows: 20, kind: 'two-level', rounds: 1 }],
    rowsPerRound: 100,
    fewestFrames: 2,
    warmUp: 2,
  },
  latency: { seconds: 0.1, rates: [20] },
  loopDelayFrames: 1,
  leftOutSeconds: 0.5,
  shapeRounds: 1,
  huge: { rows: 100, rounds: 1 },
  startUpRounds: 1,
  all: false,
};
