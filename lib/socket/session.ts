import type { Socket } from 'node:net';
import WebSocket from 'ws';
import type { Clock } from '../clock';
import type { FrameData } from '../codec/codec';
import { type Checked, openForSession, type SessionCodec } from '../codec/session-codec';
import { Deadline } from '../deadline';
import { LiveViewError } from '../errors';
import { type Update, UpdateReader } from '../items/update';
import type { Catalog, ErrorFrame, UpdateFrame, ViewDefinition } from '../protocol/frames';
import type { PackedUpdate } from '../protocol/packed-rows';
import { InvalidFrame, REPEATS_CREDENTIALS, UnknownProfile } from '../protocol/invalid-frame';
import type { Endpoint } from './endpoint';
import { fromClose, fromErrorFrame, type Reported } from './failure';
import { openWebSocket, type OpeningStep } from './open';

/** How long the closing handshake may take before the socket is cut off, ms. */
export const CLOSE_TIMEOUT = 2000;

/** The normal close code of RFC 6455. */
const NORMAL_CLOSURE = 1000;

/** Watches how the socket opens and what travels over it, to the very end: also after the session itself is over. */
export interface SessionTap {
  /** A step on the way to the WebSocket is done. */
  step?(step: OpeningStep): void;
  /** The upgrade is done. */
  opened(): void;
  frame(from: 'system' | 'client', data: FrameData, isBinary: boolean): void;
  /** The socket is gone, or never opened: 1006 where there was no closing handshake. */
  closed(code: number, reason: string): void;
}

export interface SessionHandlers {
  /** Once, before anything else. */
  catalog(catalog: Catalog): void;
  /** Each update, as soon as it has arrived and been checked. */
  update(update: Update): void;
  /** A frame after the catalogue was skipped: an update may be missing. */
  skipped?(): void;
  /** A problem that does not end the session: a frame was skipped, or the appliance reports an error. */
  report(error: LiveViewError): void;
  /** The session is over, and not because of `close()`. Called once; the last call. */
  failed(error: LiveViewError): void;
  /** A ping was answered after this many ms. */
  pong?(milliseconds: number): void;
  readonly tap?: SessionTap | undefined;
}

/**
 * One WebSocket's life: upgrade, catalogue, view, updates, end. A session does not reconnect; to get the view again,
 * make another session. Every stage has a deadline. After the end no handler is called and no timer runs.
 */
export class Session {
  private readonly socket: WebSocket;
  private readonly stage: Deadline;
  private readonly heartbeat: Deadline;
  private readonly closing: Deadline;
  private readonly socketGone: Promise<void>;
  /** The peer that has to answer next: the proxy, if any, until its tunnel is open. */
  private peer: string;
  private reader: UpdateReader | undefined;
  private fatal: Reported | undefined;
  /** Set once the socket is open. */
  private codec: SessionCodec | undefined;
  /** Set once the upgrade is done. */
  private tcp: Socket | undefined;
  private pongDue = false;
  /** When the newest ping was sent, ms. */
  private pinged = 0;
  /** The number of invalid frames. */
  private skipped = 0;
  /** Whether the codec failed to say if the appliance refused the view. */
  private refusalFailed = false;
  private ended = false;

  /**
   * Starts to connect at once. The handlers are called later, never during this call.
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
      this.sendPing();
    });
    this.closing = new Deadline(clock, () => {
      this.socket.terminate();
    });
    this.peer = endpoint.proxy?.host ?? endpoint.host;
    this.socket = openWebSocket(endpoint, {
      step: (step) => {
        if (step.name === 'tunnel') this.peer = endpoint.host;
        handlers.tap?.step?.(step);
      },
      failed: (error) => {
        this.fail(error);
      },
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

  /** Sends a ping now, once there is a catalogue. An unanswered earlier ping counts instead. */
  ping(): void {
    if (!this.pongDue && !this.ended && !this.fatal) this.sendPing();
  }

  private get host(): string {
    return this.endpoint.host;
  }

  /**
   * The deadline for the first update, ms. Even an appliance with nothing more to send sends one at once, so there is
   * a deadline even if `staleAfter` is off.
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
    socket.on('close', (code, reason) => {
      this.closing.clear();
      this.handlers.tap?.closed(code, reason.toString());
      if (this.ended) return;
      const closing = { code, reason: this.endpoint.quote(reason.toString()), refusal: this.refusalOf(code) };
      this.fail(fromClose(this.endpoint, closing, this.fatal));
    });
  }

  private begin(): void {
    if (this.ended) return;
    this.guarded(() => {
      const codec = openForSession(this.endpoint.codec, this.view, this.endpoint);
      this.codec = codec;
      if (codec.greeting !== undefined) this.send(codec.greeting);
      if (codec.catalog) this.receiveCatalog(codec, codec.catalog);
    });
  }

  private receive(data: Buffer, isBinary: boolean): void {
    this.handlers.tap?.frame('system', data, isBinary);
    const { codec } = this;
    if (!codec || this.ended || this.fatal) return;
    try {
      for (const decoded of listOf(codec.decode(data, isBinary))) this.take(codec, decoded, data);
    } catch (error) {
      if (error instanceof UnknownProfile && !this.reader) {
        this.fail(new LiveViewError('profile-unknown', { host: this.host, profile: error.profile }));
      } else if (error instanceof InvalidFrame) {
        this.skip(error);
      } else {
        throw error;
      }
    }
  }

  /** @throws InvalidFrame for a frame that an appliance must not send now */
  private take(codec: SessionCodec, decoded: Checked, data: Buffer): void {
    // An earlier part of the same frame may have ended the session.
    if (this.ended || this.fatal) return;
    // Data is passed on unchanged or not at all. In an error, only the text is cleaned.
    if ((decoded.type === 'update' || decoded.type === 'catalog') && this.endpoint.repeatsCredentials(data))
      throw new InvalidFrame(REPEATS_CREDENTIALS);
    switch (decoded.type) {
      case 'update':
        if (!this.reader) throw new InvalidFrame('an update before the catalogue');
        this.receiveUpdate(this.reader, decoded);
        break;
      case 'catalog':
        if (this.reader) throw new InvalidFrame('a second catalogue');
        this.guarded(() => {
          this.receiveCatalog(codec, decoded.catalog);
        });
        break;
      case 'error':
        this.receiveError(decoded);
        break;
      case 'reply':
        this.send(decoded.data);
    }
  }

