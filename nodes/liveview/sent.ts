import type { Stamp } from '../../lib/items/update';

/** How many connections to remember. */
export const MOST_CONNECTIONS = 16;

/** The last update that a liveview node sent on a connection. */
export interface Sent {
  connection: Stamp['connection'];
  update: number;
  sequence: number;
  /** When the update first arrived. */
  received: number;
}

/**
 * What a liveview node sent last, for each of its newest connections. It outlives a deploy. So a repeated update is not
 * taken for a new one, even if another view was open in between.
 */
export class SentUpdates {
  /** The newest first. */
  private last: Sent[] = [];

  on(connection: Stamp['connection']): Sent | undefined {
    return this.last.find((sent) => sent.connection === connection);
  }

  /** Whether this update or a later one of its connection was sent. */
  has({ connection, number }: Stamp): boolean {
    return number <= (this.on(connection)?.update ?? 0);
  }

  add(sent: Sent): Sent {
    const others = this.last.filter(({ connection }) => connection !== sent.connection);
    this.last = [sent, ...others].slice(0, MOST_CONNECTIONS);
    return sent;
  }
}
