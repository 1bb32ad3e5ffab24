import net from 'node:net';
import type { Clock } from '../clock';

/** ms that an address has for itself before the next one is tried beside it, as browsers do it (RFC 8305). */
export const HEAD_START = 250;

/** An address that could not be connected to. */
export interface Unreached {
  address: string;
  /** Node's code, such as `ECONNREFUSED`. */
  code: string;
}

export interface Connected {
  socket: net.Socket;
  address: string;
  /** Those that had failed before. */
  unreached: Unreached[];
}

/** None of the addresses could be connected to. */
export class NoneConnects extends Error {
  override readonly name = 'NoneConnects';

  constructor(readonly unreached: readonly Unreached[]) {
    super(unreached.map(({ address, code }) => `${address}: ${code}`).join(', '));
  }
}

/**
 * Connects to the first of the addresses that accepts, in their order.
 *
 * @param signal ends all attempts; the promise is then left open
 * @throws NoneConnects
 */
export function connectFirst(
  addresses: readonly string[],
  port: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Connected> {
  return new Promise((resolve, reject) => {
    const waiting = [...addresses];
    const attempts = new Set<net.Socket>();
    const unreached: Unreached[] = [];
    let headStart: unknown;
    const end = (): void => {
      clock.clearTimeout(headStart);
      signal.removeEventListener('abort', end);
      for (const attempt of attempts) attempt.destroy();
      attempts.clear();
      waiting.length = 0;
    };
    const next = (): void => {
      clock.clearTimeout(headStart);
      const address = waiting.shift();
      if (address === undefined) {
        if (attempts.size > 0) return;
        end();
        reject(new NoneConnects(unreached));
        return;
      }
      const socket = net.connect({ host: address, port });
      attempts.add(socket);
      socket.on('error', (error: NodeJS.ErrnoException) => {
        // Of one that is connected, somebody else takes care.
        if (!attempts.delete(socket)) return;
        unreached.push({ address, code: error.code ?? error.message });
        next();
      });
      socket.once('connect', () => {
        attempts.delete(socket);
        end();
        resolve({ socket, address, unreached });
      });
      if (waiting.length > 0) headStart = clock.setTimeout(next, HEAD_START);
    };
    signal.addEventListener('abort', end);
    next();
  });
}
