import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { checkCredentials, type Rejection } from './gate';
import { Listener } from './listener';
import type { ListeningSettings } from './options';

/** ms that clients have to end their connections when the station stops. */
const GRACE = 300;

/** Real time, even where a test has put fake timers in place by the time it is used. */
const setRealTimeout = setTimeout;
const clearRealTimeout = clearTimeout;

export interface StationHandlers<S> {
  /** Whether an upgrade is refused, whoever asks for it. */
  refuse: (request: IncomingMessage) => Rejection | undefined;
  /** Makes a session of a new WebSocket. The session says by {@link Station.ended} when it is over. */
  open: (socket: WebSocket) => S;
  /** It has its URL. */
  started?: () => void;
  /** It is about to close all sessions. */
  stopping?: () => void;
}

/** A port with its URL, the sessions of those who have connected to it, and waiting for what happens there. */
export class Station<S extends { close: (code: number, reason: string) => void }> {
  readonly sessions = new Set<S>();
  readonly #events = new EventEmitter();
  /** Set from the start to the stop. */
  #running: Promise<Listener> | undefined;
  #url: string | undefined;
  /** The port of the first start, which the next one takes again. */
  #port: number;
  #upgrades = 0;

  constructor(
    private readonly settings: ListeningSettings,
    private readonly handlers: StationHandlers<S>,
  ) {
    this.#port = settings.port;
    this.#events.setMaxListeners(0);
  }

  /** @throws Error while it is not started */
  get url(): string {
    if (this.#url === undefined) throw new Error('The simulator is not started');
    return this.#url;
  }

  /** Upgrades asked for so far at the right path, the refused ones included. */
  get upgrades(): number {
    return this.#upgrades;
  }

  /**
   * Listens.
   *
   * @returns the URL
   * @throws Error of Node's, such as `EADDRINUSE`, when the port cannot be had
   */
  async start(): Promise<string> {
    if (this.#running) throw new Error('The simulator is started already');
    const { host, path, tls } = this.settings;
    this.#running = this.#listen();
    try {
      await this.#running;
    } catch (error) {
      this.#running = undefined;
      throw error;
    }
    this.#url = `${tls ? 'wss' : 'ws'}://${authority(host)}:${this.#port}${path}`;
    this.handlers.started?.();
    return this.#url;
  }

  /** Closes every session, cuts off who does not answer, and frees the port; at once when not started. */
  async stop(code: number, reason: string): Promise<void> {
    const running = this.#running;
    if (!running) return;
    // When starting fails, start() says so to its caller, and there is nothing to end here.
    const listener = await running.catch(() => undefined);
    if (!listener || this.#running !== running) return;
    this.#running = undefined;
    this.#url = undefined;
    this.handlers.stopping?.();
    const freed = listener.close();
    for (const session of this.sessions) session.close(code, reason);
    const timeout = setRealTimeout(() => {
      listener.destroy();
    }, GRACE);
    await freed;
    clearRealTimeout(timeout);
    await this.waitFor(() => this.sessions.size === 0);
  }

  ended(session: S): void {
    this.sessions.delete(session);
    this.changed();
  }

  /** Something has happened that somebody may wait for. */
  changed(): void {
    this.#events.emit('change');
  }

  async waitFor(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise((resolve) => this.#events.once('change', resolve));
  }

  async #listen(): Promise<Listener> {
    const listener = new Listener(this.settings, {
      admit: (request) => this.#admit(request),
      opened: (socket) => {
        this.sessions.add(this.handlers.open(socket));
        this.changed();
      },
    });
    this.#port = await listener.listen(this.#port);
    return listener;
  }

  #admit(request: IncomingMessage): Rejection | undefined {
    this.#upgrades += 1;
    this.changed();
    const { credentials, maxViews } = this.settings;
    return (
      this.handlers.refuse(request) ??
      checkCredentials(credentials, request) ??
      (this.sessions.size >= maxViews ? { status: 503 } : undefined)
    );
  }
}

/** What to connect to, for something that listens on `host`. */
function authority(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
