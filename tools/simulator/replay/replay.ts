import { systemClock } from '../../../lib/clock';
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
  withPrintableLog,
  withDefaults,
} from '../options';
import { Station } from '../station';
import { entriesOf, type Plan, readPlan } from './plan';
import { Player } from './player';

export interface ReplayOptions extends ListeningOptions {
  /** The recording, compressed or not. */
  file: string;
  /** The speed, as a multiple of the recorded one, by default 1. `max`: as fast as the client reads. */
  speed?: number | 'max' | undefined;
  /**
   * Whether to repeat the part after the view; the replay waits for the client's frames where they were recorded. It
   * has no effect on a recording of several connections: each of those ends as recorded, and the first follows the
   * last.
   */
  loop?: boolean | undefined;
  clock?: ReplayClock | undefined;
}

/** A recording's summary for people. */
export interface ReplaySummary {
  url: string;
  /** ms since the epoch */
  started: number;
  connections: number;
  /** Upgrades that got an HTTP status. */
  refusals: number;
  /** From both sides. */
  frames: number;
  /** ms */
  length: number;
  /** Where the file is cut off or damaged. The part before that is played. */
  problem?: string;
}

/** How long a client may stay away and still continue the recording, ms: longer than a node's delays. */
const AWAY = 120_000;

const GOING_AWAY = 1001;

/**
 * An appliance that repeats a recording: it plays it to every client from the beginning.
 *
 * It plays a recording of several connections in order to a returning client. A client that stayed to the end of one
 * and reconnects within two minutes gets the next.
 */
export class Replay {
  private readonly settings: ListeningSettings;
  private readonly options: { speed: number; loop: boolean; clock: ReplayClock };
  private readonly path: string;
  private readonly station: Station<Player>;
  /** The next steps for clients that stayed to the end of a step, with their time limits. */
  private next: { index: number; until: number }[] = [];
  private recording: Recording | undefined;
  private plan: Plan = { steps: [], frames: 0, length: 0 };

  /** @throws InvalidOption */
  constructor({ file, speed = 1, loop = false, clock = systemClock, ...options }: ReplayOptions) {
    this.settings = withPrintableLog(withDefaults(LISTENING_DEFAULTS, options));
    checkListening(this.settings);
    check(speed === 'max' || (speed >= 0.01 && speed <= 10_000), 'speed', speed, '0.01 to 10000, or max');
    this.options = { speed: speed === 'max' ? Infinity : speed, loop, clock };
    this.path = file;
    this.station = new Station(this.settings, {
      refuse: () => this.refuse(),
      open: (socket) => this.open(socket),
    });
  }

  /** @throws Error while it is stopped */
  get url(): string {
    return this.station.url;
  }

  /** @throws Error before the first start */
  get summary(): ReplaySummary {
    if (!this.recording) throw new Error('The replay is not started');
    const { url, started } = this.recording.header;
    const { steps, ...rest } = this.plan;
    const connections = steps.filter((step) => 'number' in step).length;
    return { url, started, connections, refusals: steps.length - connections, ...rest };
  }

  /** Open WebSockets. */
  get connectionCount(): number {
    return this.station.clients.size;
  }

  /** Upgrades at the right path so far, including refused ones. */
  get upgradeCount(): number {
    return this.station.upgrades;
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
   * Reads the whole recording, and listens.
   *
   * @returns the URL of its views
   * @throws BadRecording if the file is damaged or not a recording
   * @throws Error from Node.js if the file cannot be read or the port is not available
   */
  async start(): Promise<string> {
    this.recording = await Recording.open(this.path);
    this.plan = await readPlan(this.recording);
    if (this.plan.steps.length === 0) throw new BadRecording('it has no connection');
    this.next = [];
    return this.station.start();
  }

  /**
   * Closes every connection (1001), cuts off unresponsive clients, and frees the port. Returns at once if it is
   * stopped.
   */
  async stop(): Promise<void> {
    await this.station.stop(GOING_AWAY, 'the replay stops');
  }

  private refuse(): Rejection | undefined {
    const index = this.peek();
    const step = this.plan.steps[index];
    if (!step || !('status' in step)) return undefined;
    this.take();
    this.finished(index);
    return { status: step.status };
  }

  private open(socket: WebSocket): Player {
    const { log } = this.settings;
    const { steps } = this.plan;
    const index = this.take();
    const step = steps[index];
    const recording = this.recording;
    if (!recording || !step || 'status' in step) throw new Error(`Step ${index} is not a connection`);
    log(`playing connection ${step.number}`);
    return new Player(socket, {
      ...this.options,
      connection: step,
      entries: () => entriesOf(recording, step.number),
      loop: this.options.loop && steps.length === 1,
      log,
      ended: (player, whole) => {
        if (whole) this.finished(index);
        this.station.ended(player);
      },
    });
  }

  private finished(index: number): void {
    const until = this.options.clock.elapsed() + AWAY;
    if (index + 1 < this.plan.steps.length) this.next.push({ index: index + 1, until });
  }

  /** The step for the next client. */
  private peek(): number {
    const now = this.options.clock.elapsed();
    this.next = this.next.filter(({ until }) => until > now);
    return this.next[0]?.index ?? 0;
  }

  private take(): number {
    const index = this.peek();
    this.next.shift();
    return index;
  }
}
