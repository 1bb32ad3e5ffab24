import { LiveViewError } from '../../lib/errors';
import type { FeedState } from '../../lib/feed/feed';
import type { FeedPool, Subscription } from '../../lib/feed/pool';
import type { Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';

/** A view that is open for one update. It ends with its first failed attempt. */
export class OneUpdate {
  /** Resolves when an update was taken, or when it was cancelled. */
  readonly result: Promise<void>;
  private settle!: { resolve: () => void; reject: (error: LiveViewError) => void };
  private subscription: Subscription | undefined;
  private over = false;

  /**
   * @param take called at once with each update, before the next one arrives, until it returns true
   * @throws LiveViewError `closed` if the pool has closed
   */
  constructor(
    pool: FeedPool,
    view: ViewDefinition,
    private readonly take: (update: Update) => boolean,
  ) {
    this.result = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.subscription = pool.subscribe(view, {
      state: (state) => {
        this.changed(state);
      },
      update: (update) => {
        this.offer(update);
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
    if (latest) this.offer(latest);
  }

  cancel(): void {
    this.end(() => {
      this.settle.resolve();
    });
  }

  private offer(update: Update): void {
    if (!this.over && this.take(update)) this.cancel();
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
