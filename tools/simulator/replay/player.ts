import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Closed, Entry } from '../../recording/format';
import type { ReplayClock } from '../clock';
import { type Connection, isFromClient } from './plan';
import { renewed } from './renewed';
import { viewDifference } from './view-difference';

export interface PlayerSettings {
  connection: Connection;
  /** The entries of the connection. Each call starts at the beginning. */
  entries: () => AsyncIterable<Entry>;
  /** The speed, as a multiple of the recorded one. Infinity: as fast as the client reads. */
  speed: number;
  /** Whether to leave out the end and repeat the entries after the view. */
  loop: boolean;
  clock: ReplayClock;
  log: (line: string) => void;
  /** @param whole whether the client stayed to the end */
  ended: (player: Player, whole: boolean) => void;
}

/** Sent if the recording stops before its connection ends. */
const OVER = { from: 'system', close: { code: 1000, reason: 'the recording is over' } } as const;

const NO_STATUS = 1005;

/** The pause before a single frame is repeated, ms. */
const SINGLE = 1000;

/** In a loop: how long after its time to wait for a client's frame, ms. */
const LONGEST_WAIT = 1000;

/** A point in the recording, and the time when it was reached here, in ms of each clock. */
interface Mark {
  recorded: number;
  real: number;
}

/**
 * Plays a recorded connection to a client. The appliance's frames before the client's first frame keep their time
 * after the upgrade. Later ones keep their time after the client's frame before them, which the player waits for.
 */
