/** ms that the rate looks back. */
const WINDOW = 10_000;

interface Arrival {
  sequence: number;
  received: number;
}

/** How often a view is updated, over the last ten seconds. */
export class UpdateRate {
  #arrivals: Arrival[] = [];

  /**
   * @param sequence the number of the update, those counted that never came here
   * @param received when it arrived, ms of any clock
   */
  add(sequence: number, received: number): void {
    const last = this.#arrivals.at(-1);
    // Another view, or one that has begun anew.
    if (last && (sequence <= last.sequence || received < last.received)) this.#arrivals = [];
    this.#arrivals.push({ sequence, received });
    // Of what is older, one stays: from it the window is counted.
    while (this.#arrivals.length > 2 && (this.#arrivals[1]?.received ?? received) <= received - WINDOW) {
      this.#arrivals.shift();
    }
  }

  /** Updates a second; unknown before there are two. */
  get perSecond(): number | undefined {
    const [first, last] = [this.#arrivals[0], this.#arrivals.at(-1)];
    if (!first || !last || last.received === first.received) return undefined;
    return ((last.sequence - first.sequence) * 1000) / (last.received - first.received);
  }

  forget(): void {
    this.#arrivals = [];
  }
}
