import type { Clock } from './clock';

/**
 * A timer that can be set again and again.
 *
 * When it is due, input that arrived in the meantime is read first. A process that was busy must not mistake its own
 * pause for the peer's silence.
 */
export class Deadline {
  private timer: unknown;
  private immediate: unknown;

  constructor(
    private readonly clock: Clock,
    private readonly expired: () => void,
  ) {}

  /** Starts, or starts again; 0 ms means no deadline. */
  set(ms: number): void {
    this.clear();
    if (ms <= 0) return;
    this.timer = this.clock.setTimeout(() => {
      this.timer = undefined;
      this.immediate = this.clock.setImmediate(() => {
        this.immediate = undefined;
        this.expired();
      });
    }, ms);
  }

  clear(): void {
    if (this.timer !== undefined) this.clock.clearTimeout(this.timer);
    if (this.immediate !== undefined) this.clock.clearImmediate(this.immediate);
    this.timer = this.immediate = undefined;
  }
}
