import { once } from 'node:events';
import { type Decoded, decodeFrame } from '../../../lib/protocol/decode';
import type { Catalog, ErrorFrame, UpdateFrame } from '../../../lib/protocol/frames';
import { type ClientOptions, WebSocket } from 'ws';

/** A client that reads frames one by one, and checks each as the package's own client does. */
export class TestClient {
  readonly socket: WebSocket;
  /** The close code, once the connection has ended. */
  readonly closed: Promise<number>;
  private readonly frames: Decoded[] = [];
  private wake: () => void = () => undefined;

  constructor(
    url: string,
    options: ClientOptions = {},
    private readonly depth = 3,
  ) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('message', (data: Buffer) => {
      const frame = decodeFrame(data.toString(), this.depth);
      if (!frame) throw new Error('a frame of an unknown type');
      this.frames.push(frame);
      this.wake();
    });
  }

  /** How many frames have arrived unread. */
  get waiting(): number {
    return this.frames.length;
  }

  async next(): Promise<Decoded> {
    for (;;) {
      const frame = this.frames.shift();
      if (frame) return frame;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async catalog(): Promise<Catalog> {
    return expectType(await this.next(), 'catalog').catalog;
  }

  async update(): Promise<UpdateFrame> {
    return expectType(await this.next(), 'update');
  }

  async error(): Promise<ErrorFrame> {
    return expectType(await this.next(), 'error');
  }

  /** Sends a view frame, by default for one item per service. */
  view(definition: object = {}): void {
    this.send({
      type: 'view',
      distributions: [{ name: 'Service' }],
      filters: [],
      expand: false,
      ...definition,
    });
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, 'open');
  }

  async end(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }

  /** Waits until everything that was sent so far has arrived: the pong comes after it. */
  async settle(): Promise<void> {
    const pong = once(this.socket, 'pong');
    this.socket.ping();
    await pong;
  }
}

/** The HTTP status of a rejected upgrade. */
export async function rejectedWith(url: string, options: ClientOptions = {}): Promise<number | undefined> {
  const socket = new WebSocket(url, options);
  socket.on('error', () => {
    // `terminate` before the upgrade is an error; the test only reads the answer.
  });
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  socket.terminate();
  return response.statusCode;
}

function expectType<T extends Decoded['type']>(frame: Decoded, type: T): Extract<Decoded, { type: T }> {
  if (frame.type !== type)
    throw new Error(`expected a frame ${type}, got ${JSON.stringify(frame).slice(0, 300)}`);
  return frame as Extract<Decoded, { type: T }>;
}
