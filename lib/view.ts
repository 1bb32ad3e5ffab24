import { systemClock } from './clock';
import { LiveViewError } from './errors';
import type { ViewDistribution, ViewFilter } from './filters';
import type { Item } from './items/item';
import { describeFields } from './items/keys';
import type { FieldMeta } from './items/item';
import type { Update } from './items/update';
import type { Catalog, DistributionInfo, FilterInfo, ViewDefinition } from './protocol/frames';
import { createEndpoint, type Endpoint, ENDPOINT_DEFAULTS } from './socket/endpoint';
import type { EndpointOptions, TlsOptions } from './socket/endpoint-options';
import { Session } from './socket/session';
import { name } from './settings/rule';
import { take } from './settings/take';
import { atLeastOne, readColumns, readDistributions, readFlag } from './view-definition';

/** All options but the URL and TLS. Durations in seconds; 0 turns one off. */
export type ViewOptions = Partial<Omit<EndpointOptions, 'url' | 'tls'>> & {
  /** Called for problems that do not end the view: a skipped frame, or an error that the appliance reports. */
  onReport?: (error: LiveViewError) => void;
};

interface Waiting {
  resolve: (update: Update) => void;
  reject: (error: LiveViewError) => void;
}

/**
 * A live view with filters and distributions: the vendor's `View` in TypeScript. One object is one WebSocket
 * connection. When that ends, so does the view.
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
  /** The newest update that no caller has waited for yet. It replaces older ones, so a slow reader costs no memory. */
  private unread: Update | undefined;
  /** The metadata of the update that was returned last. */
  private described: Update['projection'] | undefined;
  private readonly waiting: Waiting[] = [];

  /**
   * Initializes the view. To connect, use {@link View.connect}.
   *
   * @param address the URL of the WebSocket server
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

  /**
   * Adds columns. Items then carry raw column names. Without columns, a view has the default ones under their pretty
   * names.
   */
  addColumns(...columns: string[]): this {
    this.columns.push(...columns.map((column, index) => take(name, column, `columns[${index}]`)));
    return this;
  }

  /**
   * Adds distributions, in nesting order.
   *
   * @throws LiveViewError `too-many-distributions`; then it adds none of them
   */
  addDistributions(...added: ViewDistribution[]): this {
    const all = [...this.distributionList, ...added];
    readDistributions(all.map(({ definition }) => definition));
    this.distributionList.push(...added);
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
   * Opens the connection. Resolves once the appliance has sent its catalogue and the view frame is sent. Later
   * changes to the view have no effect.
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
   * Waits for the next update. One that arrived since the last call counts as the next.
   *
   * @returns the list of items
   * @throws LiveViewError why there are no more: `closed` after {@link View.close}, else the connection's error
   */
  async waitForUpdate(): Promise<Item[]> {
    const { unread } = this;
    this.unread = undefined;
    const update = unread ?? (await this.nextUpdate());
    this.described = update.projection;
    return update.items();
  }

  /**
   * Iterates over updates until {@link View.close}; throws when the connection fails. Leaving the loop closes the
   * view.
   */
  async *[Symbol.asyncIterator](): AsyncIterator<Item[]> {
    try {
      for (;;) yield await this.waitForUpdate();
    } catch (error) {
      if (!(error instanceof LiveViewError && error.code === 'closed')) throw error;
    } finally {
      await this.close();
    }
  }

  /** The filters that the connected appliance offers. */
  filters(): FilterInfo[] {
    return structuredClone(this.presented().filters);
  }

  /** The services that a filter can name on the connected appliance. */
  services(): string[] {
    return [...this.presented().services];
  }

  /** The distributions that the connected appliance offers. */
  distributions(): DistributionInfo[] {
    return structuredClone(this.presented().distributions);
  }

  /** The metadata of the newest update's keys: unit, title and counter. Empty before the first update. */
  fields(): Record<string, FieldMeta> {
    return describeFields((this.unread?.projection ?? this.described)?.plain.fields ?? []);
  }

  private definition(): ViewDefinition {
    const columns = readColumns(this.columns);
    return {
      ...(columns.length > 0 ? { columns } : {}),
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
