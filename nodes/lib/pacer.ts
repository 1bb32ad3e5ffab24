import type { Clock } from './clock';

/** The turns that at most are waited for something newer: a system that always has more must not keep all waiting. */
const MOST_TURNS = 20;

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
    let idle = true;
    // A clock runs it at once where nothing has piled up.
    this.inNextTurn(() => {
      if (idle) this.send();
      else this.sendNewest(MOST_TURNS);
    });
    idle = false;
  }

  /**
   * After a busy time what has piled up comes in over several turns, as the system's side has room to send on only when
   * something has been read. What came in the first turn is then old, so the first turn that brings nothing newer is
   * waited for, if it is among the next `turns`.
   */
  private sendNewest(turns: number): void {
    const newest = this.pending;
    this.inNextTurn(() => {
      if (this.pending === newest || turns === 0) this.send();
      else this.sendNewest(turns - 1);
    });
  }

  private inNextTurn(callback: () => void): void {
    this.immediate = this.clock.setImmediate(() => {
      this.immediate = undefined;
      callback();
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
