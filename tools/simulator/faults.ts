import { CALM, type Disturbance } from './disturbance';
import type { Refusing } from './refusing';
import { type Rehearsal, schedule, type Scheduled } from './rehearsal';

/** The active faults: those set by hand, and those that a rehearsal has at the current tick. */
export class Faults {
  byHand: { disturbance: Disturbance; stalled: boolean; refusing: Refusing | undefined } = {
    disturbance: CALM,
    stalled: false,
    refusing: undefined,
  };
  private scheduled: Scheduled;

  constructor(
    private readonly rehearsals: readonly Rehearsal[],
    private readonly step: number,
  ) {
    this.scheduled = schedule([], 0, step);
  }

  /** Moves to a tick. Returns what to do to all connections now. */
  advance(tick: number): Scheduled['cut'] {
    this.scheduled = schedule(this.rehearsals, tick, this.step);
    return this.scheduled.cut;
  }

  get disturbance(): Disturbance {
    return { ...this.scheduled.disturbance, ...this.byHand.disturbance };
  }

  get stalled(): boolean {
    return this.scheduled.stalled || this.byHand.stalled;
  }

  get refusing(): Refusing | undefined {
    return this.byHand.refusing ?? this.scheduled.refusing;
  }
}
