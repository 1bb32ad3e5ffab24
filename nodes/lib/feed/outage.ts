import type { Clock } from '../clock';
import { Deadline } from '../deadline';
import type { LiveViewError } from '../errors';

/** Told on transitions only, for all views together. */
export interface OutageListener {
  /** The first view was lost. */
  lost(error: LiveViewError): void;
  /** All views are back. */
  back(): void;
}

/**
 * Says that a system is lost, and that it is back. One that is lost again soon after is back for its listener only
 * when it has stayed for a while: coming and going must not fill a log.
 */
export class Outage {
  /** It was said that the system is lost, and not yet that it is back. */
  private said = false;
  private flapping = false;
  private backAt = -Infinity;
  private readonly settled: Deadline;

  /** @param stable how long a system must stay to count as one that does, ms */
  constructor(
    private readonly listener: OutageListener,
    private readonly stable: number,
    private readonly clock: Clock,
  ) {
    this.settled = new Deadline(clock, () => {
      this.end();
    });
  }

  /** A view is away. */
  lost(error: LiveViewError): void {
    this.settled.clear();
    if (this.said) return;
    this.said = true;
    this.flapping = this.clock.elapsed() - this.backAt < this.stable;
    this.listener.lost(error);
  }

  /** No view is away, and at least one is live. */
  back(): void {
    if (!this.said) return;
    if (this.flapping) this.settled.set(this.stable);
    else this.end();
  }

  /** Says nothing any more. */
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
