import type { IncomingHttpHeaders } from 'node:http';
import type net from 'node:net';
import WebSocket from 'ws';
import type { LiveViewError } from '../errors';
import { dial, type DialStep } from './dial';
import type { Endpoint } from './endpoint';
import { beforeUpgrade, fromHttpStatus, fromSocketError } from './failure';

/** A finished step on the way to a WebSocket. */
export type OpeningStep =
  | DialStep
  /** The appliance has answered with HTTP: 101 is a WebSocket. */
  | { name: 'upgrade'; status: number; headers: IncomingHttpHeaders };

/** Called while a WebSocket opens, or fails to. */
export interface OpeningHandlers {
  step?: ((step: OpeningStep) => void) | undefined;
  /**
   * It cannot be opened, or it broke; its `close` event follows. May be called more than once: the first call counts.
   */
  failed: (error: LiveViewError) => void;
}

/** Starts to open a WebSocket to an endpoint. There is no deadline: the caller ends it if it takes too long. */
export function openWebSocket(endpoint: Endpoint, { step, failed }: OpeningHandlers): WebSocket {
  const { host, maxPayload, quote } = endpoint;
  const attempt = new AbortController();
  const socket = new WebSocket(endpoint.url, {
    headers: { ...endpoint.headers },
    maxPayload,
    // Within a network, sending updates is cheap, but inflating one each second is not.
    perMessageDeflate: false,
    createConnection: connectLater((connected) => {
      dial(endpoint, { signal: attempt.signal, step }).then((way) => {
        connected(null, way);
      }, connected);
    }),
  });
  let upgraded = false;
  socket.once('upgrade', ({ statusCode = 0, headers }) => {
    upgraded = true;
    step?.({ name: 'upgrade', status: statusCode, headers });
  });
  socket.once('unexpected-response', (_request, { statusCode = 0, headers }) => {
    step?.({ name: 'upgrade', status: statusCode, headers });
    failed(fromHttpStatus(endpoint, statusCode));
    socket.terminate();
  });
  // For the socket's whole life: without a listener, an error would end the process.
  socket.on('error', (error) => {
    const failure = fromSocketError(host, error, maxPayload, quote);
    failed(upgraded ? failure : beforeUpgrade(failure));
  });
  // If the attempt ends before the upgrade, ws does not know about the socket yet.
  socket.once('close', () => {
    attempt.abort();
  });
  return socket;
}

type Connected = (error: Error | null, socket?: net.Socket) => void;

/** Node.js also accepts a socket later, through a second parameter that the types of ws lack. */
function connectLater(start: (connected: Connected) => void): typeof net.createConnection {
  return ((_options: unknown, connected: Connected) => {
    start(connected);
  }) as unknown as typeof net.createConnection;
}
