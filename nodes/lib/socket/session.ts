import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { Clock } from '../clock';
import type { CodecConnection, Decoded, FrameData } from '../codec/codec';
import { openCodec } from '../codec/open';
import { Deadline } from '../deadline';
import { LiveViewError } from '../errors';
import { type Content, Update, UpdateReader } from '../items/update';
import type { Catalog, ErrorFrame, ViewDefinition } from '../protocol/frames';
import { InvalidFrame, UnknownProfile } from '../protocol/invalid-frame';
import type { Endpoint } from './endpoint';
import { fromClose, fromErrorFrame, fromHttpStatus, fromSocketError, type Reported } from './failure';
import { ReadFrame, ReceivedFrame } from './received-frame';

/** How long the closing handshake may take before the socket is cut, ms. */
export const CLOSE_TIMEOUT = 2000;

/** The close code of a client that is done, of RFC 6455. */
const NORMAL_CLOSURE = 1000;

/** Sees what travels, for a recorder. It is told to the very end, also after a session's own. */
export interface SessionTap {
  /** The upgrade is done. */
  opened(): void;
  frame(from: 'system' | 'client', data: FrameData, isBinary: boolean): void;
  /** The socket is gone, or has never opened: 1006 where there was no closing handshake. */
  closed(code: number, reason: string): void;
}

export interface SessionHandlers {
  /** Once, before anything else. */
  catalog(catalog: Catalog): void;
  /** The first update is one that has been read and is valid; of those that follow, whoever wants them finds out. */
  update(update: Update): void;
  /** Something is wrong, but the session goes on: a frame was skipped, or the system reports an error. */
  report(error: LiveViewError): void;
  /** The session is over, and not because of `close()`. Once, and the last call. */
  failed(error: LiveViewError): void;
  /** A ping was answered, so many ms after it was sent. */
  pong?(milliseconds: number): void;
  readonly tap?: SessionTap | undefined;
}

/**
 * One WebSocket's life: upgrade, catalogue, the view, updates, end. It never comes back; whoever wants the view again
 * makes another session. Every stage has a deadline, and after the end no handler is called and no timer runs.
 */
export class Session {
  private readonly socket: WebSocket;
  private readonly stage: Deadline;
  private readonly heartbeat: Deadline;
  private readonly closing: Deadline;
  private readonly socketGone: Promise<void>;
  private reader: UpdateReader | undefined;
  private fatal: Reported | undefined;
  /** Since the socket is open. */
  private codec: CodecConnection | undefined;
  /** Since the upgrade. */
  private tcp: Socket | undefined;
  /** What came last and looks like an update. */
  private newest: ReceivedFrame | ReadFrame | undefined;
  /** The newest update that was read was valid, so those that look like one are left until somebody wants them. */
  private trusted = false;
  private pongDue = false;
  /** When the newest ping was sent, ms. */
  private pinged = 0;
  /** Invalid frames. */
  private skipped = 0;
  private ended = false;

  /**
   * Starts to connect at once; the handlers are called later, never from within this call.
   *
   * @param view what to ask for; `undefined` for a session that only fetches the catalogue
   */
  constructor(
    private readonly endpoint: Endpoint,
    private readonly view: ViewDefinition | undefined,
    private readonly handlers: SessionHandlers,
    private readonly clock: Clock,
  ) {
    this.stage = new Deadline(clock, () => {
      this.fail(this.stageTimeout());
    });
    this.heartbeat = new Deadline(clock, () => {
      this.beat();
    });
    this.closing = new Deadline(clock, () => {
      this.socket.terminate();
    });
    this.socket = new WebSocket(endpoint.url, {
      ...endpoint.socketOptions,
      headers: { ...endpoint.headers },
      maxPayload: endpoint.maxPayload,
      // Updates are cheap to send within a network, and dear to inflate once a second.
      perMessageDeflate: false,
    });
    this.socketGone = new Promise((resolve) => {
      this.socket.once('close', resolve);
    });
    this.listen();
    this.stage.set(endpoint.handshakeTimeout);
  }

  /** Performs the closing handshake, for at most 2 s, and waits for the TCP connection to end. */
  async close(): Promise<void> {
    this.end();
    this.shut();
    await this.socketGone;
  }

