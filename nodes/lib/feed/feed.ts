import type { Clock } from '../clock';
import type { LiveViewError } from '../errors';
import type { Update } from '../items/update';
import type { Catalog, ViewDefinition } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import { retryAfter } from '../socket/failure';
import { Session, type SessionTap } from '../socket/session';
import { Backoff, type BackoffRange } from './backoff';

/** How long a view must have been live before a failure counts as the first again, ms. */
export const STABLE_AFTER = 10_000;

/** Where a feed is. `live` begins with the first update of a session. */
export type FeedState =
  | { phase: 'connecting' }
  | { phase: 'live' }
  /** Waits for the next attempt. */
  | { phase: 'backoff'; error: LiveViewError }
  /** The system refused the view; nothing is tried until `retry()`. */
  | { phase: 'refused'; error: LiveViewError };

export interface FeedListener {
  state(state: FeedState): void;
  /** The first one after `live` is valid; of any other its readers ask. */
  update(update: Update): void;
  /** Something is wrong, but the view goes on. */
  report(error: LiveViewError): void;
  /** The feed has ended for good, and not because everybody has left. The last call. */
  closed?(): void;
}

/** One view kept alive: session after session, with backoff between them, for any number of listeners. */
export class Feed {
  private readonly listeners = new Set<Partial<FeedListener>>();
  private readonly backoff: Backoff;
  private session: Session | undefined;
  private retryTimer: unknown;
  private liveSince = 0;
  private closed = false;
  state: FeedState = { phase: 'connecting' };
  /** What the system of the session that is up offers. */
  catalog: Catalog | undefined;
  /** The newest update of the session that is up. */
  latest: Update | undefined;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly view: ViewDefinition,
    range: BackoffRange,
    private readonly clock: Clock,
    private readonly tap?: SessionTap,
  ) {
    this.backoff = new Backoff(range, clock);
    this.connect();
  }

  /** @returns how to stop listening */
  listen(listener: Partial<FeedListener>): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Tries a refused view again; any other feed does so by itself. */
  retry(): void {
    if (this.state.phase !== 'refused') return;
    this.enter({ phase: 'connecting' });
    this.connect();
  }

  /** Ends it for good; resolves when the socket is gone. */
  async close(): Promise<void> {
    if (!this.closed) {
      this.tell((listener) => {
        listener.closed?.();
      });
    }
    this.closed = true;
    this.clock.clearTimeout(this.retryTimer);
    this.listeners.clear();
    await this.session?.close();
  }

  private connect(): void {
    this.session = new Session(
      this.endpoint,
      this.view,
      {
        catalog: (catalog) => {
          this.catalog = catalog;
        },
        update: (update) => {
          this.receive(update);
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
    this.latest = update.again();
    if (this.state.phase !== 'live') {
      this.liveSince = this.clock.elapsed();
      this.enter({ phase: 'live' });
    }
    this.tell((listener) => {
      listener.update?.(update);
    });
  }

  private fail(error: LiveViewError): void {
    if (this.state.phase === 'live' && this.clock.elapsed() - this.liveSince >= STABLE_AFTER)
      this.backoff.reset();
    this.session = this.catalog = this.latest = undefined;
    const retry = retryAfter(error);
    if (retry === 'never') {
      this.enter({ phase: 'refused', error });
      return;
    }
    this.retryTimer = this.clock.setTimeout(
      () => {
        this.connect();
      },
      retry === 'longest' ? this.backoff.longest() : this.backoff.next(),
    );
    this.enter({ phase: 'backoff', error });
  }

  private enter(state: FeedState): void {
    this.state = state;
    this.tell((listener) => {
      listener.state?.(state);
    });
  }

  /** A listener may stop listening, or close the feed, while it is told. */
  private tell(say: (listener: Partial<FeedListener>) => void): void {
    for (const listener of [...this.listeners]) {
      if (!this.closed && this.listeners.has(listener)) say(listener);
    }
  }
}
