import { LiveViewError } from '../../lib/errors';
import type { FeedState } from '../../lib/feed/feed';
import type { FeedPool, Subscription } from '../../lib/feed/pool';
import type { Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';

/** A view that is open for one update. It ends with its first failed attempt. */
export class OneUpdate {
  /** Nothing if it was cancelled. */
  readonly result: Promise<Update | undefined>;
  private settle!: { resolve: (update: Update | undefined) => void; reject: (error: LiveViewError) => void };
  private subscription: Subscription | undefined;
  private over = false;

  /**
   * @param isKnown whether not to take an update
   * @throws LiveViewError `closed` if the pool has closed
   */
  constructor(
    pool: FeedPool,
    view: ViewDefinition,
    private readonly isKnown: (update: Update) => boolean,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.subscription = pool.subscribe(view, {
      state: (state) => {
        this.changed(state);
      },
      update: (update) => {
        this.take(update);
      },
      report: () => undefined,
      closed: () => {
        this.fail(new LiveViewError('closed'));
      },
    });
    const { feed } = this.subscription;
    // If others have the view open but lost it, try it now instead of waiting for its next attempt.
    if (!feed.latest) feed.tryNow();
    const { latest } = feed;
    if (latest) this.take(latest);
  }

  cancel(): void {
    this.end(() => {
      this.settle.resolve(undefined);
    });
  }

  private take(update: Update): void {
    if (this.isKnown(update)) return;
    this.end(() => {
      this.settle.resolve(update);
    });
  }

  private changed(state: FeedState): void {
    if (state.phase === 'backoff' || state.phase === 'refused') this.fail(state.error);
  }

  private fail(error: LiveViewError): void {
    this.end(() => {
      this.settle.reject(error);
    });
  }

  private end(settle: () => void): void {
    if (this.over) return;
    this.over = true;
    this.subscription?.release('now');
    settle();
  }
}