  /** Sends a ping now, once there is a catalogue; where one is not answered yet, that one counts. */
  ping(): void {
    if (!this.pongDue && !this.ended && !this.fatal) this.beat();
  }

  private get host(): string {
    return this.endpoint.host;
  }

  /**
   * For the first update, ms. It comes at once, also from a system that need not send more, so it has a deadline where
   * `staleAfter` is off.
   */
  private get updateTimeout(): number {
    return this.endpoint.staleAfter || this.endpoint.handshakeTimeout;
  }

  private listen(): void {
    const { socket } = this;
    socket.on('upgrade', (response) => {
      this.tcp = response.socket;
    });
    socket.on('open', () => {
      this.handlers.tap?.opened();
      this.heartbeat.set(this.endpoint.heartbeat);
      this.begin();
    });
    socket.on('message', (data, isBinary) => {
      // `nodebuffer` is ws's default, so the data is one Buffer.
      this.receive(data as Buffer, isBinary);
    });
    socket.on('pong', () => {
      if (this.pongDue && !this.ended) this.handlers.pong?.(this.clock.elapsed() - this.pinged);
      this.pongDue = false;
    });
    socket.on('unexpected-response', (_request: ClientRequest, response: IncomingMessage) => {
      this.fail(fromHttpStatus(this.host, this.endpoint.path, response.statusCode ?? 0));
    });
    // For the socket's whole life: without a listener an error would end the process, also after the end of this.
    socket.on('error', (error) => {
      const { maxPayload, quote } = this.endpoint;
      this.fail(fromSocketError(this.host, error, maxPayload, quote));
    });
    socket.on('close', (code, reason) => {
      this.closing.clear();
      this.handlers.tap?.closed(code, reason.toString());
      if (this.ended) return;
      const said = { code, reason: this.endpoint.quote(reason.toString()), refusal: this.refusalOf(code) };
      this.fail(fromClose(this.host, said, this.fatal));
    });
  }

  private begin(): void {
    if (this.ended) return;
    this.guarded(() => {
      const codec = openCodec(this.endpoint.codec, this.view, this.endpoint);
      this.codec = codec;
      if (codec.greeting !== undefined) this.send(codec.greeting);
      if (codec.catalog) this.receiveCatalog(codec, codec.catalog);
    });
  }

  private receive(data: Buffer, isBinary: boolean): void {
    this.handlers.tap?.frame('system', data, isBinary);
    this.newest?.passOver();
    this.newest = undefined;
    const { codec } = this;
    if (!codec || this.ended || this.fatal) return;
    const { skim } = codec;
    const frame = skim
      ? new ReceivedFrame(data, skim, (bytes) => this.read(codec, bytes, isBinary))
      : new ReadFrame(this.read(codec, data, isBinary));
    const left = this.trusted && skim?.looksLikeUpdate(data, isBinary) === true;
    const content = left ? undefined : frame.read();
    if (!this.reader || !(left || content)) return;
    this.newest = frame;
    this.stage.set(this.endpoint.staleAfter);
    this.handlers.update(this.reader.update(frame, this.clock.now(), content));
  }

  /** What an update says; what other frames say, or what is wrong with one, is dealt with here. */
  private read(codec: CodecConnection, data: Buffer, isBinary: boolean): Content | undefined {
    try {
      const frame = codec.decode(data, isBinary);
      return frame && this.take(codec, frame, data);
    } catch (error) {
      if (error instanceof UnknownProfile && !this.reader) {
        this.fail(new LiveViewError('profile-unknown', { host: this.host, profile: error.profile }));
      } else if (error instanceof InvalidFrame) {
        this.skip(error);
      } else {
        throw error;
      }
      return undefined;
    }
  }

  private take(codec: CodecConnection, frame: Decoded, data: Buffer): Content | undefined {
    // Data is passed on as it is or not at all; an error has its text cleaned instead.
    if ((frame.type === 'update' || frame.type === 'catalog') && this.endpoint.repeatsCredentials(data))
      throw new InvalidFrame('the frame repeats the credentials');
    switch (frame.type) {
      case 'update':
        if (!this.reader) throw new InvalidFrame('an update before the catalogue');
        this.trusted = true;
        return this.reader.read(frame);
      case 'catalog':
        if (this.reader) throw new InvalidFrame('a second catalogue');
        this.guarded(() => {
          this.receiveCatalog(codec, frame.catalog);
        });
        break;
      case 'error':
        this.receiveError(frame);
        break;
      case 'reply':
        if (!this.ended) this.send(frame.data);
    }
    return undefined;
  }

