import type { Clock } from '../clock';
import { Deadline } from '../deadline';
import type { LiveViewError } from '../errors';

/** Called on transitions only, for all views together. */
export interface OutageListener {
  /** The first view was lost. */
  lost(error: LiveViewError): void;
  /** All views are back. */
  back(): void;
}

/**
 * Reports when an appliance is lost and when it is back. If it is lost again soon after, the listener hears of its
 * return only once it is stable: an unstable connection must not fill a log.
 */
export class Outage {
  /** The listener knows that the appliance is lost, and not yet that it is back. */
  private said = false;
  private flapping = false;
  private backAt = -Infinity;
  private readonly settled: Deadline;

  /** @param stable how long an appliance must stay to count as back, ms */
  constructor(
    private readonly listener: OutageListener,
    private readonly stable: number,
    private readonly clock: Clock,
  ) {
    this.settled = new Deadline(clock, () => {
      this.end();
    });
  }

  /** A view is lost. */
  lost(error: LiveViewError): void {
    this.settled.clear();
    if (this.said) return;
    this.said = true;
    this.flapping = this.clock.elapsed() - this.backAt < this.stable;
    this.listener.lost(error);
  }

  /** No view is lost, and at least one is live. */
  back(): void {
    if (!this.said) return;
    if (this.flapping) this.settled.set(this.stable);
    else this.end();
  }

  /** Reports nothing any more. */
  close(): void {
    this.settled.clear();
    this.said = false;
  }

  private end(): void {
    this.said = false;
    this.backAt = this.clock.elapsed();
    this.listener.back();
  }
}
