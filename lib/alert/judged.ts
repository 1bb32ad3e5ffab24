import type { Stamp } from './timeline';

/** How many connections to remember. A liveview node has one, for a moment two, and may return to an earlier one. */
const MOST = 8;

/** The last judged update of a connection. */
export type Last = readonly [connection: unknown, update: number, received: number];

/**
 * Remembers which updates of a liveview node were judged. A deploy, a second wire or a function node may repeat them.
 */
export class Judged {
  constructor(private last: readonly Last[] = []) {}

  /** Numbers that start again but arrived later come from a sender that has restarted, so these updates are new. */
  has({ connection, update, received, dated }: Stamp): boolean {
    const known = this.last.find(([other]) => other === connection);
    if (known === undefined || update === undefined || update > known[1]) return false;
    return !dated || received <= known[2];
  }

  add({ connection, update, received }: Stamp): void {
    if (update === undefined) return;
    const others = this.last.filter(([other]) => other !== connection);
    this.last = [...others.slice(1 - MOST), [connection, update, received]];
  }

  list(): readonly Last[] {
    return this.last;
  }
}
