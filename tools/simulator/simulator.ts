import { decodeFrame } from '../../lib/protocol/decode';
import type { Catalog, CatalogFrame, UpdateFrame, ViewDefinition } from '../../lib/protocol/frames';
import { readViewDefinition } from '../../lib/view-definition';
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
import { Client } from './client';
import { Station } from './station';
import { Table } from './table';
import { View } from './view';
import { ViewPool } from './view-pool';

const GOING_AWAY = 1001;
const RESTARTING = 1012;

/**
 * An appliance that speaks LiveView JSON profile 1 over a synthetic table of connections.
 *
 * All views show the same table. It advances with every tick, even without clients, so the same options and clock
 * give the same numbers at the same tick. A view that opens between two ticks begins with the earlier one.
 */
export class Simulator {
  private readonly settings: Settings;
  private readonly table: Table;
  private readonly views: ViewPool;
  private readonly faults: Faults;
  private readonly offered: Catalog;
  private readonly catalogText: string;
  private readonly station: Station<Client>;
  private timer: unknown;
  /** The time of the current tick, ms since the epoch. */
  private time = 0;

  /** @throws InvalidOption */
  constructor(options: SimulatorOptions = {}) {
    this.settings = readOptions(options);
    this.station = new Station(this.settings, {
      refuse: () => this.rejection(),
      open: (socket) => this.open(socket),
      started: () => {
        this.startTicking();
      },
      stopping: () => {
        this.settings.clock.clearInterval(this.timer);
      },
    });
    // A tick by hand stands for one second.
    const step = this.settings.interval || 1;
    this.table = new Table({ ...this.settings, step });
    this.views = new ViewPool(this.table);
    this.faults = new Faults(this.settings.rehearse, step);
    this.offered = createCatalog(
      this.settings.name,
      this.table,
      this.settings.declareCounters ? this.settings.counters : undefined,
    );
    this.catalogText = JSON.stringify({
      type: 'catalog',
      profile: 1,
      ...this.offered,
    } satisfies CatalogFrame);
    for (const rehearsal of this.settings.rehearse) {
      if ('service' in rehearsal) this.checkService('rehearse', rehearsal.service);
    }
  }

  /** The catalogue that it sends to clients. */
  get catalog(): Catalog {
    return this.offered;
  }

  /** @throws Error while it is stopped */
  get url(): string {
    return this.station.url;
  }

  /** Open WebSockets, with a view or without. */
  get connectionCount(): number {
    return this.station.clients.size;
  }

  /** Upgrades at the right path so far, including refused ones. */
  get upgradeCount(): number {
    return this.station.upgrades;
  }

  /** The current tick, counted from 0; -1 before the first start. */
  get currentTick(): number {
    return this.table.tick;
  }

  /** The definitions of the open views, one per WebSocket with a view, in the order in which they connected. */
  openViews(): ViewDefinition[] {
    return [...this.station.clients].flatMap(({ view }) => (view ? [view.definition] : []));
  }

  /** Resolves as soon as exactly `count` views are open. */
  waitForViews(count: number): Promise<void> {
    return this.station.waitFor(() => this.openViews().length === count);
  }

  /** Resolves as soon as exactly `count` WebSockets are open. */
  waitForConnections(count: number): Promise<void> {
    return this.station.waitFor(() => this.connectionCount === count);
  }

  /** Resolves as soon as there were at least `count` upgrades. */
  waitForUpgrades(count: number): Promise<void> {
    return this.station.waitFor(() => this.upgradeCount >= count);
  }

  /**
   * Listens and starts to tick.
   *
   * @returns the URL of its views
   * @throws Error from Node.js, such as `EADDRINUSE`, if the port is not available
   */
  start(): Promise<string> {
    return this.station.start();
  }

  /**
   * Closes every connection (1001), cuts off unresponsive clients, and frees the port. Returns at once if it is
   * stopped.
   */
  async stop(): Promise<void> {
    await this.station.stop(GOING_AWAY, 'the simulator stops');
  }

