import assert from 'node:assert/strict';
import type { LiveViewError } from '../../lib/errors';
import type { Update } from '../../lib/items/update';
import type { Catalog, ViewDefinition } from '../../lib/protocol/frames';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import type { EndpointOptions } from '../../lib/socket/endpoint-options';
import { Session } from '../../lib/socket/session';
import { manualClock } from '../support/clock';
import { Signal } from '../support/signal';

/** A session on a clock that stands still, and everything that it reports. */
export class WatchedSession {
  readonly session: Session;
  readonly updates: Update[] = [];
  readonly reports: LiveViewError[] = [];
  readonly catalogs: Catalog[] = [];
  readonly failures: LiveViewError[] = [];
  private readonly changes = new Signal();

  constructor(view: ViewDefinition | undefined, options: Partial<EndpointOptions> & { url: string }) {
    const keep =
      <T>(list: T[]) =>
      (entry: T): void => {
        assert.deepEqual(this.failures, [], 'nothing is said after the end');
        this.changes.after(() => list.push(entry));
      };
    this.session = new Session(
      createEndpoint({ ...ENDPOINT_DEFAULTS, ...options }),
      view,
      {
        catalog: keep(this.catalogs),
        update: keep(this.updates),
        report: keep(this.reports),
        failed: keep(this.failures),
      },
      manualClock(),
    );
  }

  /** Resolves with the update of this index, from 0. Fails if the session ends before. */
  async update(index: number): Promise<Update> {
    await this.changes.until(() => this.updates.length > index || this.failures.length > 0);
    const update = this.updates[index];
    assert(update, this.failures[0]?.message ?? '');
    return update;
  }

  async catalog(): Promise<Catalog> {
    await this.changes.until(() => this.catalogs.length > 0);
    return first(this.catalogs);
  }

  async failed(): Promise<LiveViewError> {
    await this.changes.until(() => this.failures.length > 0);
    return first(this.failures);
  }

  codes(): string[] {
    return this.reports.map(({ code }) => code);
  }
}

function first<T>(list: readonly T[]): T {
  const [entry] = list;
  assert(entry !== undefined);
  return entry;
}
