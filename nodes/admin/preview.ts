import type { Clock } from '../../lib/clock';
import { Deadline } from '../../lib/deadline';
import { LiveViewError } from '../../lib/errors';
import { Glance, type GlanceRule, type Seen } from '../../lib/alert/glance';
import type { FeedState } from '../../lib/feed/feed';
import type { FeedPool, Subscription } from '../../lib/feed/pool';
import { CounterWatch } from '../../lib/items/counter-watch';
import type { Update } from '../../lib/items/update';
import { Pacer } from '../../lib/pacer';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { isRefusal } from '../../lib/socket/failure';
import type { PreviewLine, Problem } from './api';
import type { LineWriter } from './line-writer';
import { excerptOf } from './preview-items';

/** The longest preview, s. A dialog that is open longer is not being watched. */
export const LONGEST_PREVIEW = 300;

/** ms between two lines of a kind. A reader follows at most four a second. */
export const PREVIEW_INTERVAL = 250;

export interface PreviewOptions {
  view: ViewDefinition;
  sort: string | undefined;
  rule: GlanceRule | undefined;
  /** What to report if the pool closes. */
  closed: Problem;
  problemOf: (error: LiveViewError) => Problem;
}

/** A view shown in a dialog. It reads the view's feed while the dialog is open. */
export class Preview {
  /** Resolves when the preview is over. */
  readonly over: Promise<void>;
  private readonly updates: Pacer<{ update: Update; sequence: number }>;
  private readonly errors: Pacer<() => PreviewLine>;
  private readonly counters = new CounterWatch();
  private readonly limit: Deadline;
  private readonly subscription: Subscription;
  private resolveOver!: () => void;
  private readonly glance: Glance | undefined;
  private sequence = 0;
  private stopped = false;

  /** @throws LiveViewError `closed` if the pool has closed */
  constructor(
    pool: FeedPool,
    private readonly writer: LineWriter,
    private readonly options: PreviewOptions,
    private readonly clock: Clock,
  ) {
    this.glance = options.rule && new Glance(options.rule);
    this.over = new Promise((resolve) => {
      this.resolveOver = resolve;
    });
    this.updates = new Pacer(PREVIEW_INTERVAL, clock, ({ update, sequence }) => {
      const { received } = update.stamp;
      this.counters.add(update);
      const hint = this.counters.findings.find(({ declared, seems }) => declared !== seems);
      const seen = this.look(update);
      writer.write(() => ({
        type: 'update',
        ...excerptOf(update, options.sort),
        sequence,
        received,
        ...(hint ? { counter: { key: hint.key, seems: hint.seems } } : {}),
        ...seen,
      }));
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
    // A user wants the view now, even if the flows wait for their next attempt.
    this.subscription.feed.tryNow();
    // The view may be open for another node already. Start from its state.
    const { state, latest } = this.subscription.feed;
    if (state.phase === 'connecting') writer.write(() => ({ type: 'connecting' }));
    this.changed(state);
    if (latest) this.updated(latest);
  }

  /** Leaves the view. Its socket closes at once unless others use it. */
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

  /** Applies the rule to an update. If the view does not have the rule's level, the preview ends. */
  private look(update: Update): { seen?: Seen } {
    if (!this.glance) return {};
    const { connection, number, time, received } = update.stamp;
    const taken = this.clock.elapsed();
    const arrived = taken - (this.clock.now() - received);
    const stamp = {
      connection,
      update: number,
      time,
      received,
      dated: true,
      arrived,
      taken,
      updates: 1,
      skipped: 0,
    };
    const depth = this.options.view.distributions.length;
    try {
      return { seen: this.glance.look(update.items(), depth, update.fields(), stamp) };
    } catch (error) {
      if (!(error instanceof LiveViewError)) throw error;
      this.end({ type: 'error', error: this.options.problemOf(error), final: true });
      return {};
    }
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
    // The view is live again, so a pending error is outdated.
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
