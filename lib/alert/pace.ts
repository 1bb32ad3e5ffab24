/** Within this factor of the usual interval, an interval counts as usual. */
const USUAL = 3;
/** This many slower intervals in a row make a new pace. */
const SLOWER = 3;

/**
 * Learns how long it usually takes from one update to the next, ms. A stall and the burst after it do not change that.
 */
export class Pace {
  private usual: number | undefined;
  /** Intervals in a row that were all unusually long, or all unusually short. */
  private streak = { slow: false, count: 0, total: 0 };

  /** The usual interval; undefined as long as it is not known. */
  get interval(): number | undefined {
    return this.usual;
  }

  /** Whether an interval is so short that it belongs to a burst. */
  isBurst(interval: number): boolean {
    return this.usual === undefined ? interval < SHORTEST_FIRST : interval < this.usual / USUAL;
  }

  learn(interval: number): void {
    if (this.usual === undefined) {
      if (interval >= SHORTEST_FIRST) this.usual = interval;
      return;
    }
    const slow = interval > this.usual * USUAL;
    if (!slow && !this.isBurst(interval)) {
      this.usual += (interval - this.usual) / 8;
      this.streak.count = 0;
      return;
    }
    if (this.streak.slow !== slow || this.streak.count === 0) this.streak = { slow, count: 0, total: 0 };
    this.streak.count++;
    this.streak.total += interval;
    // A burst is over within a few usual intervals. Short intervals that go on for longer are a new pace.
    const isNew = slow ? this.streak.count >= SLOWER : this.streak.total >= this.usual * USUAL;
    if (!isNew) return;
    this.usual = this.streak.total / this.streak.count;
    this.streak.count = 0;
  }
}

/** As long as no pace is known, a shorter interval is one between updates that waited together, ms. */
const SHORTEST_FIRST = 50;
