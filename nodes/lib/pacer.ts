import type { Clock } from './clock';

/**
 * Passes on the newest of what is offered: at most one per interval, and at most one per turn of the event loop.
 * Updates that pile up while a flow keeps the loop busy become one.
 */
export class Pacer<T> {
  private pending: { value: T } | undefined;
  private skipped = 0;
  private timer: unknown;
  private immediate: unknown;
  private lastSent = -Infinity;

  /**
   * @param interval ms; 0 for all
   * @param deliver `skipped` counts what was left out since the last call; returns `false` where there was nothing to
   *   pass on after all, and so the next that is offered need not wait
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

  /** Forgets what is pending: it belongs to a view that is gone. It counts as skipped. */
  discard(): void {
    if (this.pending) this.skipped++;
    this.stop();
  }

  /** Forgets what is pending, and every timer. */
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
    // A clock may run it at once.
    this.immediate = this.clock.setImmediate(() => {
      this.immediate = undefined;
      this.send();
    });
  }

  private send(): void {
    if (!this.pending) return;
    const { value } = this.pending;
    const { skipped } = this;
    this.pending = undefined;
    this.skipped = 0;
    const { lastSent } = this;
    this.lastSent = this.clock.elapsed();
    if (this.deliver(value, skipped) === false) this.lastSent = lastSent;
  }
}
