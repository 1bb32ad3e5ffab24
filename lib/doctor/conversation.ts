import type { Clock } from '../clock';
import { Deadline } from '../deadline';
import type { LiveViewError } from '../errors';
import { CounterWatch } from '../items/counter-watch';
import type { Catalog, ViewDefinition } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import type { OpeningStep } from '../socket/open';
import { Session } from '../socket/session';

/** An update, without its items. */
export interface SeenUpdate {
  /** When it came, ms on the clock that never jumps. */
  at: number;
  /** When it came on this machine's wall clock, ms since the epoch. */
  received: number;
  /** The appliance's clock, ms since the epoch, if the update carries it. */
  time: number | undefined;
  items: number;
  bytes: number;
}

/** The conversation was closed, so the wait is over. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

type Steps = { [Name in OpeningStep['name']]?: Extract<OpeningStep, { name: Name }> };

/** A session like those of the nodes, together with everything it has shown so far. */
export class Conversation {
  /** The steps towards the WebSocket that are done. */
  readonly steps: Steps = {};
  opened = false;
  catalog: Catalog | undefined;
  readonly updates: SeenUpdate[] = [];
  readonly counters = new CounterWatch();
  /** The time until the newest ping was answered, ms. */
  pong: number | undefined;
  /** The first problem that did not end the session. */
  problem: LiveViewError | undefined;
  private error: LiveViewError | undefined;
  private closed = false;
  private readonly session: Session;
  private wake: () => void = () => undefined;

  constructor(
    endpoint: Endpoint,
    view: ViewDefinition | undefined,
    private readonly clock: Clock,
  ) {
    /** The size of the newest frame. */
    let bytes = 0;
    const noting =
      <T>(note: (what: T) => void) =>
      (what: T): void => {
        note(what);
        this.wake();
      };
    this.session = new Session(
      endpoint,
      view,
      {
        catalog: noting((catalog) => (this.catalog = catalog)),
        update: noting((update) => {
          const { time, received } = update.stamp;
          this.counters.add(update);
          this.updates.push({ at: clock.elapsed(), received, time, items: update.size, bytes });
        }),
        report: noting((error) => (this.problem ??= error)),
        failed: noting((error) => (this.error = error)),
        pong: noting((milliseconds) => (this.pong = milliseconds)),
        tap: {
          step: noting((step) => Object.assign(this.steps, { [step.name]: step })),
          opened: () => {
            this.opened = true;
            this.wake();
          },
          frame: (_from, data) => {
            bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
          },
          closed: () => undefined,
        },
      },
      clock,
    );
  }

  /**
   * Waits until `look` finds something, for at most `ms` if given.
   *
   * @returns what `look` found, or nothing when the time is over
   * @throws LiveViewError when the session fails first, or GivenUp when it is closed
   */
  async until<T>(look: () => T | undefined): Promise<T>;
  async until<T>(look: () => T | undefined, ms: number): Promise<T | undefined>;
  async until<T>(look: () => T | undefined, ms = 0): Promise<T | undefined> {
    const limit = { over: false };
    const deadline = new Deadline(this.clock, () => {
      limit.over = true;
      this.wake();
    });
    deadline.set(ms);
    try {
      for (;;) {
        const found = look();
        if (found !== undefined || limit.over) return found;
        if (this.closed) throw new GivenUp();
        if (this.error) throw this.error;
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      deadline.clear();
    }
  }

  /** Returns the current problem and forgets it. */
  takeProblem(): LiveViewError | undefined {
    const { problem } = this;
    this.problem = undefined;
    return problem;
  }

  ping(): void {
    this.session.ping();
  }

  /** Makes {@link until} throw {@link GivenUp} from now on. Resolves when the socket is gone. */
  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.session.close();
  }
}
