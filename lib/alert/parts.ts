import type { Source } from './source';

/** An update, with the items that have arrived so far. */
export interface Collected<E> {
  source: Source;
  items: unknown[];
  /** The last of its messages, without the payload. */
  message: E;
}

/** Puts together the updates that have one message per item. */
export class Parts<E> {
  private pending: (Collected<E> & { update: string; indexes: Set<number> }) | undefined;

  /** Takes one message. Returns the updates that it completes, in order. */
  take(source: Source, payload: unknown, message: E): Collected<E>[] {
    const { part } = source;
    if (part === undefined) {
      const items = Array.isArray(payload) ? (payload as unknown[]) : [payload];
      return [...this.flush(), { source, items, message }];
    }
    // Items of the previous update that have not arrived by now are missing in it.
    const before = this.pending?.update === part.update ? [] : this.flush();
    if (part.count === 0) return [...before, { source, items: [], message }];
    this.pending ??= { update: part.update, indexes: new Set(), source, items: [], message };
    const { indexes, items } = this.pending;
    const index = part.index ?? items.length;
    // A second wire delivers the same item twice.
    if (!indexes.has(index)) items.push(payload);
    indexes.add(index);
    this.pending.message = message;
    return items.length >= part.count ? [...before, ...this.flush()] : before;
  }

  /** What has arrived of an incomplete update. */
  flush(): Collected<E>[] {
    const { pending } = this;
    this.pending = undefined;
    return pending ? [pending] : [];
  }
}
