import { LiveViewError } from '../../../lib/errors';
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

/** The appliance ends every connection with a code. 4400, a refused view, is not a fault. */
export const CLOSE_CODES: Fault[] = [
  ...[1000, 1001, 1011, 1012].map((code) =>
    closed(code, { error: (host) => new LiveViewError('ended', { host, status: code }) }),
  ),
  {
    // Clients report 1006 for an end without a closing handshake. No frame can carry it.
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
    error: (host) => new LiveViewError('no-credentials', { host, status: 4401 }),
    refusal: true,
    longest: true,
  }),
  closed(4429, {
    error: (host) => new LiveViewError('too-many-views', { host, status: 4429 }),
    refusal: true,
  }),
];
