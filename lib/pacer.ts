import type { Clock } from './clock';

/** Passes on the newest offered value: at most one per interval, and at most one per turn of the event loop. */
export class Pacer<T> {
  private pending: { value: T } | undefined;
  private skipped = 0;
  private timer: unknown;
  private immediate: unknown;
  private lastSent = -Infinity;

  /**
   * @param interval ms
   * @param deliver gets the value and how many were skipped since the last call. If it returns `false`, it had
   *   nothing to pass on, so the next value need not wait
   */
  constructor(
    private readonly interval: number,
    private readonly clock: Clock,
    private readonly deliver: (value: T, skipped: number) => boolean | undefined,
  ) {}

  offer(value: T): void {
    if (this.pending) this.skipped++;
    this.pending = { value };
    this.schedule();
  }

  /**
   * Forgets the pending value, because its view is gone.
   *
   * @param counts whether the value counts as skipped
   */
  discard(counts: (value: T) => boolean = () => true): void {
    if (this.pending && counts(this.pending.value)) this.skipped++;
    this.stop();
  }

  /** Returns how many were skipped since the last call of `deliver`, and counts from 0 again. */
  takeSkipped(): number {
    const { skipped } = this;
    this.skipped = 0;
    return skipped;
  }

  /** Forgets the pending value and all timers. */
  stop(): void {
    this.pending = undefined;
    this.clock.clearTimeout(this.timer);
    this.clock.clearImmediate(this.immediate);
    this.timer = this.immediate = undefined;
  }

  private schedule(): void {
    if (this.timer !== undefined || this.immediate !== undefined) return;
    const wait = this.lastSent + this.interval - this.clock.elapsed();
    if (wait > 0) {
      this.timer = this.clock.setTimeout(() => {
        this.timer = undefined;
        this.sendSoon();
      }, wait);
    } else {
      this.sendSoon();
    }
  }

  private sendSoon(): void {
    this.immediate = this.clock.setImmediate(() => {
      this.immediate = undefined;
      this.send();
    });
  }

  private send(): void {
    if (!this.pending) return;
    const { value } = this.pending;
    const skipped = this.takeSkipped();
    this.pending = undefined;
    const { lastSent } = this;
    this.lastSent = this.clock.elapsed();
    if (this.deliver(value, skipped) === false) this.lastSent = lastSent;
  }
}
