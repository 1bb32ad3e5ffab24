import { isSameUpdate, type Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';
import type { Batch, Outlet } from './outlet';
import type { Turns } from './turns';

/** The most updates that wait for a flow. */
export const MOST_WAITING = 60;

/**
 * Sends every update in order, one per turn of the event loop. If the flow is slower than its updates, the oldest
 * waiting update is dropped.
 */
export class UpdateQueue implements Outlet {
  private readonly waiting: Batch[] = [];
  /** Updates dropped before the next one. */
  private skipped = 0;
  private leave: (() => void) | undefined;

  constructor(
    private readonly turns: Turns,
    private readonly send: (batch: Batch) => void,
  ) {}

  offer(update: Update, view: ViewDefinition): void {
    this.waiting.push({ update, view, updates: 1, skipped: this.skipped });
    this.skipped = 0;
    if (this.waiting.length > MOST_WAITING) this.dropOldest();
    this.arrange();
  }

  skip(count: number): void {
    this.skipped += count;
  }

  end(sent?: Update): void {
    for (const { update, skipped } of this.waiting)
      this.skipped += skipped + (isSameUpdate(update.stamp, sent?.stamp) ? 0 : 1);
    this.stop();
  }

  takeSkipped(): number {
    const { skipped } = this;
    this.skipped = 0;
    return skipped;
  }

  stop(): void {
    this.waiting.length = 0;
    this.leave?.();
    this.leave = undefined;
  }

  private dropOldest(): void {
    const oldest = this.waiting.shift();
    const [next] = this.waiting;
    if (oldest && next) next.skipped += oldest.skipped + 1;
  }

  private arrange(): void {
    if (this.leave || this.waiting.length === 0) return;
    this.leave = this.turns.wait(() => {
      this.leave = undefined;
      const batch = this.waiting.shift();
      // Arrange the next turn before sending, so that an error in one message does not stop the others.
      this.arrange();
      if (batch) this.send(batch);
    });
  }
}
