import { CLOSE_CODES, type ErrorFrame, type ViewDefinition } from '../../lib/protocol/frames';
import type { RawData, WebSocket } from 'ws';
import { Refusal } from './refusal';
import { isCloseCode, type Refusing } from './refusing';
import type { View } from './view';
import { readViewFrame } from './view-frame';

/** A client with more bytes waiting than this gets no updates until it has caught up. */
const MAX_BACKLOG = 16 * 1024 * 1024;

export interface SessionHandlers {
  /** @throws Refusal when the view is not possible */
  openView: (definition: ViewDefinition) => View;
  /** The client now has a view. */
  viewOpened: (client: Client, view: View) => void;
  ended: (client: Client) => void;
  log: (line: string) => void;
}

/** One client's connection: the catalogue, one view frame, and then updates. */
export class Client {
  private opened: View | undefined;
  /** Whether the view frame, or another frame instead of it, has arrived. */
  private answered = false;
  /** The last tick that was sent. */
  private pushed = -1;

  constructor(
    private readonly socket: WebSocket,
    private readonly handlers: SessionHandlers,
    private readonly refusing: Refusing | undefined,
  ) {
    socket.on('error', (error) => {
      handlers.log(`connection failed: ${error.message}`);
    });
    socket.once('close', (code) => {
      handlers.log(`connection ended (${code})`);
      handlers.ended(this);
    });
    socket.on('message', (data, isBinary) => {
      this.receive(data, isBinary);
    });
  }

  get view(): View | undefined {
    return this.opened;
  }

  /** Sends the first frame. */
  greet(catalog: string): void {
    if (this.refusing === 'silence') return;
    if (isCloseCode(this.refusing) && this.refusing !== CLOSE_CODES.viewRefused) {
      this.close(this.refusing, 'refused');
    } else {
      this.send(catalog);
    }
  }

  /** Sends the frame of a tick, unless the client already has it or is too far behind. */
  push(tick: number, frame: () => Buffer): void {
    if (this.pushed === tick || this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_BACKLOG) {
      this.handlers.log('update left out: the client does not read');
      return;
    }
    this.pushed = tick;
    this.send(frame());
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (this.refusing === 'silence' || this.socket.readyState !== this.socket.OPEN) return;
    try {
      if (this.answered)
        throw new Refusal('bad-frame', 'Only one frame is expected, and it has already come');
      this.answered = true;
      const definition = readViewFrame(data as Buffer, isBinary);
      if (this.refusing !== undefined) throw new Refusal('busy', 'Views are being refused');
      this.opened = this.handlers.openView(definition);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refuse(error);
      return;
    }
    this.handlers.viewOpened(this, this.opened);
  }

  private refuse({ code, message }: Refusal): void {
    this.handlers.log(`refused (${code}): ${message}`);
    const frame: ErrorFrame = { type: 'error', code, message, fatal: true };
    this.send(JSON.stringify(frame));
    this.close(CLOSE_CODES.viewRefused, code);
  }

  private send(frame: string | Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(frame, { binary: false });
  }
}
