/** Limits how many of something run at once. */
export class Slots {
  private taken = 0;

  constructor(readonly count: number) {}

  /** @returns a function that frees the slot, or nothing if all are taken */
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
