import type { Clock } from '../clock';
import { LiveViewError } from '../errors';
import type { Catalog } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import { Session } from '../socket/session';

/** A session that only fetches the catalogue. */
export class CatalogFetch {
  readonly result: Promise<Catalog>;
  private readonly session: Session;
  private reject!: (error: LiveViewError) => void;

  constructor(endpoint: Endpoint, clock: Clock) {
    let resolve!: (catalog: Catalog) => void;
    this.result = new Promise((settle, reject) => {
      resolve = settle;
      this.reject = reject;
    });
    this.session = new Session(
      endpoint,
      undefined,
      {
        catalog: resolve,
        update: () => undefined,
        report: () => undefined,
        failed: this.reject,
      },
      clock,
    );
  }

  /** Ends the session. A pending result fails with `closed`. */
  async close(): Promise<void> {
    this.reject(new LiveViewError('closed'));
    await this.session.close();
  }
}
