import type { LiveViewError } from '../../lib/errors';
import type { Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { isRefusal } from '../../lib/socket/failure';
import type { FeedState } from '../../lib/feed/feed';
import type { FeedPool, Subscription } from '../../lib/feed/pool';
import { viewKey } from '../../lib/feed/view-key';

export interface ViewSwitchListener {
  /** An update of the shown view. */
  update(update: Update, view: ViewDefinition): void;
  /** Updates of the shown view may be missing, at most this many. */
  skipped(count: number): void;
  /** The state of the shown view. */
  state(state: FeedState, view: ViewDefinition): void;
  report(error: LiveViewError): void;
  /** A view ended because its pool closed: see {@link ViewSwitch.reopen}. */
  gone(): void;
}

interface Waiting {
  resolve: () => void;
  reject: (error: LiveViewError) => void;
}

/** A requested view, and the messages that wait for its outcome. */
class Request {
  readonly key: string;
  subscription: Subscription | undefined;
  private waiting: Waiting[] = [];
  /** The view has delivered, or no message waits for it. */
  fulfilled = false;

  constructor(readonly view: ViewDefinition) {
    this.key = viewKey(view);
  }

  /**
   * Resolves or rejects with the view's current state, not with an earlier one: the appliance may have changed its
   * answer.
   */
  outcome(): Promise<void> {
    const refusal = this.subscription && refusalOf(this.subscription.feed.state);
    if (refusal) return Promise.reject(refusal);
    if (this.fulfilled) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  fulfil(): void {
    this.fulfilled = true;
    for (const { resolve } of this.waiting.splice(0)) resolve();
  }

  /** @returns whether a message was waiting */
  refuse(error: LiveViewError): boolean {
    const heard = this.waiting.length > 0;
    for (const { reject } of this.waiting.splice(0)) reject(error);
    return heard;
  }
}

function refusalOf(state: FeedState): LiveViewError | undefined {
  const failed = state.phase === 'refused' || state.phase === 'backoff';
  return failed && isRefusal(state.error) ? state.error : undefined;
}

/**
 * Shows one view at a time and changes it without a gap: the new view opens first and takes over with its first update.
 * If the appliance refuses the new view, nothing changes.
 */
export class ViewSwitch {
  private shown: Request | undefined;
  private next: Request | undefined;

  constructor(
    /** Called for each view, because a deploy can replace the pool. */
    private readonly pool: () => FeedPool,
    private readonly listener: ViewSwitchListener,
  ) {}

  /**
   * Asks for a view. If that view is already shown or on its way, it is not opened again. If the appliance refused it,
   * it is tried again.
   *
   * @returns resolves when the view has delivered or another view was asked for; rejects with the appliance's reason
   * for refusing
   */
  open(view: ViewDefinition): Promise<void> {
    const key = viewKey(view);
    if (this.next?.key === key) return this.next.outcome();
    this.drop('next', 'now');
    if (this.shown?.key === key && this.shown.subscription?.feed.state.phase !== 'refused')
      return this.shown.outcome();
    const request = new Request(view);
    // A view that can no longer deliver need not stay open until the new one has.
    if (this.shown?.subscription?.feed.state.phase === 'refused') this.drop('shown', 'now');
    if (this.shown) this.next = request;
    else this.shown = request;
    const outcome = request.outcome();
    this.subscribe(request);
    return outcome;
  }

  /**
   * Asks for the same views again after their pool was closed.
   *
   * @throws LiveViewError `closed` if there is no other pool, and any error of getting the pool
   */
  reopen(): void {
    for (const request of [this.shown, this.next]) if (request) this.subscribe(request);
  }

  /** Closes all views. */
  close(when: 'grace' | 'now'): void {
    this.drop('next', when);
    this.drop('shown', when);
  }

  private subscribe(request: Request): void {
    const subscription = this.pool().subscribe(request.view, {
      state: (state) => {
        this.changed(request, state);
      },
      update: (update) => {
        this.updated(request, update);
      },
      skipped: (count) => {
        if (request === this.shown) this.listener.skipped(count);
      },
      report: (error) => {
        this.listener.report(error);
      },
      closed: () => {
        this.listener.gone();
      },
    });
    request.subscription = subscription;
    // A shared feed may be live already. Its newest update is then the first for this reader.
    const { state, latest } = subscription.feed;
    this.changed(request, state);
    if (latest) this.updated(request, latest);
  }

  private updated(request: Request, update: Update): void {
    if (request === this.next) {
      this.next = undefined;
      this.drop('shown', 'now');
      this.shown = request;
      this.listener.state({ phase: 'live' }, request.view);
    }
    request.fulfil();
    this.listener.update(update, request.view);
  }

  private changed(request: Request, state: FeedState): void {
    const refusal = refusalOf(state);
    const heard = refusal !== undefined && request.refuse(refusal);
    if (request !== this.shown) {
      if (refusal) this.drop('next', 'now');
      return;
    }
    this.listener.state(state, request.view);
    // A view that has delivered before and is now refused ends here for good, so report it.
    if (state.phase === 'refused' && !heard) this.listener.report(state.error);
  }

  private drop(which: 'shown' | 'next', when: 'grace' | 'now'): void {
    const request = this[which];
    this[which] = undefined;
    request?.subscription?.release(when);
    request?.fulfil();
  }
}
