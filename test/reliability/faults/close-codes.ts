import { LiveViewError } from '#lib/errors';
import type { Fault } from './fault';

function closed(code: number, taken: Pick<Fault, 'error' | 'refusal' | 'longest'>): Fault {
  return {
    name: `close code ${code}`,
    begin: (appliance) => {
      appliance.accept(({ socket }) => {
        socket.close(code);
      });
    },
    strike: ({ peers }) => {
      for (const { socket } of peers) socket.close(code);
    },
    ...taken,
  };
}

/** A system that ends the connection, and goes on doing so. 4400, a refused view, is no fault of the system. */
export const CLOSE_CODES: Fault[] = [
  ...[1000, 1001, 1011, 1012].map((code) =>
    closed(code, { error: (host) => new LiveViewError('ended', { host, status: code }) }),
  ),
  {
    // What a client calls an end without a closing handshake; it is never sent.
    name: 'close code 1006',
    begin: (appliance) => {
      appliance.accept(({ socket }) => {
        socket.terminate();
      });
    },
    strike: ({ peers }) => {
      for (const { socket } of peers) socket.terminate();
    },
    error: (host) => new LiveViewError('lost', { host, reason: 'no closing handshake' }),
  },
  closed(4401, {
    error: (host) => new LiveViewError('unauthorized', { host, status: 4401 }),
    refusal: true,
    longest: true,
  }),
  closed(4429, {
    error: (host) => new LiveViewError('too-many-views', { host, status: 4429 }),
    refusal: true,
  }),
];
