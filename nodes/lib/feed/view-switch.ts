import type { LiveViewError } from '../errors';
import type { Update } from '../items/update';
import type { ViewDefinition } from '../protocol/frames';
import { isRefusal } from '../socket/failure';
import type { FeedState } from './feed';
import type { FeedPool, Subscription } from './pool';
import { viewKey } from './view-key';

export interface ViewSwitchListener {
  /** An update of the view that is shown; the first one of a view is valid, of any other its readers ask. */
  update(update: Update, view: ViewDefinition): void;
  /** The state of the view that is shown. */
  state(state: FeedState): void;
  report(error: LiveViewError): void;
  /** A view has ended because its pool was closed: see {@link ViewSwitch.reopen}. */
  gone(): void;
}

interface Waiting {
  resolve: () => void;
  reject: (error: LiveViewError) => void;
}

/** A view that was asked for, and those who wait to hear what becomes of it. */
class Request {
  readonly key: string;
  subscription: Subscription | undefined;
  private waiting: Waiting[] = [];
  /** The view has delivered, or nobody waits for it any more. */
  fulfilled = false;

  constructor(readonly view: ViewDefinition) {
    this.key = viewKey(view);
  }

  /** Where the view stands now decides, not what became of an earlier question: a system may change its mind. */
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

  /** @returns whether anybody was waiting, and has heard it */
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
 * Shows one view at a time and changes it without a gap: the new one opens first, and takes over with its first
 * update. A new view that the system refuses changes nothing.
 */
export class ViewSwitch {
  private shown: Request | undefined;
  private next: Request | undefined;

  constructor(
    /** Is asked for each view anew, since a pool may be replaced by another. */
    private readonly pool: () => FeedPool,
    private readonly listener: ViewSwitchListener,
  ) {}

  /**
   * Asks for a view. The view that is shown or on its way already is not opened again; one that the system refused
   * is tried again.
   *
   * @returns resolves when the view has delivered or another one was asked for since; rejects with the system's
   *   reason when it refused it
   */
  open(view: ViewDefinition): Promise<void> {
    const key = viewKey(view);
    if (this.next?.key === key) return this.next.outcome();
    this.drop('next', 'now');
    if (this.shown?.key === key && this.shown.subscription?.feed.state.phase !== 'refused')
      return this.shown.outcome();
    const request = new Request(view);
    // A view that cannot deliver any more is not worth keeping for the sake of the gap.
    if (this.shown?.subscription?.feed.state.phase === 'refused') this.drop('shown', 'now');
    if (this.shown) this.next = request;
    else this.shown = request;
    const outcome = request.outcome();
    this.subscribe(request);
    return outcome;
  }

  /**
   * Asks for the same views again, after the pool that they were from has been closed.
   *
   * @throws LiveViewError `closed` where there is no other pool, and whatever asking for the pool throws
   */
  reopen(): void {
    for (const request of [this.shown, this.next]) if (request) this.subscribe(request);
  }

  /** Shows nothing any more. */
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
      report: (error) => {
        this.listener.report(error);
      },
      closed: () => {
        this.listener.gone();
      },
    });
    request.subscription = subscription;
    // A shared feed may be live already: its newest update is this reader's first.
    const { state, latest } = subscription.feed;
    this.changed(request, state);
    if (latest) this.updated(request, latest);
  }

  private updated(request: Request, update: Update): void {
    // One that cannot be used is not what somebody waits for.
    if (!request.fulfilled && !update.valid) return;
    if (request === this.next) {
      this.next = undefined;
      this.drop('shown', 'now');
      this.shown = request;
      this.listener.state({ phase: 'live' });
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
    this.listener.state(state);
    // A view that has delivered and is refused when it comes back ends here for good: that must not pass in silence.
    if (state.phase === 'refused' && !heard) this.listener.report(state.error);
  }

  private drop(which: 'shown' | 'next', when: 'grace' | 'now'): void {
    const request = this[which];
    this[which] = undefined;
    request?.subscription?.release(when);
    request?.fulfil();
  }
}
