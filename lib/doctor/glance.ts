import type { TLSSocket } from 'node:tls';
import type { Clock } from '../clock';
import { Deadline } from '../deadline';
import { dial } from '../socket/dial';
import type { Endpoint } from '../socket/endpoint';

/**
 * Opens a second socket up to TLS, to see what a failed handshake does not show. It accepts any certificate, so it
 * sends nothing.
 *
 * @param ms the most time for it
 * @returns what `read` makes of the socket before it closes, or nothing where there is no TLS
 */
export async function glance<T>(
  { tls, ...endpoint }: Endpoint,
  ms: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
  read: (socket: TLSSocket) => T,
): Promise<T | undefined> {
  const attempt = new AbortController();
  const end = (): void => {
    attempt.abort();
  };
  const deadline = new Deadline(clock, end);
  deadline.set(ms);
  signal.addEventListener('abort', end);
  let seen: T | undefined;
  const step = (done: { name: string; socket?: TLSSocket }): void => {
    if (done.socket) seen = read(done.socket);
  };
  try {
    await dial(
      { ...endpoint, secure: true, tls: { ...tls, rejectUnauthorized: false } },
      { signal: attempt.signal, step },
    );
  } catch {
    // There is no TLS to look at. The session's own error says why.
  } finally {
    deadline.clear();
    signal.removeEventListener('abort', end);
    end();
  }
  return seen;
}