  /** Stops with close code 1012 and starts again on the same port. The table continues where it was. */
  async restart(): Promise<string> {
    await this.station.stop(RESTARTING, 'the simulator restarts');
    return this.start();
  }

  /** Advances the table by one step and sends an update to every view. */
  tick(): void {
    const cut = this.advance();
    if (cut === 'close') this.disconnectAll();
    else if (cut === 'terminate') this.terminateAll();
    this.pushAll();
    this.station.changed();
  }

  /**
   * A view's update at the current tick, without a connection.
   *
   * @throws Refusal as a client would get it, and LiveViewError if it is not a view definition
   */
  snapshot(definition: ViewDefinition): UpdateFrame {
    this.begin();
    const view = new View(this.table, readViewDefinition(definition));
    const frame = decodeFrame(view.frame(this.time).toString(), definition.distributions.length);
    if (frame?.type !== 'update') throw new Error('A view made something other than an update');
    return frame;
  }

  /** Closes every connection. Clients may reconnect. */
  disconnectAll(code = RESTARTING, reason = ''): void {
    for (const client of this.station.clients) client.close(code, reason);
  }

  /** Cuts off every connection without a closing handshake, like a broken line. Clients see 1006. */
  terminateAll(): void {
    for (const client of this.station.clients) client.terminate();
  }

  /** Stops updates until {@link resume}. The table still advances. */
  stall(): void {
    this.faults.byHand.stalled = true;
  }

  /** Sends updates again, at once to views that lack the current one. */
  resume(): void {
    this.faults.byHand.stalled = false;
    this.pushAll();
  }

  /**
   * Refuses new connections or views until {@link accept}. Open ones stay.
   *
   * @throws InvalidOption
   */
  refuse(how: Refusing): void {
    checkRefusing('refuse', how);
    this.faults.byHand.refusing = how;
  }

  accept(): void {
    this.faults.byHand.refusing = undefined;
  }

  /**
   * Disturbs the traffic from the next tick on. Replaces an earlier disturbance.
   *
   * @throws InvalidOption
   */
  disturb(disturbance: Disturbance): void {
    checkDisturbance(disturbance);
    this.checkService('drops.service', disturbance.drops?.service);
    this.checkService('quality.service', disturbance.quality?.service);
    this.faults.byHand.disturbance = disturbance;
  }

  /** Ends {@link disturb}, from the next tick on. */
  calm(): void {
    this.faults.byHand.disturbance = CALM;
  }

  private startTicking(): void {
    const { interval, clock } = this.settings;
    this.begin();
    if (interval === 0) return;
    this.timer = clock.setInterval(() => {
      this.tick();
    }, interval * 1000);
  }

  private rejection(): Rejection | undefined {
    const refusing = this.faults.refusing;
    return isHttpStatus(refusing) ? { status: refusing } : undefined;
  }

  private open(socket: WebSocket): Client {
    const { log } = this.settings;
    const client = new Client(
      socket,
      {
        openView: (definition) => this.views.acquire(definition),
        viewOpened: ({ view }) => {
          if (view) log(`view opened: ${JSON.stringify(view.definition)}`);
          this.push(client);
          this.station.changed();
        },
        ended: () => {
          if (client.view) this.views.release(client.view);
          this.station.ended(client);
        },
        log,
      },
      this.faults.refusing,
    );
    client.greet(this.catalogText);
    return client;
  }

  /** Makes the first tick if there was none yet. */
  private begin(): void {
    if (this.table.tick < 0) this.advance();
  }

  private advance(): ReturnType<Faults['advance']> {
    this.time = this.settings.clock.now();
    const cut = this.faults.advance(this.table.tick + 1);
    this.table.advance(this.time, this.faults.disturbance);
    return cut;
  }

  private pushAll(): void {
    for (const client of this.station.clients) this.push(client);
  }

  private push(client: Client): void {
    const { view } = client;
    if (view && !this.faults.stalled) client.push(this.table.tick, () => view.frame(this.time));
  }

  private checkService(option: string, service: string | undefined): void {
    if (service === undefined || this.table.hasService(service)) return;
    throw new InvalidOption(option, service, `one of ${this.offered.services.join(', ')}`);
  }
}
