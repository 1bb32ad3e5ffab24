import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { decodeFrame } from '#lib/protocol/decode';
import type { Catalog, CatalogFrame, UpdateFrame, ViewDefinition } from '#lib/protocol/frames';
import { readViewDefinition } from '#lib/view-definition';
import type { WebSocket } from 'ws';
import { createCatalog } from './catalog';
import { CALM, type Disturbance } from './disturbance';
import { Faults } from './faults';
import { checkCredentials, type Rejection } from './gate';
import { Listener } from './listener';
import {
  checkDisturbance,
  checkRefusing,
  InvalidOption,
  readOptions,
  type Settings,
  type SimulatorOptions,
} from './options';
import { isHttpStatus, type Refusing } from './refusing';
import { Session } from './session';
import { Table } from './table';
import { View } from './view';
import { ViewPool } from './view-pool';

/** ms that clients have to end their connections when the simulator stops. */
const GRACE = 300;
const GOING_AWAY = 1001;
const RESTARTING = 1012;

/** Real time, even where a test has put fake timers in place by the time it is used. */
const setRealTimeout = setTimeout;
const clearRealTimeout = clearTimeout;

/**
 * A system that speaks LiveView JSON profile 1 over a synthetic table of connections.
 *
 * All views show the same table. It moves on with every tick, whether anybody looks or not, so that the same options
 * and clock give the same numbers at the same tick. A view that opens between two ticks begins with the one before.
 */
export class Simulator {
  readonly #settings: Settings;
  readonly #table: Table;
  readonly #views: ViewPool;
  readonly #faults: Faults;
  readonly #catalog: Catalog;
  readonly #catalogText: string;
  readonly #sessions = new Set<Session>();
  readonly #events = new EventEmitter();
  /** Set from the start to the stop. */
  #running: Promise<Listener> | undefined;
  #url: string | undefined;
  /** The port of the first start, which a restart takes again. */
  #port: number;
  #timer: unknown;
  /** Of the current tick, in ms since the epoch. */
  #time = 0;
  #upgrades = 0;

