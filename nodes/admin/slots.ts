/** How much of something may go on at once. */
export class Slots {
  private taken = 0;

  constructor(readonly count: number) {}

  /** @returns how to give it back, or nothing when all are taken */
  take(): (() => void) | undefined {
    if (this.taken >= this.count) return undefined;
    this.taken++;
    let given = false;
    return () => {
      if (!given) this.taken--;
      given = true;
    };
  }
}