  private receiveCatalog(codec: CodecConnection, catalog: Catalog): void {
    const { view } = this;
    this.stage.clear();
    if (view) {
      const request = codec.encodeView(view);
      this.reader = new UpdateReader(view, catalog);
      this.send(request);
      this.stage.set(this.updateTimeout);
    }
    this.handlers.catalog(catalog);
  }

  private send(data: FrameData): void {
    this.socket.send(data);
    this.handlers.tap?.frame('client', data, typeof data !== 'string');
  }

  private receiveError(said: ErrorFrame): void {
    if (this.ended) return;
    const { quote } = this.endpoint;
    const frame = { ...said, code: quote(said.code), message: quote(said.message) };
    if (!frame.fatal) {
      this.handlers.report(fromErrorFrame(this.host, frame));
      return;
    }
    // The system closes now, and its close code says more; if it does not, this side does.
    this.fatal = { frame, refusal: this.refusalOf(said.code) };
    this.stage.clear();
    this.heartbeat.clear();
    this.shut();
  }

  private refusalOf(code: number | string): Reported['refusal'] {
    try {
      return this.codec?.refusal?.(code);
    } catch (error) {
      if (!(error instanceof LiveViewError)) throw error;
      this.handlers.report(error);
      return undefined;
    }
  }

  /** Ends the session where the codec fails at what it cannot go on without. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof LiveViewError)) throw error;
      this.fail(error);
    }
  }

  /** Says so once, and the number at the end: a system that breaks every frame would fill the log. */
  private skip(error: InvalidFrame): void {
    this.trusted = false;
    if (this.ended) return;
    this.skipped++;
    if (this.skipped > 1) return;
    this.handlers.report(new LiveViewError('invalid-frame', { host: this.host, reason: error.message }));
  }

  private stageTimeout(): LiveViewError {
    const { host, endpoint } = this;
    if (this.reader) return new LiveViewError('no-update', { host, seconds: this.updateTimeout / 1000 });
    const code = this.socket.readyState === WebSocket.OPEN ? 'no-catalog' : 'no-answer';
    return new LiveViewError(code, { host, seconds: endpoint.handshakeTimeout / 1000 });
  }

  private beat(): void {
    if (this.pongDue) {
      this.readOn();
      return;
    }
    this.pongDue = true;
    this.pinged = this.clock.elapsed();
    this.socket.ping();
    this.heartbeat.set(this.endpoint.heartbeat);
  }

  /**
   * A pong is due. Where a flow has kept this process busy, it may have come and be behind updates that nobody has read
   * yet, so all that is there is read before it is missed.
   */
  private readOn(): void {
    const before = this.tcp?.bytesRead;
    const decide = (): void => {
      if (this.ended || this.fatal) return;
      if (!this.pongDue) this.beat();
      else if (this.tcp?.bytesRead !== before) this.readOn();
      else
        this.fail(new LiveViewError('no-pong', { host: this.host, seconds: this.endpoint.heartbeat / 1000 }));
    };
    // Whatever can be read is read between the two.
    setImmediate(() => setImmediate(decide));
  }

  /** Whatever comes first is the reason; what follows from it is not told again. */
  private fail(error: LiveViewError): void {
    if (this.ended) return;
    this.end();
    this.socket.terminate();
    if (this.skipped > 1) {
      this.handlers.report(new LiveViewError('invalid-frames', { host: this.host, count: this.skipped }));
    }
    this.handlers.failed(error);
  }

  private end(): void {
    this.ended = true;
    this.newest = undefined;
    this.stage.clear();
    this.heartbeat.clear();
  }

  private shut(): void {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    this.closing.set(CLOSE_TIMEOUT);
    // Before the upgrade ws gives the attempt up with an `error` event, which the listener above takes.
    this.socket.close(NORMAL_CLOSURE);
  }
}