export class Player {
  /** The client's frames, up to the number that the recording has. */
  private readonly received: { text: string | undefined }[] = [];
  /** How many frames the client has sent, and how many the player has waited for. */
  private sentCount = 0;
  private awaitedCount = 0;
  private readonly name = randomUUID().slice(0, 8);
  private round = 0;
  private gone = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly settings: PlayerSettings,
  ) {
    const { log, connection } = settings;
    socket.on('error', (error) => {
      log(`connection failed: ${error.message}`);
    });
    socket.on('message', (data, isBinary) => {
      if (this.received.length < connection.asked) {
        this.received.push({ text: isBinary ? undefined : (data as Buffer).toString() });
      }
      this.sentCount++;
      this.wake();
    });
    socket.once('close', (code) => {
      log(`connection ended (${code})`);
      this.gone = true;
      this.wake();
    });
    void this.run();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  private async run(): Promise<void> {
    const { log, ended } = this.settings;
    let whole = false;
    try {
      whole = await this.play();
    } catch (error) {
      // The file was complete when the replay began.
      log(`the recording can no longer be read: ${(error as Error).message}`);
      this.socket.close(1011);
    }
    await this.until(() => false);
    ended(this, whole);
  }

  /** @returns whether all of it was played */
  private async play(): Promise<boolean> {
    const { entries, loop, clock } = this.settings;
    let mark: Mark | undefined;
    let asked = 0;
    for await (const entry of entries()) {
      mark ??= { recorded: entry.at, real: clock.elapsed() };
      if (isFromClient(entry)) {
        const frame = await this.nextReceived(asked++);
        if (!frame) return false;
        this.awaitedCount = asked;
        this.compare(entry, frame.text);
        mark = { recorded: entry.at, real: clock.elapsed() };
      } else if ('close' in entry) {
        if (!loop) return this.end(entry, mark);
        break;
      } else if (!(await this.send(entry, mark))) {
        return false;
      }
    }
    if (loop) return this.repeat();
    return this.end({ at: 0, ...OVER }, undefined);
  }

  /** Ends only when the client leaves. */
  private async repeat(): Promise<boolean> {
    const { connection, speed, clock } = this.settings;
    const { count, first, last } = connection.answers;
    // The average time between the recorded frames.
    const pause = count > 1 ? (last - first) / (count - 1) : SINGLE;
    let mark: Mark = { recorded: first, real: clock.elapsed() };
    while (count > 0) {
      this.round++;
      mark.real += pause / speed;
      for await (const entry of this.answers()) {
        if (isFromClient(entry)) mark = await this.waitForFrame(entry, mark);
        else if (!(await this.send(entry, mark))) return false;
      }
      mark = { recorded: first, real: mark.real + (last - mark.recorded) / speed };
    }
    return true;
  }

  /** Waits for a frame from the client, but with a limit: in a repeated round it may have nothing to send. */
  private async waitForFrame({ at }: Entry, mark: Mark): Promise<Mark> {
    const { speed, clock } = this.settings;
    const due = mark.real + (at - mark.recorded) / speed + LONGEST_WAIT;
    await this.untilOrTime(() => this.sentCount > this.awaitedCount, due - clock.elapsed());
    if (this.sentCount > this.awaitedCount) this.awaitedCount++;
    return { recorded: at, real: clock.elapsed() };
  }

  private async *answers(): AsyncGenerator<Entry, void, undefined> {
    let asked = 0;
    for await (const entry of this.settings.entries()) {
      if ('close' in entry) return;
      if (asked >= this.settings.connection.view) yield entry;
      if (isFromClient(entry)) asked++;
    }
  }

  /** Sends the appliance's frame at its time. @returns whether the client is still there */
  private async send(entry: Entry, mark: Mark): Promise<boolean> {
    const data =
      'text' in entry
        ? renewed(entry.text, `${this.name}-${this.round}`)
        : 'binary' in entry
          ? Buffer.from(entry.binary, 'base64')
          : undefined;
    if (!(await this.untilTime(entry.at, mark))) return false;
    if ('ping' in entry) this.socket.ping(Buffer.from(entry.ping, 'base64'));
    if ('omitted' in entry) {
      this.settings.log(`a frame of ${entry.bytes} bytes is not in the recording (${entry.omitted})`);
    }
    if (data === undefined) return !this.gone;
    let sent = false;
    this.socket.send(data, { binary: typeof data !== 'string' }, () => {
      sent = true;
      this.wake();
    });
    // A slow client slows the replay down.
    return this.until(() => sent);
  }

  private async end({ at, from, close }: Entry & Closed, mark: Mark | undefined): Promise<boolean> {
    const { code, reason } = close;
    // The recorded client gave up here, and nothing follows. This client may stay.
    if (from === 'client' && code !== OVER.close.code) return true;
    if (mark && !(await this.untilTime(at, mark))) return false;
    if (from === 'client') this.socket.close(OVER.close.code, OVER.close.reason);
    else if (code === NO_STATUS) this.socket.close();
    else if (canBeSent(code)) this.socket.close(code, reason);
    else this.socket.terminate();
    return true;
  }

  private async nextReceived(index: number): Promise<{ text: string | undefined } | undefined> {
    await this.until(() => this.received.length > index);
    return this.received[index];
  }

  private compare(entry: Entry, text: string | undefined): void {
    const difference = 'text' in entry && text !== undefined ? viewDifference(entry.text, text) : undefined;
    if (difference !== undefined) this.settings.log(difference);
  }

  /** @returns whether the client is still there */
  private async untilTime(recorded: number, mark: Mark): Promise<boolean> {
    const { speed, clock } = this.settings;
    const wait = mark.real + (recorded - mark.recorded) / speed - clock.elapsed();
    if (!(wait > 0)) return !this.gone;
    return this.untilOrTime(() => false, wait);
  }

  /** @returns whether the client is still there */
  private async untilOrTime(reached: () => boolean, ms: number): Promise<boolean> {
    const { clock } = this.settings;
    let due = false;
    const timer = clock.setTimeout(
      () => {
        due = true;
        this.wake();
      },
      Math.max(0, ms),
    );
    const there = await this.until(() => due || reached());
    clock.clearTimeout(timer);
    return there;
  }

  /** @returns whether the client is still there */
  private async until(reached: () => boolean): Promise<boolean> {
    while (!this.gone && !reached()) await new Promise<void>((resolve) => (this.wake = resolve));
    return !this.gone;
  }
}

/** Of the codes that a close frame may have (RFC 6455 and the registry). */
function canBeSent(code: number): boolean {
  return (
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)
  );
}
