import type { Clock } from '../../lib/clock';
import { Combination } from '../../lib/items/combine';
import type { Projection } from '../../lib/items/projection';
import type { Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';
import type { Batch, Outlet } from './outlet';

/**
 * The most items that a window adds up. A window that grows beyond this is sent early, so that an appliance with
 * endless new names cannot fill the memory.
 */
export const MOST_ITEMS = 250_000;

/** Updates of one view with one list of columns, to be combined. */
interface Contents {
  combination: Combination;
  last: Update;
  view: ViewDefinition;
}

/**
 * Sends all updates of an interval as one. The first window begins with the first update, and each later one where the
 * one before ended. An empty window sends nothing. If the view or its columns change, the window ends early, so nothing
 * is lost.
 */
export class UpdateWindow implements Outlet {
  private contents: Contents | undefined;
  private skipped = 0;
  private timer: unknown;
  /** When the window ends, on the monotonic clock. */
  private due: number | undefined;

  /**
   * @param interval ms
   * @param flat whether the messages have only leaf items
   */
  constructor(
    private readonly interval: number,
    private readonly clock: Clock,
    private readonly send: (batch: Batch) => void,
    private readonly flat = false,
  ) {}

  offer(update: Update, view: ViewDefinition): void {
    if (this.contents && !fits(this.contents, update, view)) this.flush();
    const { projection, rows } = update;
    this.contents ??= { combination: new Combination(projection.rules, this.flat), last: update, view };
    this.contents.combination.add(rows);
    // Keep the last update without its rows.
    this.contents.last = update.with([]);
    if (this.contents.combination.size > MOST_ITEMS) this.flush();
    if (this.due === undefined) this.arm(this.clock.elapsed() + this.interval);
  }

  skip(count: number): void {
    this.skipped += count;
  }

  end(): void {
    this.flush();
    this.stop();
  }

  takeSkipped(): number {
    const { skipped } = this;
    this.skipped = 0;
    return skipped;
  }

  stop(): void {
    this.contents = undefined;
    this.due = undefined;
    this.clock.clearTimeout(this.timer);
  }

  private arm(due: number): void {
    this.due = due;
    this.timer = this.clock.setTimeout(() => {
      this.elapse(due);
    }, due - this.clock.elapsed());
  }

  private elapse(due: number): void {
    const late = this.clock.elapsed() - due;
    if (late < 0) {
      // An interval can be longer than a timer can wait.
      this.arm(due);
    } else if (this.contents) {
      this.flush();
      // The flow kept the event loop busy. This window replaces the ones that would have ended meanwhile.
      this.arm(due + this.interval * (1 + Math.floor(late / this.interval)));
    } else {
      this.due = undefined;
    }
  }

  private flush(): void {
    if (!this.contents) return;
    const { combination, last, view } = this.contents;
    const skipped = this.takeSkipped();
    this.contents = undefined;
    this.send({ update: last.with(combination.rows()), view, updates: combination.count, skipped });
  }
}

function fits({ last, view }: Contents, update: Update, other: ViewDefinition): boolean {
  if (view !== other) return false;
  return last.projection === update.projection || isSame(last.projection, update.projection);
}

/** A new connection has its own projection, which is usually equal. */
function isSame(a: Projection, b: Projection): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
