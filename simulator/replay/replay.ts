import { systemClock } from '#lib/clock';
import type { WebSocket } from 'ws';
import { BadRecording } from '../../recording/format';
import { Recording } from '../../recording/read';
import type { ReplayClock } from '../clock';
import type { Rejection } from '../gate';
import {
  check,
  checkListening,
  LISTENING_DEFAULTS,
  type ListeningOptions,
  type ListeningSettings,
  withDefaults,
} from '../options';
import { Station } from '../station';
import { entriesOf, type Plan, readPlan } from './plan';
import { Player } from './player';

export interface ReplayOptions extends ListeningOptions {
  /** The recording, compressed or not. */
  file: string;
  /** How many times as fast as it was recorded, by default 1; `max`: as fast as the client takes it. */
  speed?: number | 'max' | undefined;
  /**
   * Whether the updates of the recording are sent again and again. In a recording of more than one connection each ends
   * as it ended, and the first comes after the last, with this option or without.
   */
  loop?: boolean | undefined;
  clock?: ReplayClock | undefined;
}

/** What a recording is of, for people. */
export interface ReplaySummary {
  url: string;
  /** ms since the epoch */
  started: number;
  connections: number;
  /** Upgrades that were answered with an HTTP status instead. */
  refusals: number;
  /** Of both sides. */
  frames: number;
  /** ms */
  length: number;
  /** Where the file is cut off or damaged; what comes before that is played. */
  problem?: string;
}

/** How long a client may be away for its next connection to go on in the recording, ms: longer than a node's delays. */
const AWAY = 120_000;

const GOING_AWAY = 1001;

/**
 * A system that says what another one has said: plays a recording to everybody who connects, each from its beginning.
 *
 * A recording of several connections is played in order to a client that comes again: whoever has heard one to its end
 * and connects within two minutes has the next.
 */
export class Replay {
  readonly #settings: ListeningSettings;
  readonly #options: { speed: number; loop: boolean; clock: ReplayClock };
  readonly #file: string;
  readonly #station: Station<Player>;
  /** What those who have heard a step to its end will have, and until when. */
  #next: { index: number; until: number }[] = [];
  #recording: Recording | undefined;
  #plan: Plan = { steps: [], frames: 0, length: 0 };

  /** @throws InvalidOption */
  constructor({ file, speed = 1, loop = false, clock = systemClock, ...options }: ReplayOptions) {
    this.#settings = withDefaults(LISTENING_DEFAULTS, options);
    checkListening(this.#settings);
    check(speed === 'max' || (speed >= 0.01 && speed <= 10_000), 'speed', speed, '0.01 to 10000, or max');
    this.#options = { speed: speed === 'max' ? Infinity : speed, loop, clock };
    this.#file = file;
    this.#station = new Station(this.#settings, {
      refuse: () => this.#refuse(),
      open: (socket) => this.#open(socket),
    });
  }

  /** @throws Error while it is not started */
  get url(): string {
    return this.#station.url;
  }

  /** @throws Error before the first start */
  get summary(): ReplaySummary {
    if (!this.#recording) throw new Error('The replay is not started');
    const { url, started } = this.#recording.header;
    const { steps, ...rest } = this.#plan;
    const connections = steps.filter((step) => 'number' in step).length;
    return { url, started, connections, refusals: steps.length - connections, ...rest };
  }

  /** Open WebSockets. */
  get connectionCount(): number {
    return this.#station.sessions.size;
  }

  /** Upgrades asked for so far at the right path, the refused ones included. */
  get upgradeCount(): number {
    return this.#station.upgrades;
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
   * Reads the recording through, and listens.
   *
   * @returns the URL of its views
   * @throws BadRecording when the file is none, or is damaged before its end
   * @throws Error of Node's, when the file cannot be read or the port cannot be had
   */
  async start(): Promise<string> {
    this.#recording = await Recording.open(this.#file);
    this.#plan = await readPlan(this.#recording);
    if (this.#plan.steps.length === 0) throw new BadRecording('it has no connection');
    this.#next = [];
    return this.#station.start();
  }

  /** Closes every connection (1001), cuts off who does not answer, and frees the port; at once when not started. */
  async stop(): Promise<void> {
    await this.#station.stop(GOING_AWAY, 'the replay stops');
  }

  #refuse(): Rejection | undefined {
    const index = this.#peek();
    const step = this.#plan.steps[index];
    if (!step || !('status' in step)) return undefined;
    this.#take();
    this.#heard(index);
    return { status: step.status };
  }

  #open(socket: WebSocket): Player {
    const { log } = this.#settings;
    const { steps } = this.#plan;
    const index = this.#take();
    const step = steps[index];
    const recording = this.#recording;
    if (!recording || !step || 'status' in step) throw new Error(`Step ${index} is no connection`);
    log(`playing connection ${step.number}`);
    return new Player(socket, {
      ...this.#options,
      connection: step,
      entries: () => entriesOf(recording, step.number),
      loop: this.#options.loop && steps.length === 1,
      log,
      ended: (player, whole) => {
        if (whole) this.#heard(index);
        this.#station.ended(player);
      },
    });
  }

  #heard(index: number): void {
    const until = this.#options.clock.elapsed() + AWAY;
    if (index + 1 < this.#plan.steps.length) this.#next.push({ index: index + 1, until });
  }

  /** The step that the next client has. */
  #peek(): number {
    const now = this.#options.clock.elapsed();
    this.#next = this.#next.filter(({ until }) => until > now);
    return this.#next[0]?.index ?? 0;
  }

  #take(): number {
    const index = this.#peek();
    this.#next.shift();
    return index;
  }
}
