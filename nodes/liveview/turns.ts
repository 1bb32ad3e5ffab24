import type { Clock } from '../../lib/clock';

/**
 * The most extra turns that the next message waits. A busy flow keeps the event loop from reading, and one turn reads
 * at most 64 KiB of a socket. So the next message waits one turn more per millisecond that the loop was busy. What has
 * arrived meanwhile is read first; if too much has, the queue drops the oldest update and counts it.
 */
export const MOST_READING_TURNS = 100;

/**
 * Gives one liveview node after the other a turn of the event loop. This spreads the work of many nodes on one update
 * over as many turns. One node's message is through its flow before the next is built, so only one is in memory at a
 * time. All nodes wait equally long, whether or not their flow is slow.
 */
export class Turns {
  private readonly waiting = new Set<() => void>();
  private due: unknown;

  constructor(private readonly clock: Clock) {}

  /** @returns a function that gives up the turn */
  wait(take: () => void): () => void {
    this.waiting.add(take);
    this.arrange();
    return () => {
      this.waiting.delete(take);
      if (this.waiting.size > 0) return;
      this.clock.clearImmediate(this.due);
      this.due = undefined;
    };
  }

  private arrange(): void {
    if (this.due !== undefined || this.waiting.size === 0) return;
    const since = this.clock.elapsed();
    this.due = this.clock.setImmediate(() => {
      this.takeAfter(Math.min(MOST_READING_TURNS, Math.floor(this.clock.elapsed() - since)));
    });
  }

  private takeAfter(readingTurns: number): void {
    if (readingTurns === 0) {
      this.take();
      return;
    }
    this.due = this.clock.setImmediate(() => {
      this.takeAfter(readingTurns - 1);
    });
  }

  private take(): void {
    const [next] = this.waiting;
    if (next) this.waiting.delete(next);
    try {
      next?.();
    } finally {
      this.due = undefined;
      // Line up behind what this turn has deferred: in there, messages go on to their next node.
      this.arrange();
    }
  }
}
