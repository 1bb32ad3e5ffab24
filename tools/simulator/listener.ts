import { createServer, type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isAt, type Rejection } from './gate';
import type { Settings } from './options';

/** The largest frame that a client may send; a view definition is far smaller. */
const MAX_PAYLOAD = 1024 * 1024;

export interface ListenerHandlers {
  /** Decides whether to accept an upgrade at the right path. */
  admit: (request: IncomingMessage) => Rejection | undefined;
  opened: (socket: WebSocket, request: IncomingMessage) => void;
}

/** The port: it answers HTTP requests, and hands over new WebSockets. */
export class Listener {
  private readonly server: Server;
  private readonly webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MAX_PAYLOAD,
  });
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly settings: Pick<Settings, 'host' | 'path' | 'tls' | 'log'>,
    private readonly handlers: ListenerHandlers,
  ) {
    this.server = settings.tls ? createTlsServer(settings.tls) : createServer();
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server.on('tlsClientError', (error: Error) => {
      settings.log(`TLS handshake failed: ${error.message}`);
    });
    this.server.on('request', (request, response) => {
      const status = isAt(settings.path, request) ? 426 : 404;
      response.writeHead(status, { 'Content-Type': 'text/plain', Upgrade: 'websocket' });
      response.end(`${STATUS_CODES[status] ?? ''}\n`);
    });
    this.server.on('upgrade', (request, socket, head) => {
      this.upgrade(request, socket, head);
    });
  }

  /** Resolves with the port. Rejects if the port is not available, for example with `EADDRINUSE`. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, this.settings.host, () => {
        this.server.off('error', reject);
        this.server.on('error', (error) => {
          this.settings.log(`server: ${error.message}`);
        });
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  /** Accepts nothing more. Resolves when the port is free, once {@link destroy} has ended the remaining connections. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.close((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Cuts off all remaining connections. */
  destroy(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const logError = (error: Error): void => {
      this.settings.log(`upgrade failed: ${error.message}`);
    };
    // From here on the HTTP server no longer handles the socket's errors, and an unhandled error would end the
    // process.
    socket.on('error', logError);
    const rejection = isAt(this.settings.path, request) ? this.handlers.admit(request) : { status: 404 };
    if (rejection) {
      this.settings.log(`rejected with HTTP status ${rejection.status}`);
      reject(socket, rejection);
      return;
    }
    this.webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', logError);
      this.handlers.opened(webSocket, request);
    });
  }
}

function reject(socket: Duplex, { status, headers = {} }: Rejection): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    ...Object.entries({ ...headers, Connection: 'close', 'Content-Length': '0' }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}
