import { systemClock } from './clock';
import { LiveViewError } from './errors';
import type { ViewDistribution, ViewFilter } from './filters';
import type { Item } from './items/build';
import type { FieldMeta } from './items/keys';
import type { Update } from './items/update';
import type { Catalog, DistributionInfo, FilterInfo, ViewDefinition } from './protocol/frames';
import {
  createEndpoint,
  type Endpoint,
  ENDPOINT_DEFAULTS,
  type EndpointOptions,
  type TlsOptions,
} from './socket/endpoint';
import { Session } from './socket/session';
import { atLeastOne, name, readFlag } from './view-definition';

/** Everything but the URL and the trust; durations in seconds, 0 switches one off. */
export type ViewOptions = Partial<Omit<EndpointOptions, 'url' | 'tls'>> & {
  /** Called for what goes wrong without ending the view: a frame that had to be skipped, an error that the system reports. */
  onReport?: (error: LiveViewError) => void;
};

interface Waiting {
  resolve: (update: Update) => void;
  reject: (error: LiveViewError) => void;
}

/**
 * A live view, with filters and distributions: the vendor's `View` in TypeScript. One object is one WebSocket
 * connection; when that ends, so does the view.
 *
 * The frames on the wire are this package's assumption (see `protocol/frames`), not the vendor's published format.
 */
export class View implements AsyncIterable<Item[]> {
  private readonly endpoint: Endpoint;
  private readonly columns: string[] = [];
  private readonly distributionList: ViewDistribution[] = [];
  private readonly filterList: ViewFilter[] = [];
  private expand = false;
  private session: Session | undefined;
  private catalog: Catalog | undefined;
  private rejectConnect: ((error: LiveViewError) => void) | undefined;
  /** Why there are no more updates. */
  private over: LiveViewError | undefined;
  /** The newest update that nobody has waited for yet. Older ones are dropped, so that a slow reader costs no memory. */
  private unread: Update | undefined;
  /** Units and titles for the newest update that has been read. */
  private describe: () => Record<string, FieldMeta> = () => ({});
  private readonly waiting: Waiting[] = [];

  /**
   * Initializes the view. To connect, use {@link View.connect}.
   *
   * @param address URL to which the WebSocket server responds
   * @param tls for `wss`: options with the CA of a self-signed certificate, or `true` (the default) to trust the CAs
   *   that this machine trusts
   * @throws LiveViewError `invalid-url`, `invalid-tls`, `invalid-credentials`
   */
  constructor(
    address: string,
    tls: TlsOptions | true = true,
    private readonly options: ViewOptions = {},
  ) {
    this.endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, ...options, url: address, tls });
  }

  /** Adds columns. Items then carry the raw column names; without any, the default columns under their pretty names. */
  addColumns(...columns: string[]): this {
    this.columns.push(...columns.map((column, index) => name(column, `columns[${index}]`)));
    return this;
  }

  /** Adds distributions, in nesting order. */
  addDistributions(...distributions: ViewDistribution[]): this {
    this.distributionList.push(...distributions);
    return this;
  }

  /** Adds filters. All of a view's filters must match. */
  addFilters(...filters: ViewFilter[]): this {
    this.filterList.push(...filters);
    return this;
  }

  /** If set to true, child items are included in updates. */
  expandByDefault(expand: boolean): this {
    this.expand = readFlag(expand, 'expand');
    return this;
  }

  /**
   * Attempts to open the connection; resolves once the system has presented its catalogue and the view is asked for.
   * What is added to the view later has no effect.
   *
   * @throws LiveViewError the reason why it could not be opened, `no-distribution`, or `already-connected`
   */
  async connect(): Promise<void> {
    if (this.session) throw new LiveViewError('already-connected');
    if (this.over) throw this.over;
    const definition = this.definition();
    await new Promise<void>((resolve, reject) => {
      this.rejectConnect = reject;
      this.session = new Session(
        this.endpoint,
        definition,
        {
          catalog: (catalog) => {
            this.catalog = catalog;
            resolve();
          },
          update: (update) => {
            this.receive(update);
          },
          report: (error) => this.options.onReport?.(error),
          failed: (error) => {
            this.finish(error);
          },
        },
        systemClock,
      );
    });
  }

  /** True if the connection is up. */
  connected(): boolean {
    return this.catalog !== undefined && this.over === undefined;
  }

  /** Performs the closing handshake and waits for the TCP connection to end. */
  async close(): Promise<void> {
    this.finish(new LiveViewError('closed'));
    await this.session?.close();
  }

  /**
   * Waits for the next update; one that arrived since the last call counts as the next.
   *
   * @returns the list of items
   * @throws LiveViewError why there are no more: `closed` after {@link View.close}, else what ended the connection
   */
  async waitForUpdate(): Promise<Item[]> {
    for (;;) {
      const { unread } = this;
      this.unread = undefined;
      const update = unread ?? (await this.nextUpdate());
      if (!update.valid) continue;
      this.describe = update.fieldReader();
      return update.items();
    }
  }

  /** Updates until {@link View.close}; throws when the connection ends otherwise. Leaving the loop closes the view. */
  async *[Symbol.asyncIterator](): AsyncIterator<Item[]> {
    try {
      for (;;) yield await this.waitForUpdate();
    } catch (error) {
      if (!(error instanceof LiveViewError && error.code === 'closed')) throw error;
    } finally {
      await this.close();
    }
  }

  /** Filters that can be applied on a view, as the connected system presents them. */
  filters(): FilterInfo[] {
    return structuredClone(this.presented().filters);
  }

  /** Services that can be used by a filter, as the connected system presents them. */
  services(): string[] {
    return [...this.presented().services];
  }

  /** Fields that a view can be distributed on, as the connected system presents them. */
  distributions(): DistributionInfo[] {
    return structuredClone(this.presented().distributions);
  }

  /** Units and titles of the keys of the newest update's items; none before the first. */
  fields(): Record<string, FieldMeta> {
    return this.unread?.valid ? this.unread.fields() : this.describe();
  }

  private definition(): ViewDefinition {
    return {
      ...(this.columns.length > 0 ? { columns: [...this.columns] } : {}),
      distributions: atLeastOne(this.distributionList.map(({ definition }) => definition)),
      filters: this.filterList.map(({ definition }) => definition),
      expand: this.expand,
    };
  }

  private presented(): Catalog {
    if (!this.catalog) throw new LiveViewError('not-connected');
    return this.catalog;
  }

  private nextUpdate(): Promise<Update> {
    return new Promise((resolve, reject) => {
      if (this.over) reject(this.over);
      else if (!this.catalog) reject(new LiveViewError('not-connected'));
      else this.waiting.push({ resolve, reject });
    });
  }

  private receive(update: Update): void {
    if (this.waiting.length === 0) this.unread = update;
    for (const { resolve } of this.waiting.splice(0)) resolve(update);
  }

  private finish(error: LiveViewError): void {
    this.over ??= error;
    this.unread = undefined;
    this.rejectConnect?.(this.over);
    for (const { reject } of this.waiting.splice(0)) reject(this.over);
  }
}
