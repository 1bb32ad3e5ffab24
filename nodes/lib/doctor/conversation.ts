import type { Clock } from '../clock';
import type { LiveViewError } from '../errors';
import type { Update } from '../items/update';
import type { Catalog, ViewDefinition } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import { Session } from '../socket/session';
import { GivenUp } from './given-up';

/** An update, without its items. */
export interface SeenUpdate {
  /** When it came, ms of the clock that never jumps. */
  at: number;
  /** The same by our wall clock, ms since the epoch. */
  received: number;
  /** The system's clock, ms since the epoch, if it said so. */
  time: number | undefined;
  items: number;
  bytes: number;
}

/** A session, and what it has said so far, to be waited for. */
export class Conversation {
  opened = false;
  catalog: Catalog | undefined;
  readonly updates: SeenUpdate[] = [];
  /** ms that the newest answer to a ping took. */
  pong: number | undefined;
  /** What was wrong first, though the session went on. */
  problem: LiveViewError | undefined;
  private failure: LiveViewError | undefined;
  private closed = false;
  /** Of the frame that came last. */
  private bytes = 0;
  private readonly session: Session;
  private wake: () => void = () => undefined;

  constructor(
    endpoint: Endpoint,
    view: ViewDefinition | undefined,
    private readonly clock: Clock,
  ) {
    this.session = new Session(
      endpoint,
      view,
      {
        catalog: (catalog) => {
          this.catalog = catalog;
          this.wake();
        },
        update: (update) => {
          this.see(update);
        },
        report: (error) => {
          this.problem ??= error;
          this.wake();
        },
        failed: (error) => {
          this.failure = error;
          this.wake();
        },
        pong: (milliseconds) => {
          this.pong = milliseconds;
          this.wake();
        },
        tap: {
          opened: () => {
            this.opened = true;
            this.wake();
          },
          frame: (_from, data) => {
            this.bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length;
          },
          closed: () => undefined,
        },
      },
      clock,
    );
  }

  /**
   * Waits until there is what is looked for.
   *
   * @throws LiveViewError when the session fails before, or GivenUp when it is closed
   */
  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.closed) throw new GivenUp();
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Whoever waits looks again. */
  stir(): void {
    this.wake();
  }

  /** What was wrong since the last time that this was asked. */
  takeProblem(): LiveViewError | undefined {
    const { problem } = this;
    this.problem = undefined;
    return problem;
  }

  ping(): void {
    this.session.ping();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.wake();
    await this.session.close();
  }

  private see(update: Update): void {
    const { bytes } = this;
    // Every one is read: what is wrong with one is to be told.
    if (!update.valid) return;
    const { time, received, size } = update;
    this.updates.push({ at: this.clock.elapsed(), received, time, items: size, bytes });
    this.wake();
  }
}
