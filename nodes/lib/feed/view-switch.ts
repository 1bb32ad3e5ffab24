import type { LiveViewError } from '../errors';
import type { Update } from '../items/update';
import type { ViewDefinition } from '../protocol/frames';
import { isRefusal } from '../socket/failure';
import type { FeedState } from './feed';
import type { FeedPool, Subscription } from './pool';
import { viewKey } from './view-key';

export interface ViewSwitchListener {
  /** An update of the view that is shown. */
  update(update: Update, view: ViewDefinition): void;
  /** The state of the view that is shown. */
  state(state: FeedState): void;
  report(error: LiveViewError): void;
}

/** A view that was asked for, and what became of it. */
class Request {
  readonly key: string;
  readonly outcome: Promise<void>;
  subscription: Subscription | undefined;
  /** Called once; later calls of either change nothing. */
  fulfil!: () => void;
  refuse!: (error: LiveViewError) => void;

  constructor(readonly view: ViewDefinition) {
    this.key = viewKey(view);
    this.outcome = new Promise((resolve, reject) => {
      this.fulfil = resolve;
      this.refuse = reject;
    });
    // Nobody may be waiting, as at deploy; the state says the same.
    this.outcome.catch(() => undefined);
  }
}

/**
 * Shows one view at a time and changes it without a gap: the new one opens first, and takes over with its first
 * update. A new view that the system refuses changes nothing.
 */
export class ViewSwitch {
  private shown: Request | undefined;
  private next: Request | undefined;

  constructor(
    private readonly pool: FeedPool,
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
    if (this.next?.key === key) return this.next.outcome;
    this.drop('next', 'now');
    if (this.shown?.key === key && this.shown.subscription?.feed.state.phase !== 'refused')
      return this.shown.outcome;
    const request = new Request(view);
    // A view that cannot deliver any more is not worth keeping for the sake of the gap.
    if (this.shown?.subscription?.feed.state.phase === 'refused') this.drop('shown', 'now');
    if (this.shown) this.next = request;
    else this.shown = request;
    this.subscribe(request);
    return request.outcome;
  }

  /** Shows nothing any more. */
  close(when: 'grace' | 'now'): void {
    this.drop('next', when);
    this.drop('shown', when);
  }

  private subscribe(request: Request): void {
    const subscription = this.pool.subscribe(request.view, {
      state: (state) => {
        this.changed(request, state);
      },
      update: (update) => {
        this.updated(request, update);
      },
      report: (error) => {
        this.listener.report(error);
      },
    });
    request.subscription = subscription;
    // A shared feed may be live already: its newest update is this reader's first.
    const { state, latest } = subscription.feed;
    this.changed(request, state);
    if (latest) this.updated(request, latest);
  }

  private updated(request: Request, update: Update): void {
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
    const refusal = (state.phase === 'refused' || state.phase === 'backoff') && isRefusal(state.error);
    if (refusal) request.refuse(state.error);
    if (request === this.shown) this.listener.state(state);
    else if (refusal) this.drop('next', 'now');
  }

  private drop(which: 'shown' | 'next', when: 'grace' | 'now'): void {
    const request = this[which];
    this[which] = undefined;
    request?.subscription?.release(when);
    request?.fulfil();
  }
}
