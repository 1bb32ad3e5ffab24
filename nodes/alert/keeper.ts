import type { Node } from 'node-red';
import type { Clock } from '../../lib/clock';
import { Pacer } from '../../lib/pacer';

/** The shortest time between two writes, ms. */
export const WRITE_INTERVAL = 1000;

/** The key in the node's context. */
const KEY = 'alarms';

/**
 * What closed nodes have kept, by their ids. If Node-RED's settings name no context store, Node-RED forgets a node's
 * context whenever it closes the node, even in a deploy.
 */
export type Closed = Map<string, object>;

/** Keeps what must survive a deploy or a restart in the node's context. */
export class Keeper {
  private readonly pacer: Pacer<undefined>;
  private readonly closed: Closed;
  /** The write in progress. A store may need longer for it than the time until the next one, which then waits. */
  private writing: Promise<void> = Promise.resolve();

  /**
   * @param store the context store's name; empty for the default one
   * @param make returns the current state to keep
   */
  constructor(
    private readonly node: Node,
    private readonly store: string,
    private readonly make: () => object,
    private readonly failed: (error: Error) => void,
    { clock, closed }: { clock: Clock; closed: Closed },
  ) {
    this.closed = closed;
    this.pacer = new Pacer(WRITE_INTERVAL, clock, () => {
      this.writing = this.writing.then(() => this.write());
      return true;
    });
  }

  /** Calls back with the saved state, at once if the store has it in memory. */
  load(loaded: (kept: unknown) => void): void {
    const kept = this.closed.get(this.node.id);
    if (kept) {
      this.closed.delete(this.node.id);
      loaded(kept);
      return;
    }
    const done = (error: unknown, kept?: unknown): void => {
      if (error instanceof Error) this.failed(error);
      loaded(kept);
    };
    this.node.context().get(KEY, this.store === '' ? undefined : this.store, done);
  }

  /** Call this when the state has changed. */
  touch(): void {
    this.pacer.offer(undefined);
  }

  /** Writes the current state. Resolves when it is written. */
  async close(): Promise<void> {
    this.pacer.stop();
    this.closed.set(this.node.id, this.make());
    await this.writing;
    await this.write();
  }

  /** Cancels a write that is due. */
  stop(): void {
    this.pacer.stop();
  }

  private write(): Promise<void> {
    return new Promise((resolve) => {
      const done = (error?: unknown): void => {
        if (error instanceof Error) this.failed(error);
        resolve();
      };
      this.node.context().set(KEY, this.make(), this.store === '' ? undefined : this.store, done);
    });
  }
}
