import type { Clock } from '../../lib/clock';
import { isSameUpdate, type Update } from '../../lib/items/update';
import { Pacer } from '../../lib/pacer';
import type { ViewDefinition } from '../../lib/protocol/frames';
import type { Batch, Outlet } from './outlet';

/** Sends at most one update per interval, the newest. It counts the others as skipped. */
export class NewestUpdate implements Outlet {
  private readonly pacer: Pacer<Pick<Batch, 'update' | 'view'>>;
  /** Updates skipped since the last batch. */
  private missing = 0;

  /** @param interval ms */
  constructor(interval: number, clock: Clock, send: (batch: Batch) => void) {
    this.pacer = new Pacer(interval, clock, (newest, skipped) => {
      send({ ...newest, updates: 1, skipped: skipped + this.takeSkipped() });
      return true;
    });
  }

  offer(update: Update, view: ViewDefinition): void {
    this.pacer.offer({ update, view });
  }

  skip(count: number): void {
    this.missing += count;
  }

  end(sent?: Update): void {
    this.pacer.discard(({ update }) => !isSameUpdate(update.stamp, sent?.stamp));
  }

  takeSkipped(): number {
    const { missing } = this;
    this.missing = 0;
    return missing + this.pacer.takeSkipped();
  }

  stop(): void {
    this.pacer.stop();
  }
}
