import type { Clock } from '../lib/clock';
import { Deadline } from '../lib/deadline';
import type { LiveViewError } from '../lib/errors';
import type { FeedState } from '../lib/feed/feed';
import type { FeedPool, Subscription } from '../lib/feed/pool';
import type { Update } from '../lib/items/update';
import { Pacer } from '../lib/pacer';
import type { ViewDefinition } from '../lib/protocol/frames';
import { isRefusal } from '../lib/socket/failure';
import type { PreviewLine, Problem } from './api';
import type { LineWriter } from './line-writer';
import { excerptOf } from './preview-items';

/** s; whoever has left the dialog open for longer does not look at it. */
export const LONGEST_PREVIEW = 300;

/** ms between two lines of a kind: four a second are as much as anybody can read. */
export const PREVIEW_INTERVAL = 250;

export interface PreviewOptions {
  view: ViewDefinition;
  sort: string | undefined;
  /** What to say when the pool ends under it. */
  closed: Problem;
  problemOf: (error: LiveViewError) => Problem;
}

/** A view that is shown in a dialog: one reader of the view's feed, for as long as the dialog is there. */
export class Preview {
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  private readonly updates: Pacer<{ update: Update; sequence: number }>;
  private readonly errors: Pacer<() => PreviewLine>;
  private readonly limit: Deadline;
  private readonly subscription: Subscription;
  private resolveOver!: () => void;
  private sequence = 0;
  private stopped = false;

  /** @throws LiveViewError `closed` when the pool has ended */
  constructor(
    pool: FeedPool,
    private readonly writer: LineWriter,
    private readonly options: PreviewOptions,
    clock: Clock,
  ) {
    this.over = new Promise((resolve) => {
      this.resolveOver = resolve;
    });
    this.updates = new Pacer(PREVIEW_INTERVAL, clock, ({ update, sequence }) => {
      if (!update.valid) return false;
      const { received } = update;
      writer.write(() => ({ type: 'update', ...excerptOf(update, options.sort), sequence, received }));
      return true;
    });
    this.errors = new Pacer(PREVIEW_INTERVAL, clock, (make) => {
      writer.write(make);
      return true;
    });
    this.limit = new Deadline(clock, () => {
      this.end({ type: 'end', seconds: LONGEST_PREVIEW });
    });
    this.subscription = pool.subscribe(options.view, {
      state: (state) => {
        this.changed(state);
      },
      update: (update) => {
        this.updated(update);
      },
      report: (error) => {
        this.failed(error);
      },
      closed: () => {
        this.end({ type: 'error', error: options.closed, final: true });
      },
    });
    this.limit.set(LONGEST_PREVIEW * 1000);
    // A view that others have open already is where it is.
    const { state, latest } = this.subscription.feed;
    if (state.phase === 'connecting') writer.write(() => ({ type: 'connecting' }));
    this.changed(state);
    if (latest) this.updated(latest);
  }

  /** Leaves the view: its socket goes at once, unless others use it. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.limit.clear();
    this.updates.stop();
    this.errors.stop();
    this.writer.stop();
    this.subscription.release('now');
    this.resolveOver();
  }

  private end(line: PreviewLine): void {
    if (this.stopped) return;
    this.writer.end(line);
    this.stop();
  }

  private updated(update: Update): void {
    if (this.stopped) return;
    this.updates.offer({ update, sequence: ++this.sequence });
  }

  private changed(state: FeedState): void {
    // What is still to be said of where the view was would now be wrong.
    if (state.phase === 'live') this.errors.discard();
    if (state.phase !== 'backoff' && state.phase !== 'refused') return;
    this.updates.discard();
    this.failed(state.error);
  }

  private failed(error: LiveViewError): void {
    if (this.stopped) return;
    const line = { type: 'error', error: this.options.problemOf(error), final: isRefusal(error) } as const;
    if (line.final) this.end(line);
    else this.errors.offer(() => line);
  }
}
