import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ViewFrame } from '#lib/protocol/frames';
import { CATALOG_FRAME, makeFrames } from '../frames';

export interface Viewer {
  socket: WebSocket;
  /** The argument of the view's first distribution: which of the contestant's views this is. */
  channel: number;
}

/** Those who have asked for a view. A contestant is known by the path of its URL, its views by an argument. */
export class Viewers {
  private readonly server = new WebSocketServer({ host: '127.0.0.1', port: 0, clientTracking: false });
  private readonly viewers = new Map<string, readonly Viewer[]>();
  private readonly first = makeFrames(1, 'flat')[0] ?? Buffer.alloc(0);

  async listen(): Promise<number> {
    this.server.on('connection', (socket, request) => {
      const url = request.url ?? '';
      socket.send(CATALOG_FRAME);
      socket.on('message', (data: Buffer) => {
        const view = JSON.parse(data.toString()) as ViewFrame;
        const viewer = { socket, channel: Number(view.distributions[0]?.arg ?? 0) };
        this.viewers.set(url, [...this.of(url), viewer]);
        // Another process may come under the same name.
        socket.on('close', () =>
          this.viewers.set(
            url,
            this.of(url).filter((each) => each !== viewer),
          ),
        );
        socket.send(this.first, { binary: false });
      });
    });
    if (!this.server.address()) await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** @param path that of the contestant's URL */
  of(path: string): readonly Viewer[] {
    return this.viewers.get(path) ?? [];
  }
}
