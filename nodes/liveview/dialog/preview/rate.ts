/** How far the rate looks back, ms. */
const WINDOW = 10_000;

interface Arrival {
  sequence: number;
  received: number;
}

/** How often a view is updated, over the last ten seconds. */
export class UpdateRate {
  private arrivals: Arrival[] = [];

  /**
   * @param sequence the number of the update; numbers that never arrived here count too
   * @param received the time of arrival on any clock, ms
   */
  add(sequence: number, received: number): void {
    const last = this.arrivals.at(-1);
    // Another view, or the same view started again.
    if (last && (sequence <= last.sequence || received < last.received)) this.arrivals = [];
    this.arrivals.push({ sequence, received });
    // Keep one update older than the window: the rate is measured from it.
    while (this.arrivals.length > 2 && (this.arrivals[1]?.received ?? received) <= received - WINDOW) {
      this.arrivals.shift();
    }
  }

  /** Updates per second; undefined before the second update. */
  get perSecond(): number | undefined {
    const [first, last] = [this.arrivals[0], this.arrivals.at(-1)];
    if (!first || !last || last.received === first.received) return undefined;
    return ((last.sequence - first.sequence) * 1000) / (last.received - first.received);
  }

  forget(): void {
    this.arrivals = [];
  }
}
