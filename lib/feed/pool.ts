import type { Clock } from '../clock';
import { LiveViewError } from '../errors';
import type { Catalog, ViewDefinition } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import type { BackoffRange } from './backoff';
import { CatalogFetch } from './catalog-fetch';
import { Feed, type FeedListener, STABLE_AFTER } from './feed';
import { Outage, type OutageListener } from './outage';
import { viewKey } from './view-key';

/** How long a view's socket outlives its last user, so that a partial deploy keeps the connection, ms. */
export const GRACE = 2000;

/** One reader's share of a feed. */
export interface Subscription {
  readonly feed: Feed;
  /** Stops reading. When the last reader leaves, the socket closes after a short grace, or at once. */
  release(when: 'grace' | 'now'): void;
}

interface Entry {
  feed: Feed;
  users: number;
  grace?: unknown;
}

/** All WebSockets to one appliance: one per view, for any number of readers. */
export class FeedPool {
  private readonly entries = new Map<string, Entry>();
  private readonly lost = new Set<Entry>();
  private readonly outage: Outage;
  /** Sockets that are closing, so that `close()` also waits for those whose readers left before. */
  private readonly closing = new Set<Promise<void>>();
  private fetch: CatalogFetch | undefined;
  private closed = false;

  constructor(
    readonly endpoint: Endpoint,
    private readonly range: BackoffRange,
    listener: OutageListener,
    private readonly clock: Clock,
  ) {
    this.outage = new Outage(listener, STABLE_AFTER, clock);
  }

  /**
   * Joins the view's feed, or opens it. If the appliance refused the view, a new reader triggers another attempt.
   *
   * @throws LiveViewError `closed` when the pool has ended
   */
  subscribe(view: ViewDefinition, listener: FeedListener): Subscription {
    if (this.closed) throw new LiveViewError('closed');
    const key = viewKey(view);
    const entry = this.entries.get(key) ?? this.open(key, view);
    this.clock.clearTimeout(entry.grace);
    entry.users++;
    const stop = entry.feed.listen(listener);
    if (entry.feed.state.phase === 'refused') entry.feed.tryNow();
    let released = false;
    return {
      feed: entry.feed,
      release: (when) => {
        if (released) return;
        released = true;
        stop();
        this.leave(key, entry, when);
      },
    };
  }

  /**
   * Returns the appliance's catalogue: from a session that is up, else from a short session for it alone. Also wakes
   * the waiting views.
   */
  async catalog(): Promise<Catalog> {
    if (this.closed) throw new LiveViewError('closed');
    const catalog = await this.findCatalog();
    this.wake();
    return catalog;
  }

  /**
   * The appliance is there, so views that wait for their next attempt retry soon.
   *
   * @param asked whether a user has just asked for this appliance
   */
  wake(asked = false): void {
    for (const { feed } of this.entries.values()) feed.wake(asked);
  }

  private async findCatalog(): Promise<Catalog> {
    for (const { feed } of this.entries.values()) if (feed.catalog) return feed.catalog;
    const fetch = (this.fetch ??= new CatalogFetch(this.endpoint, this.clock));
    try {
      return await fetch.result;
    } finally {
      this.track(fetch.close());
      if (this.fetch === fetch) this.fetch = undefined;
    }
  }

  /** Ends every view. Resolves when the sockets are gone. */
  async close(): Promise<void> {
    this.closed = true;
    this.outage.close();
    for (const [key, entry] of this.entries) this.drop(key, entry);
    if (this.fetch) this.track(this.fetch.close());
    await Promise.all(this.closing);
  }

  private open(key: string, view: ViewDefinition): Entry {
    const entry: Entry = { feed: new Feed(this.endpoint, view, this.range, this.clock), users: 0 };
    this.entries.set(key, entry);
    entry.feed.listen({
      answered: () => {
        this.wake();
      },
      state: (state) => {
        if (state.phase === 'backoff') this.noteLost(entry, state.error);
        else if (state.phase === 'live' || state.phase === 'refused') this.noteNotLost(entry);
      },
    });
    return entry;
  }

  private leave(key: string, entry: Entry, when: 'grace' | 'now'): void {
    entry.users--;
    if (entry.users > 0 || this.closed) return;
    if (when === 'now' || entry.feed.state.phase === 'refused') {
      this.drop(key, entry);
      return;
    }
    entry.grace = this.clock.setTimeout(() => {
      this.drop(key, entry);
    }, GRACE);
  }

  private drop(key: string, entry: Entry): void {
    this.clock.clearTimeout(entry.grace);
    this.entries.delete(key);
    this.noteNotLost(entry);
    this.track(entry.feed.close());
  }

  private track(closing: Promise<void>): void {
    this.closing.add(closing);
    void closing.finally(() => this.closing.delete(closing));
  }

  private noteLost(entry: Entry, error: LiveViewError): void {
    this.lost.add(entry);
    this.outage.lost(error);
  }

  /** The view is live, refused or unused. It may have been the last one that counted as lost. */
  private noteNotLost(entry: Entry): void {
    this.lost.delete(entry);
    if (this.lost.size > 0) return;
    if ([...this.entries.values()].some(({ feed }) => feed.state.phase === 'live')) this.outage.back();
  }
}
