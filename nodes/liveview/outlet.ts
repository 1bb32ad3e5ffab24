import type { Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';

/** The content of one message, or of one message per item. */
export interface Batch {
  /** The update. If several are combined: the combined rows with the stamp of the last one. */
  update: Update;
  view: ViewDefinition;
  /** How many updates it holds. */
  updates: number;
  /** How many updates were skipped since the batch before. */
  skipped: number;
}

/** Decides which updates become messages, and when. */
export interface Outlet {
  offer(update: Update, view: ViewDefinition): void;
  /** Counts updates that may be missing. */
  skip(count: number): void;
  /**
   * The view has closed: do not send what waits.
   *
   * @param sent an update that is sent without the outlet, so it must not count as skipped
   */
  end(sent?: Update): void;
  /** Returns how many updates were skipped since the last batch, and counts from 0 again. */
  takeSkipped(): number;
  /** Stops sending. */
  stop(): void;
}
