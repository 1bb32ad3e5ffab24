import type { Counter } from '../protocol/frames';
import type { Item } from './item';
import type { Stamp, Update } from './update';

/** The least to observe before judging a column: updates in which it changed, and changes of items. */
const ENOUGH = { updates: 5, changes: 20 } as const;

/**
 * The share of falls among all changes. A count per update falls about as often as it rises. A total hardly ever
 * falls, only when an item's total drops connections that have ended. Shares in between prove nothing.
 */
const FALLS = { total: 0.2, update: 0.3 } as const;

/** A counting column: what it is declared as, and what its numbers look like. */
export interface CounterFinding {
  /** The key in the items. */
  key: string;
  declared: Counter;
  seems: Counter;
}

interface Tally {
  declared: Counter;
  updates: number;
  changes: number;
  falls: number;
}

/**
 * Watches whether the counting columns on the outermost level fall from update to update. It keeps one update. A
 * column that never changes, such as one full of zeros, proves nothing.
 */
export class CounterWatch {
  private readonly tallies = new Map<string, Tally>();
  private before = new Map<string, Item>();
  private connection: Stamp['connection'] | undefined;

  add(update: Update): void {
    // On another WebSocket everything may count from the start again.
    if (update.stamp.connection !== this.connection) this.before = new Map();
    this.connection = update.stamp.connection;
    const now = new Map<string, Item>();
    for (const item of update.items()) if (!now.has(item.name)) now.set(item.name, item);
    for (const [key, { counter }] of Object.entries(update.fields()))
      if (counter !== undefined) this.compare(key, counter, now);
    this.before = now;
  }

  /** The columns with enough observations. */
  get findings(): CounterFinding[] {
    return [...this.tallies].flatMap(([key, { declared, updates, changes, falls }]) => {
      if (updates < ENOUGH.updates || changes < ENOUGH.changes) return [];
      const share = falls / changes;
      if (share > FALLS.total && share < FALLS.update) return [];
      return [{ key, declared, seems: share <= FALLS.total ? 'total' : 'update' }];
    });
  }

  private compare(key: string, declared: Counter, now: ReadonlyMap<string, Item>): void {
    const tally = this.tallies.get(key) ?? { declared, updates: 0, changes: 0, falls: 0 };
    this.tallies.set(key, tally);
    tally.declared = declared;
    const { changes } = tally;
    for (const [name, item] of now) {
      const value = item[key];
      const last = this.before.get(name)?.[key];
      if (typeof value !== 'number' || typeof last !== 'number' || value === last) continue;
      tally.changes++;
      if (value < last) tally.falls++;
    }
    if (tally.changes > changes) tally.updates++;
  }
}
