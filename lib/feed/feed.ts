import type { Clock } from '../clock';
import type { LiveViewError } from '../errors';
import type { Stamp, Update } from '../items/update';
import type { Catalog, ViewDefinition } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import { retryAfter } from '../socket/failure';
import { Session, type SessionTap } from '../socket/session';
import { Backoff, type BackoffRange } from './backoff';

/** After a view has been live for this long, the next failure counts as the first one, ms. */
export const STABLE_AFTER = 10_000;

/** When an appliance answers again, its views retry within this time, ms: not all in the same moment. */
export const WAKE_SPREAD = 1000;

/** The state of a feed. `live` begins with a session's first update. */
export type FeedState =
  | { phase: 'connecting' }
  | { phase: 'live' }
  /** Waiting for the next attempt. */
  | { phase: 'backoff'; error: LiveViewError }
  /** The appliance refused the view. The feed does nothing until `tryNow()`. */
  | { phase: 'refused'; error: LiveViewError };

export interface FeedListener {
  /** The appliance has answered: a session is up, though the view may still be refused. */
  answered?(): void;
  state(state: FeedState): void;
  update(update: Update): void;
  /** This many updates may be missing: frames were unusable, or the appliance left updates out. */
  skipped?(count: number): void;
  /** A problem that does not end the view. */
  report(error: LiveViewError): void;
  /** The feed has ended for good, and not because all its listeners left. The last call. */
  closed?(): void;
}

/** Keeps one view alive for any number of listeners: session after session, with backoff in between. */
export class Feed {
  private readonly listeners = new Set<Partial<FeedListener>>();
  private readonly backoff: Backoff;
  /** The delays between attempts that `wake()` has brought forward. */
  private readonly wakeBackoff: Backoff;
  private session: Session | undefined;
  private retryTimer: unknown;
  /** When the timer is due, on the clock that never jumps. */
  private retryAt = 0;
  /** Whether `wake()` brought forward the current or next attempt without a user asking for it. */
  private woken = false;
  /** From when on `wake()` may bring the next attempt forward. */
  private wakeFrom = 0;
  private failedAt = 0;
  private liveSince = 0;
  private closed = false;
  state: FeedState = { phase: 'connecting' };
  /** The catalogue of the current session. */
  catalog: Catalog | undefined;
  /** The newest update of the current session. */
  latest: Update | undefined;
  /** The stamp of the newest update, in this session or an earlier one. */
  private last: Stamp | undefined;
  /** Unusable frames since that update. */
  private unread = 0;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly view: ViewDefinition,
    range: BackoffRange,
    private readonly clock: Clock,
    private readonly tap?: SessionTap,
  ) {
    this.backoff = new Backoff(range, clock);
    this.wakeBackoff = new Backoff(range, clock);
    this.connect();
  }

  /** @returns a function that stops listening */
  listen(listener: Partial<FeedListener>): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Retries at once, whether the view was refused or waits for its next attempt. */
  tryNow(): void {
    if (this.session || this.closed) return;
    this.clock.clearTimeout(this.retryTimer);
    this.woken = false;
    this.enter({ phase: 'connecting' });
    this.connect();
  }

  /**
   * The appliance answers, so bring the next attempt forward. A refused view is left alone.
   *
   * Attempts that were brought forward and failed have a backoff of their own. Two views that fail soon after they
   * start, and so wake each other, slow down like any view that fails. A user who asks does not wait for that.
   *
   * @param asked whether a user has just asked for this appliance
   */
  wake(asked = false): void {
    if (this.state.phase !== 'backoff' || this.session || (this.woken && !asked)) return;
    const from = asked ? this.failedAt + WAKE_SPREAD : this.wakeFrom;
    const now = this.clock.elapsed();
    const delay = Math.max(this.clock.random() * WAKE_SPREAD, from - now);
    if (now + delay >= this.retryAt) return;
    this.woken = !asked;
    this.connectAfter(delay);
  }

  /** Ends the feed for good. Resolves when the socket is gone. */
  async close(): Promise<void> {
    if (!this.closed) {
      this.tell((listener) => {
        listener.closed?.();
      });
    }
    this.closed = true;
    this.latest = undefined;
    this.clock.clearTimeout(this.retryTimer);
    this.listeners.clear();
    await this.session?.close();
  }

  private connectAfter(delay: number): void {
    this.clock.clearTimeout(this.retryTimer);
    this.retryAt = this.clock.elapsed() + delay;
    this.retryTimer = this.clock.setTimeout(() => {
      this.connect();
    }, delay);
  }

  private connect(): void {
    this.session = new Session(
      this.endpoint,
      this.view,
      {
        catalog: (catalog) => {
          this.catalog = catalog;
          this.tell((listener) => {
            listener.answered?.();
          });
        },
        update: (update) => {
          this.receive(update);
        },
        skipped: () => {
          this.unread++;
          this.reportSkipped(1);
        },
        report: (error) => {
          this.tell((listener) => {
            listener.report?.(error);
          });
        },
        failed: (error) => {
          this.fail(error);
        },
        tap: this.tap,
      },
      this.clock,
    );
  }

  private receive(update: Update): void {
    const missing = this.missingBefore(update.stamp);
    if (missing > 0) this.reportSkipped(missing);
    this.latest = update;
    if (this.state.phase !== 'live') {
      this.liveSince = this.clock.elapsed();
      this.enter({ phase: 'live' });
    }
    this.tell((listener) => {
      listener.update?.(update);
    });
  }

  /** How many updates the appliance left out, judged by their numbers and not counting unusable frames. */
  private missingBefore(stamp: Stamp): number {
    const { last, unread } = this;
    this.last = stamp;
    this.unread = 0;
    if (last?.connection !== stamp.connection) return 0;
    return Math.max(0, stamp.number - last.number - 1 - unread);
  }

  private reportSkipped(count: number): void {
    this.tell((listener) => {
      listener.skipped?.(count);
    });
  }

  private fail(error: LiveViewError): void {
    const now = this.clock.elapsed();
    if (this.state.phase === 'live' && now - this.liveSince >= STABLE_AFTER) {
      this.backoff.reset();
      this.wakeBackoff.reset();
    } else if (this.woken) {
      this.wakeFrom = now + this.wakeBackoff.next();
    }
    this.failedAt = now;
    this.woken = false;
    this.session = this.catalog = this.latest = undefined;
    const retry = retryAfter(error);
    if (retry === 'never') {
      this.enter({ phase: 'refused', error });
      return;
    }
    this.connectAfter(retry === 'longest' ? this.backoff.longest() : this.backoff.next());
    this.enter({ phase: 'backoff', error });
  }

  private enter(state: FeedState): void {
    this.state = state;
    this.tell((listener) => {
      listener.state?.(state);
    });
  }

  /** A listener may stop listening, or close the feed, during the call. */
  private tell(say: (listener: Partial<FeedListener>) => void): void {
    for (const listener of [...this.listeners]) {
      if (!this.closed && this.listeners.has(listener)) say(listener);
    }
  }
}
