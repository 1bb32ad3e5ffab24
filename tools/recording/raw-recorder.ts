import WebSocket from 'ws';
import type { Clock } from '../../lib/clock';
import { Deadline } from '../../lib/deadline';
import { LiveViewError } from '../../lib/errors';
import { CLOSE_CODES } from '../../lib/protocol/frames';
import type { Endpoint } from '../../lib/socket/endpoint';
import { fromClose } from '../../lib/socket/failure';
import { openWebSocket } from '../../lib/socket/open';
import { CLOSE_TIMEOUT } from '../../lib/socket/session';
import type { Recorder, RecordingListener } from './recorder';
import type { Scribe } from './scribe';

/**
 * Connects and only listens, whether or not anything arrives. It sends only what a WebSocket itself must: answers to
 * pings, and the closing handshake. Its one deadline is for the upgrade, and it does not reconnect.
 */
export class RawRecorder implements Recorder {
  private readonly socket: WebSocket;
  private readonly gone: Promise<void>;
  /** For the upgrade, and later for the closing handshake. */
  private readonly deadline: Deadline;
  private opened = false;
  private closing = false;
  private error: LiveViewError | undefined;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly scribe: Scribe,
    private readonly listener: Pick<RecordingListener, 'ended'>,
    clock: Clock,
  ) {
    this.socket = openWebSocket(endpoint, {
      failed: (error) => {
        this.error ??= error;
      },
    });
    this.deadline = new Deadline(clock, () => {
      this.giveUp();
    });
    this.deadline.set(endpoint.handshakeTimeout);
    this.gone = new Promise((resolve) => this.socket.once('close', resolve));
    this.listen();
  }

  async close(): Promise<void> {
    this.closing = true;
    if (this.socket.readyState !== WebSocket.CLOSED) this.deadline.set(CLOSE_TIMEOUT);
    this.socket.close(CLOSE_CODES.normal);
    await this.gone;
  }

  private giveUp(): void {
    const { host, handshakeTimeout } = this.endpoint;
    this.error ??= new LiveViewError('no-answer', { host, seconds: handshakeTimeout / 1000 });
    this.socket.terminate();
  }

  private listen(): void {
    const { socket, scribe } = this;
    socket.on('open', () => {
      this.deadline.clear();
      this.opened = true;
      scribe.opened();
    });
    socket.on('message', (data, isBinary) => {
      // `nodebuffer` is ws's default, so the data is one Buffer.
      if (!this.closing) scribe.frame('system', data as Buffer, isBinary);
    });
    socket.on('ping', (data) => {
      scribe.ping('system', data);
    });
    socket.on('close', (code, reason) => {
      this.end(code, reason.toString());
    });
  }

  private end(code: number, reason: string): void {
    const { quote } = this.endpoint;
    this.deadline.clear();
    if (this.opened) {
      this.scribe.closed(
        this.closing
          ? { from: 'client', close: { code: CLOSE_CODES.normal, reason: '' } }
          : { from: 'system', close: { code, reason }, ...(this.error ? { error: this.error.message } : {}) },
      );
    }
    if (!this.closing)
      this.listener.ended(
        this.error ?? fromClose(this.endpoint, { code, reason: quote(reason), refusal: undefined }),
      );
  }
}