  /** An update that is stale already is no sign of life, so it does not extend the deadline. */
  private receiveUpdate(reader: UpdateReader, decoded: UpdateFrame | PackedUpdate): void {
    const { staleAfter } = this.endpoint;
    const { age = 0 } = decoded;
    if (staleAfter > 0 && age >= staleAfter) return;
    this.stage.set(staleAfter - age);
    this.handlers.update(reader.read(decoded, this.clock.now()));
  }

  private receiveCatalog(codec: SessionCodec, catalog: Catalog): void {
    const { view } = this;
    this.stage.clear();
    if (view) {
      const request = codec.encodeView(view);
      this.reader = new UpdateReader(view, catalog, this.endpoint.counters);
      if (request !== undefined) this.send(request);
      this.stage.set(this.updateTimeout);
    }
    this.handlers.catalog(catalog);
  }

  private send(data: FrameData): void {
    this.socket.send(data);
    this.handlers.tap?.frame('client', data, typeof data !== 'string');
  }

  private receiveError(decoded: ErrorFrame): void {
    const { quote } = this.endpoint;
    const frame = { ...decoded, code: quote(decoded.code), message: quote(decoded.message) };
    if (!frame.fatal) {
      this.handlers.report(fromErrorFrame(this.host, frame));
      return;
    }
    // The appliance should close now, and its close code says more. If it does not close, this side does.
    this.fatal = { frame, refusal: this.refusalOf(decoded.code) };
    this.stage.clear();
    this.heartbeat.clear();
    this.shut();
  }

  private refusalOf(code: number | string): Reported['refusal'] {
    try {
      return this.codec?.refusal?.(code);
    } catch (error) {
      if (!(error instanceof LiveViewError)) throw error;
      // The codec is asked about the error frame and again about the close code: report the fault once.
      if (!this.refusalFailed) this.handlers.report(error);
      this.refusalFailed = true;
      return undefined;
    }
  }

  /** Ends the session if the codec fails at something essential. */
  private guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof LiveViewError)) throw error;
      this.fail(error);
    }
  }

  /**
   * Reports the first invalid frame, and the number at the end. An appliance that breaks every frame would fill the
   * log.
   */
  private skip(error: InvalidFrame): void {
    this.skipped++;
    if (this.reader) this.handlers.skipped?.();
    if (this.skipped > 1) return;
    this.handlers.report(new LiveViewError('invalid-frame', { host: this.host, reason: error.message }));
  }

  private stageTimeout(): LiveViewError {
    const { host, endpoint } = this;
    if (this.reader) return new LiveViewError('no-update', { host, seconds: this.updateTimeout / 1000 });
    const code = this.socket.readyState === WebSocket.OPEN ? 'no-catalog' : 'no-answer';
    return new LiveViewError(code, { host: this.peer, seconds: endpoint.handshakeTimeout / 1000 });
  }

  private sendPing(): void {
    if (this.pongDue) {
      this.checkPong();
      return;
    }
    this.pongDue = true;
    this.pinged = this.clock.elapsed();
    this.socket.ping();
    this.heartbeat.set(this.endpoint.heartbeat);
  }

  /**
   * A pong is due. If a flow kept this process busy, the pong may have arrived behind unread updates. So read
   * everything first, then decide.
   */
  private checkPong(): void {
    const before = this.tcp?.bytesRead;
    const decide = (): void => {
      if (this.ended || this.fatal) return;
      if (!this.pongDue) this.sendPing();
      else if (this.tcp?.bytesRead !== before) this.checkPong();
      else
        this.fail(new LiveViewError('no-pong', { host: this.host, seconds: this.endpoint.heartbeat / 1000 }));
    };
    // Everything readable is read between the two.
    setImmediate(() => setImmediate(decide));
  }

  /** The first failure is the reason. Later ones follow from it and are not reported. */
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

function listOf(decoded: ReturnType<SessionCodec['decode']>): readonly Checked[] {
  if (decoded === undefined) return [];
  return 'type' in decoded ? [decoded] : decoded;
}
