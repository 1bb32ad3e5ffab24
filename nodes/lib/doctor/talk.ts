import type { Clock } from '../clock';
import { Deadline } from '../deadline';
import { LiveViewError } from '../errors';
import type { Catalog, ViewDefinition } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import { failure, refusal } from './advice';
import { Conversation } from './conversation';
import { failed, type Finding, passed, skipped, warning } from './finding';
import { judgeClock, judgeFirst, judgePace } from './pace';

/** ms in which a ping must be answered, where the endpoint does not say less. */
export const LONGEST_PING = 5000;

/** What is looked at of a view. */
export interface Measurement {
  view: ViewDefinition;
  /** How many updates after the first one. */
  updates: number;
  /** ms that they may take together. */
  window: number;
}

/** What a session has to say, from the upgrade on. */
export class Talk {
  private conversation: Conversation | undefined;
  private readonly endpoint: Endpoint;

  constructor(
    endpoint: Endpoint,
    private readonly measure: Measurement | undefined,
    private readonly clock: Clock,
  ) {
    // How long updates may stay away is up to what is measured; the first one has as long as the handshake.
    this.endpoint = { ...endpoint, staleAfter: 0, heartbeat: Math.min(endpoint.heartbeat, LONGEST_PING) };
  }

  get offered(): Catalog | undefined {
    return this.conversation?.catalog;
  }

  /** @throws LiveViewError */
  async upgrade(): Promise<Finding> {
    const { endpoint, measure, clock } = this;
    const conversation = (this.conversation = new Conversation(endpoint, measure?.view, clock));
    await conversation.until(() => conversation.opened || undefined);
    return passed('upgrade', { path: endpoint.path });
  }

  /** @throws LiveViewError */
  async catalog(): Promise<Finding> {
    const { open } = this;
    // It is the first frame: if that is broken, there is nothing to wait for.
    const catalog = await open.until(() => open.catalog ?? open.problem);
    if (catalog instanceof LiveViewError) throw catalog;
    const { system, distributions, filters, services, fields } = catalog;
    const { quote } = this.endpoint;
    const counts = {
      distributions: distributions.length,
      filters: filters.length,
      services: services.length,
      columns: fields.length,
    };
    const name = quote(system.name);
    if (system.firmware === undefined) return passed('catalog-only', { system: name, ...counts });
    return passed('catalog', { system: name, firmware: quote(system.firmware), ...counts });
  }

  async firstUpdate(): Promise<Finding> {
    const { open } = this;
    try {
      const update = await open.until(() => open.updates[0]);
      return this.trouble() ?? judgeFirst(update);
    } catch (error) {
      if (!(error instanceof LiveViewError)) throw error;
      // What was said before tells more than that nothing came.
      return refusal((error.code === 'no-update' ? open.takeProblem() : undefined) ?? error, open.catalog);
    }
  }

  /** @throws LiveViewError */
  async ping(): Promise<Finding & { milliseconds?: number }> {
    const { open } = this;
    if (this.endpoint.heartbeat === 0) return skipped('no-ping');
    open.ping();
    return { ...passed('pong'), milliseconds: await open.until(() => open.pong) };
  }

  /** @throws LiveViewError */
  async pace({ updates, window }: Measurement): Promise<Finding> {
    const { open } = this;
    let over = false;
    const deadline = new Deadline(this.clock, () => {
      over = true;
      open.stir();
    });
    deadline.set(window);
    try {
      await open.until(() => over || open.updates.length > updates || undefined);
    } finally {
      deadline.clear();
    }
    if (open.updates.length < 2) {
      return failed('no-update', { host: this.endpoint.host, seconds: window / 1000 }, 'noUpdate');
    }
    return this.trouble() ?? judgePace(open.updates);
  }

  clocks(): Finding {
    return judgeClock(this.open.updates);
  }

  /** Whoever waits for something gets a GivenUp. Resolves when the socket is gone. */
  async close(): Promise<void> {
    await this.conversation?.close();
  }

  private get open(): Conversation {
    if (!this.conversation) throw new Error('There is no session');
    return this.conversation;
  }

  /** What the system said was wrong, though updates come. */
  private trouble(): Finding | undefined {
    const problem = this.open.takeProblem();
    if (!problem) return undefined;
    const { code, params, advice } = failure(problem);
    return warning(code, params, advice);
  }
}
