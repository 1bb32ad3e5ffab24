import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { checkCredentials, type Rejection } from './gate';
import { Listener } from './listener';
import type { ListeningSettings } from './options';

/** ms for clients to end their connections when the station stops. */
const GRACE = 300;

/** Real time, even if a test has installed fake timers later. */
const setRealTimeout = setTimeout;
const clearRealTimeout = clearTimeout;

export interface StationHandlers<S> {
  /** Decides whether to refuse an upgrade. */
  refuse: (request: IncomingMessage) => Rejection | undefined;
  /** Makes a client from a new WebSocket. The client calls {@link Station.ended} when it is over. */
  open: (socket: WebSocket) => S;
  /** The URL is known. */
  started?: () => void;
  /** All clients are about to be closed. */
  stopping?: () => void;
}

/** A port with its URL, the clients that are connected, and ways to wait for events. */
export class Station<S extends { close: (code: number, reason: string) => void }> {
  readonly clients = new Set<S>();
  private readonly events = new EventEmitter();
  /** Set from start to stop. */
  private running: Promise<Listener> | undefined;
  private address: string | undefined;
  /** The port of the first start. Later starts use it again. */
  private port: number;
  private upgradeCount = 0;

  constructor(
    private readonly settings: ListeningSettings,
    private readonly handlers: StationHandlers<S>,
  ) {
    this.port = settings.port;
    this.events.setMaxListeners(0);
  }

  /** @throws Error while it is stopped */
  get url(): string {
    if (this.address === undefined) throw new Error('The simulator is not started');
    return this.address;
  }

  /** Upgrades at the right path so far, including refused ones. */
  get upgrades(): number {
    return this.upgradeCount;
  }

  /**
   * Listens.
   *
   * @returns the URL
   * @throws Error from Node.js, such as `EADDRINUSE`, if the port is not available
   */
  async start(): Promise<string> {
    if (this.running) throw new Error('The simulator is already started');
    const { host, path, tls } = this.settings;
    this.running = this.listen();
    try {
      await this.running;
    } catch (error) {
      this.running = undefined;
      throw error;
    }
    this.address = `${tls ? 'wss' : 'ws'}://${authority(host)}:${this.port}${path}`;
    this.handlers.started?.();
    return this.address;
  }

  /** Closes every client, cuts off unresponsive ones, and frees the port. Returns at once if it is stopped. */
  async stop(code: number, reason: string): Promise<void> {
    const running = this.running;
    if (!running) return;
    // If starting failed, start() reports it to its caller, and there is nothing to end here.
    const listener = await running.catch(() => undefined);
    if (!listener || this.running !== running) return;
    this.running = undefined;
    this.address = undefined;
    this.handlers.stopping?.();
    const freed = listener.close();
    for (const client of this.clients) client.close(code, reason);
    const timeout = setRealTimeout(() => {
      listener.destroy();
    }, GRACE);
    await freed;
    clearRealTimeout(timeout);
    await this.waitFor(() => this.clients.size === 0);
  }

  ended(client: S): void {
    this.clients.delete(client);
    this.changed();
  }

  /** Call it after every change that {@link waitFor} may wait for. */
  changed(): void {
    this.events.emit('change');
  }

  async waitFor(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise((resolve) => this.events.once('change', resolve));
  }

  private async listen(): Promise<Listener> {
    const listener = new Listener(this.settings, {
      admit: (request) => this.admit(request),
      opened: (socket) => {
        this.clients.add(this.handlers.open(socket));
        this.changed();
      },
    });
    this.port = await listener.listen(this.port);
    return listener;
  }

  private admit(request: IncomingMessage): Rejection | undefined {
    this.upgradeCount += 1;
    this.changed();
    const { credentials, maxViews } = this.settings;
    return (
      this.handlers.refuse(request) ??
      checkCredentials(credentials, request) ??
      (this.clients.size >= maxViews ? { status: 503 } : undefined)
    );
  }
}

/** The address to connect to for something that listens on `host`. */
function authority(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
