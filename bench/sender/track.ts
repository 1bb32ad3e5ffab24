import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { CATALOG_FRAME, makeFrames, stamp } from '../frames';
import type { Ports } from '../processes/orders';
import { sharedNow } from '../statistics';

/** The view of one contestant, and the socket on which it acknowledges updates: each byte is a number of updates. */
export class Track {
  private socket: WebSocket | undefined;
  private delivered = 0;
  private waiting: { until: number; resolve: () => void } | undefined;

  async open(name: string): Promise<Ports> {
    const [first = Buffer.alloc(0)] = makeFrames(1, 'flat');
    const views = new WebSocketServer({ host: '127.0.0.1', port: 0, clientTracking: false });
    views.on('connection', (socket) => {
      this.socket = socket;
      socket.send(CATALOG_FRAME);
      socket.on('message', () => {
        socket.send(first, { binary: false });
      });
    });
    const acknowledgements = net.createServer((socket) => {
      socket.on('data', (numbers) => {
        for (const number of numbers) this.take(number);
      });
    });
    // A pipe or a Unix socket costs less than TCP.
    const file = `activelogic-bench-${process.pid}-${name}`;
    acknowledgements.listen(
      process.platform === 'win32' ? `\\\\.\\pipe\\${file}` : path.join(tmpdir(), `${file}.sock`),
    );
    await Promise.all([once(views, 'listening'), once(acknowledgements, 'listening')]);
    return {
      view: (views.address() as AddressInfo).port,
      acknowledgements: acknowledgements.address() as string,
    };
  }

  /** Sends one frame after the other, each as soon as the previous one has been delivered. */
  async pump(frames: readonly Buffer[], count: number): Promise<void> {
    this.delivered = 0;
    for (let turn = 0; turn < count; turn++) {
      this.send(frames, turn);
      await this.until(turn + 1);
    }
  }

  /** Sends frames at a steady rate. Resolves when all have been delivered. */
  async drip(frames: readonly Buffer[], count: number, perSecond: number): Promise<void> {
    this.delivered = 0;
    const begin = sharedNow();
    for (let turn = 0; turn < count; turn++) {
      await delay(Math.max(0, begin + (turn * 1000) / perSecond - sharedNow()));
      this.send(frames, turn);
    }
    await this.until(count);
  }

  private send(frames: readonly Buffer[], turn: number): void {
    const frame = frames[turn % frames.length];
    if (!frame || !this.socket) throw new Error('There is no frame, or no viewer');
    // Send a copy, because the socket may still hold the frame from its last turn.
    const copy = Buffer.from(frame);
    stamp(copy, sharedNow());
    this.socket.send(copy, { binary: false });
  }

  private take(number: number): void {
    this.delivered += number;
    if (this.waiting && this.delivered >= this.waiting.until) this.waiting.resolve();
  }

  private async until(delivered: number): Promise<void> {
    if (this.delivered >= delivered) return;
    await new Promise<void>((resolve) => {
      this.waiting = { until: delivered, resolve };
    });
    this.waiting = undefined;
  }
}
