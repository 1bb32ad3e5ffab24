import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Catalog, Row, ViewFrame } from '../../lib/protocol/frames';
import type { Identity } from './certificates';

/** A catalogue with two columns besides the name. */
export const CATALOG: Catalog = {
  system: { name: 'scripted', firmware: '1.0' },
  fields: [
    { column: 'name', name: 'name', title: 'Name', default: true },
    { column: 'inbound_bps', name: 'inbound', unit: 'bit/s', title: 'Inbound', default: true },
    { column: 'int_rtt', name: 'int.rtt', unit: 'ms', default: true },
  ],
  distributions: [{ name: 'Local Host' }, { name: 'Service' }, { name: 'NetObject Level', arg: 'path' }],
  filters: [{ name: 'Host', values: 'address' }],
  services: ['HTTP', 'DNS'],
};

/** One client's WebSocket, seen from the appliance. */
export class Peer {
  readonly received: ViewFrame[] = [];
  closeCode: number | undefined;
  /** Whether it answers pings. */
  pongs = true;

  constructor(
    readonly socket: WebSocket,
    readonly request: IncomingMessage,
  ) {
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      // Not everything that a codec sends is JSON.
      if (/^[[{"]/.test(text)) this.received.push(JSON.parse(text) as ViewFrame);
    });
    socket.on('ping', (data) => {
      if (this.pongs) socket.pong(data);
    });
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    socket.on('error', () => undefined);
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  catalog(): void {
    this.send({ type: 'catalog', profile: 1, ...CATALOG });
  }

  update(rows: unknown[] = [['10.0.0.1', 1000, null]]): void {
    this.send({ type: 'update', time: 1000, columns: ['name', 'inbound_bps', 'int_rtt'], rows });
  }

  /** The view frame, as soon as it arrives. */
  async view(): Promise<ViewFrame> {
    for (;;) {
      const [frame] = this.received;
      if (frame) return frame;
      await once(this.socket, 'message');
    }
  }

  async closed(): Promise<void> {
    if (this.closeCode === undefined) await once(this.socket, 'close');
  }
}

/** The rows of an update of {@link CATALOG}'s columns with one item per level: `in ` and the level's text. */
export function nested(levels: readonly string[]): Row[] {
  return levels.reduceRight<Row[]>(
    (inner, level) => [[`in ${level}`, 1000, null, ...(inner.length > 0 ? [inner] : [])]],
    [],
  );
}

/** How to handle an upgrade instead of accepting it. */
export type UpgradeScript = (socket: Duplex, request: IncomingMessage) => void;

/** An appliance without behaviour of its own: a real WebSocket server on a free port that a test scripts. */
export class ScriptedSystem {
  /** Set it to refuse or ignore upgrades. */
  upgrade: UpgradeScript | undefined;
  /** Called with each new client. */
  onPeer: (peer: Peer) => void = () => undefined;
  readonly peers: Peer[] = [];
  private readonly wss = new WebSocketServer({ noServer: true, autoPong: false });
  private readonly raw = new Set<Duplex>();
  private waiting: (() => void)[] = [];

  private constructor(private readonly http: HttpServer | TlsServer) {
    http.on('upgrade', (request, socket, head) => {
      this.raw.add(socket);
      socket.on('error', () => undefined);
      if (this.upgrade) {
        this.upgrade(socket, request);
        return;
      }
      this.wss.handleUpgrade(request, socket, head, (ws) => {
        const peer = new Peer(ws, request);
        this.peers.push(peer);
        this.onPeer(peer);
        for (const wake of this.waiting.splice(0)) wake();
      });
    });
  }

  /** @param identity its certificate; without one it has no TLS */
  static async start(identity?: Identity): Promise<ScriptedSystem> {
    const http = identity ? createTlsServer(identity) : createServer();
    const system = new ScriptedSystem(http);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return system;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `ws://${this.host}/view`;
  }

  /** Presents another certificate to new connections. */
  present(identity: Identity): void {
    (this.http as TlsServer).setSecureContext(identity);
  }

  get open(): number {
    return this.peers.filter((peer) => peer.closeCode === undefined).length;
  }

  /** The client with this index, as soon as it has connected. */
  async peer(index: number): Promise<Peer> {
    for (;;) {
      const peer = this.peers[index];
      if (peer) return peer;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.raw) socket.destroy();
    this.http.close();
    this.http.closeAllConnections();
    await once(this.http, 'close');
  }
}

/** An answer to an upgrade: only a status line. */
export function answer(status: number): UpgradeScript {
  return (socket) => {
    socket.end(`HTTP/1.1 ${status} Scripted\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
}