  /** @throws InvalidOption */
  constructor(options: SimulatorOptions = {}) {
    this.#settings = readOptions(options);
    this.#port = this.#settings.port;
    // By hand each tick stands for a second.
    const step = this.#settings.interval || 1;
    this.#table = new Table({ ...this.#settings, step });
    this.#views = new ViewPool(this.#table);
    this.#faults = new Faults(this.#settings.rehearse, step);
    this.#catalog = createCatalog(this.#settings.name, this.#table);
    this.#catalogText = JSON.stringify({
      type: 'catalog',
      profile: 1,
      ...this.#catalog,
    } satisfies CatalogFrame);
    this.#events.setMaxListeners(0);
    for (const rehearsal of this.#settings.rehearse) {
      if ('service' in rehearsal) this.#checkService('rehearse', rehearsal.service);
    }
  }

  /** What it presents to clients. */
  get catalog(): Catalog {
    return this.#catalog;
  }

  /** @throws Error while it is not started */
  get url(): string {
    if (this.#url === undefined) throw new Error('The simulator is not started');
    return this.#url;
  }

  /** Open WebSockets, with a view or without. */
  get connectionCount(): number {
    return this.#sessions.size;
  }

  /** Upgrades asked for so far at the right path, the refused ones included. */
  get upgradeCount(): number {
    return this.#upgrades;
  }

  /** The current tick, counted from 0; -1 before the first start. */
  get currentTick(): number {
    return this.#table.tick;
  }

  /** The definitions of the open views, one per WebSocket that has one, in the order in which they connected. */
  openViews(): ViewDefinition[] {
    return [...this.#sessions].flatMap(({ view }) => (view ? [view.definition] : []));
  }

  /** Resolves as soon as exactly so many views are open. */
  waitForViews(count: number): Promise<void> {
    return this.#waitFor(() => this.openViews().length === count);
  }

  /** Resolves as soon as exactly so many WebSockets are open. */
  waitForConnections(count: number): Promise<void> {
    return this.#waitFor(() => this.connectionCount === count);
  }

  /** Resolves as soon as so many upgrades, or more, have been asked for. */
  waitForUpgrades(count: number): Promise<void> {
    return this.#waitFor(() => this.upgradeCount >= count);
  }

  /**
   * Listens, and begins to tick.
   *
   * @returns the URL of its views
   * @throws Error of Node's, such as `EADDRINUSE`, when the port cannot be had
   */
  async start(): Promise<string> {
    if (this.#running) throw new Error('The simulator is started already');
    const { host, path, tls, interval, clock } = this.#settings;
    this.#running = this.#listen();
    try {
      await this.#running;
    } catch (error) {
      this.#running = undefined;
      throw error;
    }
    this.#url = `${tls ? 'wss' : 'ws'}://${authority(host)}:${this.#port}${path}`;
    this.#begin();
    if (interval > 0) {
      this.#timer = clock.setInterval(() => {
        this.tick();
      }, interval * 1000);
    }
    return this.#url;
  }

  /** Closes every connection (1001), cuts off who does not answer, and frees the port; at once when not started. */
  async stop(): Promise<void> {
    await this.#end(GOING_AWAY, 'the simulator stops');
  }

  /** Stops with close code 1012 and starts again on the same port; the table goes on where it was. */
  async restart(): Promise<string> {
    await this.#end(RESTARTING, 'the simulator restarts');
    return this.start();
  }

  /** Moves the table on by one step, and sends every view its update. */
  tick(): void {
    const cut = this.#advance();
    if (cut === 'close') this.disconnectAll();
    else if (cut === 'terminate') this.terminateAll();
    this.#pushAll();
    this.#events.emit('change');
  }

  /**
   * What a view shows at the current tick, without a connection.
   *
   * @throws Refusal as a client would be refused, and LiveViewError when it is no view definition
   */
  snapshot(definition: ViewDefinition): UpdateFrame {
    this.#begin();
    const view = new View(this.#table, readViewDefinition(definition));
    const frame = decodeFrame(view.frame(this.#time).toString(), definition.distributions.length);
    if (frame?.type !== 'update') throw new Error('A view made something else than an update');
    return frame;
  }

  /** Closes every connection; the clients may come again. */
  disconnectAll(code = RESTARTING, reason = ''): void {
    for (const session of this.#sessions) session.close(code, reason);
  }

  /** Cuts every connection off without a word, as a broken line does; the clients see 1006. */
  terminateAll(): void {
    for (const session of this.#sessions) session.terminate();
  }

  /** Sends no more updates, until {@link resume}; the table moves on. */
  stall(): void {
    this.#faults.byHand.stalled = true;
  }

  /** Sends updates again: at once to views that lack the current one. */
  resume(): void {
    this.#faults.byHand.stalled = false;
    this.#pushAll();
  }

  /**
   * Refuses new connections or views until {@link accept}. Those that are open stay.
   *
   * @throws InvalidOption
   */
  refuse(how: Refusing): void {
    checkRefusing('refuse', how);
    this.#faults.byHand.refusing = how;
  }

  accept(): void {
    this.#faults.byHand.refusing = undefined;
  }

  /**
   * Spoils the traffic from the next tick on, in place of what was asked for before.
   *
   * @throws InvalidOption
   */
  disturb(disturbance: Disturbance): void {
    checkDisturbance(disturbance);
    this.#checkService('drops.service', disturbance.drops?.service);
    this.#checkService('quality.service', disturbance.quality?.service);
    this.#faults.byHand.disturbance = disturbance;
  }

  /** Ends {@link disturb}, from the next tick on. */
  calm(): void {
    this.#faults.byHand.disturbance = CALM;
  }

  async #listen(): Promise<Listener> {
    const listener = new Listener(this.#settings, {
      admit: (request) => this.#admit(request),
      opened: (socket) => {
        this.#open(socket);
      },
    });
    this.#port = await listener.listen(this.#port);
    return listener;
  }

  async #end(code: number, reason: string): Promise<void> {
    const running = this.#running;
    if (!running) return;
    // When starting fails, start() says so to its caller, and there is nothing to end here.
    const listener = await running.catch(() => undefined);
    if (!listener || this.#running !== running) return;
    this.#running = undefined;
    this.#url = undefined;
    this.#settings.clock.clearInterval(this.#timer);
    const freed = listener.close();
    this.disconnectAll(code, reason);
    const timeout = setRealTimeout(() => {
      listener.destroy();
    }, GRACE);
    await freed;
    clearRealTimeout(timeout);
    await this.waitForConnections(0);
  }

  #admit(request: IncomingMessage): Rejection | undefined {
    this.#upgrades += 1;
    this.#events.emit('change');
    const { credentials, maxViews } = this.#settings;
    const refusing = this.#faults.refusing;
    if (isHttpStatus(refusing)) return { status: refusing };
    const rejection = checkCredentials(credentials, request);
    if (rejection) return rejection;
    return this.#sessions.size >= maxViews ? { status: 503 } : undefined;
  }

  #open(socket: WebSocket): void {
    const { log } = this.#settings;
    const session = new Session(
      socket,
      {
        openView: (definition) => this.#views.acquire(definition),
        viewOpened: ({ view }) => {
          if (view) log(`view opened: ${JSON.stringify(view.definition)}`);
          this.#push(session);
          this.#events.emit('change');
        },
        ended: ({ view }) => {
          if (view) this.#views.release(view);
          this.#sessions.delete(session);
          this.#events.emit('change');
        },
        log,
      },
      this.#faults.refusing,
    );
    this.#sessions.add(session);
    session.greet(this.#catalogText);
    this.#events.emit('change');
  }

  /** Makes the first tick, if there was none yet. */
  #begin(): void {
    if (this.#table.tick < 0) this.#advance();
  }

  #advance(): ReturnType<Faults['advance']> {
    this.#time = this.#settings.clock.now();
    const cut = this.#faults.advance(this.#table.tick + 1);
    this.#table.advance(this.#time, this.#faults.disturbance);
    return cut;
  }

  #pushAll(): void {
    for (const session of this.#sessions) this.#push(session);
  }

  #push(session: Session): void {
    const { view } = session;
    if (view && !this.#faults.stalled) session.push(this.#table.tick, () => view.frame(this.#time));
  }

  #checkService(option: string, service: string | undefined): void {
    if (service === undefined || this.#table.hasService(service)) return;
    throw new InvalidOption(option, service, `one of ${this.#catalog.services.join(', ')}`);
  }

  /** Every event is one after which `reached` may have become true. */
  async #waitFor(reached: () => boolean): Promise<void> {
    while (!reached()) await new Promise((resolve) => this.#events.once('change', resolve));
  }
}

/** What to connect to, for something that listens on `host`. */
function authority(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
