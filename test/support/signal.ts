/** Lets a test wait for a condition on what callbacks note. */
export class Signal {
  private waiting: (() => void)[] = [];

  /** Notes something, and wakes all that wait. */
  after(note: () => unknown): void {
    note();
    for (const wake of this.waiting.splice(0)) wake();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
