import { decodeFrame } from '#lib/protocol/decode';
import type { Catalog, CatalogFrame, UpdateFrame, ViewDefinition } from '#lib/protocol/frames';
import { readViewDefinition } from '#lib/view-definition';
import type { WebSocket } from 'ws';
import { createCatalog } from './catalog';
import { CALM, type Disturbance } from './disturbance';
import { Faults } from './faults';
import type { Rejection } from './gate';
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
import { Station } from './station';
import { Table } from './table';
import { View } from './view';
import { ViewPool } from './view-pool';

const GOING_AWAY = 1001;
const RESTARTING = 1012;

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
  readonly #station: Station<Session>;
  #timer: unknown;
  /** Of the current tick, in ms since the epoch. */
  #time = 0;

  /** @throws InvalidOption */
  constructor(options: SimulatorOptions = {}) {
    this.#settings = readOptions(options);
    this.#station = new Station(this.#settings, {
      refuse: () => this.#refuse(),
      open: (socket) => this.#open(socket),
      started: () => {
        this.#startTicking();
      },
      stopping: () => {
        this.#settings.clock.clearInterval(this.#timer);
      },
    });
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
    return this.#station.url;
  }

  /** Open WebSockets, with a view or without. */
  get connectionCount(): number {
    return this.#station.sessions.size;
  }

  /** Upgrades asked for so far at the right path, the refused ones included. */
  get upgradeCount(): number {
    return this.#station.upgrades;
  }

  /** The current tick, counted from 0; -1 before the first start. */
  get currentTick(): number {
    return this.#table.tick;
  }

  /** The definitions of the open views, one per WebSocket that has one, in the order in which they connected. */
  openViews(): ViewDefinition[] {
    return [...this.#station.sessions].flatMap(({ view }) => (view ? [view.definition] : []));
  }

  /** Resolves as soon as exactly so many views are open. */
  waitForViews(count: number): Promise<void> {
    return this.#station.waitFor(() => this.openViews().length === count);
  }

  /** Resolves as soon as exactly so many WebSockets are open. */
  waitForConnections(count: number): Promise<void> {
    return this.#station.waitFor(() => this.connectionCount === count);
  }

  /** Resolves as soon as so many upgrades, or more, have been asked for. */
  waitForUpgrades(count: number): Promise<void> {
    return this.#station.waitFor(() => this.upgradeCount >= count);
  }

  /**
   * Listens, and begins to tick.
   *
   * @returns the URL of its views
   * @throws Error of Node's, such as `EADDRINUSE`, when the port cannot be had
   */
  start(): Promise<string> {
    return this.#station.start();
  }

  /** Closes every connection (1001), cuts off who does not answer, and frees the port; at once when not started. */
  async stop(): Promise<void> {
    await this.#station.stop(GOING_AWAY, 'the simulator stops');
  }

  /** Stops with close code 1012 and starts again on the same port; the table goes on where it was. */
  async restart(): Promise<string> {
    await this.#station.stop(RESTARTING, 'the simulator restarts');
    return this.start();
  }

  /** Moves the table on by one step, and sends every view its update. */
  tick(): void {
    const cut = this.#advance();
    if (cut === 'close') this.disconnectAll();
    else if (cut === 'terminate') this.terminateAll();
    this.#pushAll();
    this.#station.changed();
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
    for (const session of this.#station.sessions) session.close(code, reason);
  }

  /** Cuts every connection off without a word, as a broken line does; the clients see 1006. */
  terminateAll(): void {
    for (const session of this.#station.sessions) session.terminate();
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

  #startTicking(): void {
    const { interval, clock } = this.#settings;
    this.#begin();
    if (interval === 0) return;
    this.#timer = clock.setInterval(() => {
      this.tick();
    }, interval * 1000);
  }

  #refuse(): Rejection | undefined {
    const refusing = this.#faults.refusing;
    return isHttpStatus(refusing) ? { status: refusing } : undefined;
  }

  #open(socket: WebSocket): Session {
    const { log } = this.#settings;
    const session = new Session(
      socket,
      {
        openView: (definition) => this.#views.acquire(definition),
        viewOpened: ({ view }) => {
          if (view) log(`view opened: ${JSON.stringify(view.definition)}`);
          this.#push(session);
          this.#station.changed();
        },
        ended: () => {
          if (session.view) this.#views.release(session.view);
          this.#station.ended(session);
        },
        log,
      },
      this.#faults.refusing,
    );
    session.greet(this.#catalogText);
    return session;
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
    for (const session of this.#station.sessions) this.#push(session);
  }

  #push(session: Session): void {
    const { view } = session;
    if (view && !this.#faults.stalled) session.push(this.#table.tick, () => view.frame(this.#time));
  }

  #checkService(option: string, service: string | undefined): void {
    if (service === undefined || this.#table.hasService(service)) return;
    throw new InvalidOption(option, service, `one of ${this.#catalog.services.join(', ')}`);
  }
}
