/** Lets a test wait until something that callbacks note has come true. */
export class Signal {
  private waiting: (() => void)[] = [];

  /** Notes something, and wakes those who wait. */
  after(note: () => unknown): void {
    note();
    for (const wake of this.waiting.splice(0)) wake();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
