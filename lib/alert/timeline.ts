import { Pace } from './pace';

/** When an update was made and when it arrived, and how many are missing before it. */
export interface Stamp {
  /** Changes with each WebSocket. Nothing before the change counts. */
  connection: unknown;
  /** The update's number on its connection, if the message has it. */
  update: number | undefined;
  /** The appliance's clock, ms since the epoch, if the message has it. */
  time: number | undefined;
  /** Our clock when the update arrived, ms since the epoch. */
  received: number;
  /** Whether `received` is from the message. If not, it is the current time. */
  dated: boolean;
  /** The same as `received`, on the clock that never jumps, ms. */
  arrived: number;
  /** When the update was taken, on the clock that never jumps, ms. */
  taken: number;
  /** How many updates were combined into this one. */
  updates: number;
  /** How many updates were left out before it. */
  skipped: number;
}

/** The step from one update of a view to the next. */
export interface Step {
  /** The first update of its connection: nothing before it counts. */
  first: boolean;
  /** ms since the previous update; 0 for the first. */
  time: number;
  /** When the update arrived, on the clock that never jumps, ms. */
  arrived: number;
  /** How much time a counter per update covers, ms; NaN for the first. */
  covered: number;
  /** Whether growth over `time` is a reliable rate. In a burst it is not. */
  steady: boolean;
}

/** Clocks that differ by more than this do not agree, ms. */
const APART = 300_000;
/** After the appliance's clock has stood still, it counts again once it has moved forward in this many updates. */
const PROBATION = 60;
/**
 * Two clocks agree on an interval if they differ by at most this share of it. Delays on the way cause such differences.
 */
const ALIKE = 0.25;
/** Smaller differences between our two clocks mean nothing, ms: one of them counts whole milliseconds. */
const ROUNDING = 100;
/** The usual interval between an appliance's updates, ms. It counts as long as the view's own pace is not known. */
const COMMON_PACE = 1000;

/**
 * Measures the time between the updates of a view. It uses the appliance's clock if that moves forward with every
 * update and agrees with ours to within minutes, else the time of arrival.
 *
 * If the two disagree about an interval, a clock was set or an update was late. Then the value nearer to the usual pace
 * counts.
 */
export class Timeline {
  private before: Stamp | undefined;
  private readonly pace = new Pace();
  private probation = 0;
  /** The clocks disagreed before a pace was known that could tell which is right. */
  private disagreed = false;

  step(stamp: Stamp): Step {
    const { before } = this;
    const arrived = arrivalOf(stamp, before);
    const now = { ...stamp, arrived };
    this.before = now;
    if (!before || !follows(before, now))
      return { first: true, time: 0, arrived, covered: NaN, steady: false };
    const count = countOf(before, now);
    const ours = Math.max(0, now.arrived - before.arrived);
    const theirs = this.theirs(before, now);
    const { time, steady } = this.choose(theirs, ours, count);
    // Learn the first pace only from an interval that is certain.
    if (steady || this.pace.interval !== undefined) this.pace.learn(time / count);
    return { first: false, time, arrived, covered: (time * now.updates) / count, steady };
  }

  /** The interval on the appliance's clock, if that clock can be trusted. */
  private theirs(before: Stamp, now: Stamp): number | undefined {
    if (before.time === undefined || now.time === undefined) return undefined;
    const theirs = now.time - before.time;
    if (theirs <= 0) this.probation = PROBATION;
    else if (this.probation > 0) this.probation--;
    return this.probation === 0 && agrees(before) && agrees(now) ? theirs : undefined;
  }

  private choose(theirs: number | undefined, ours: number, count: number): { time: number; steady: boolean } {
    if (theirs === undefined) return { time: ours, steady: !this.pace.isBurst(ours / count) };
    // An interval on which both clocks agree is certain, however unusual it is.
    const alike = Math.abs(theirs - ours) <= ALIKE * Math.max(theirs, ours);
    if (this.pace.interval === undefined && !this.disagreed) {
      this.disagreed = !alike;
      return { time: alike ? theirs : Math.min(theirs, ours), steady: alike };
    }
    const usual = (this.pace.interval ?? COMMON_PACE) * count;
    const time = Math.abs(theirs - usual) <= Math.abs(ours - usual) ? theirs : ours;
    return { time, steady: alike || !this.pace.isBurst(time / count) };
  }
}

/**
 * When an update arrived. If our clock was set while the update waited to be judged, its time of arrival would be before
 * that of the update before it, or in the future. Then it counts as if it had not waited.
 */
function arrivalOf({ arrived, taken }: Stamp, before: Stamp | undefined): number {
  if (!before) return arrived;
  // The clock of a sender elsewhere may be ahead of ours all the time.
  const isAhead = before.arrived > before.taken + ROUNDING;
  if (arrived < before.arrived - ROUNDING || (arrived > taken + ROUNDING && !isAhead)) return taken;
  return arrived;
}

/** Numbers that start again also mean another connection: the sender has restarted. */
function follows(before: Stamp, now: Stamp): boolean {
  if (before.connection !== now.connection) return false;
  return before.update === undefined || now.update === undefined || now.update > before.update;
}

/** How many updates there were since the previous one, including this one. */
function countOf(before: Stamp, now: Stamp): number {
  const said = now.updates + now.skipped;
  if (before.update === undefined || now.update === undefined) return said;
  return Math.max(said, now.update - before.update);
}

function agrees({ time = NaN, received }: Stamp): boolean {
  return Math.abs(time - received) <= APART;
}
