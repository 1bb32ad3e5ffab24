import type { WebSocket } from 'ws';
import type { Closed, Entry } from '../../recording/format';
import type { ReplayClock } from '../clock';
import { type Connection, isAsked } from './plan';
import { viewDifference } from './view-difference';

export interface PlayerSettings {
  connection: Connection;
  /** What was recorded of it, from its beginning each time. */
  entries: () => AsyncIterable<Entry>;
  /** How many times as fast as it was recorded; infinite: as fast as the client takes it. */
  speed: number;
  /** Whether its end is left out, and what came after the client's last frame is sent again and again. */
  loop: boolean;
  clock: ReplayClock;
  log: (line: string) => void;
  /** @param whole whether the client was there to the end */
  ended: (player: Player, whole: boolean) => void;
}

/** What is sent when the recording ends without an end of its connection. */
const OVER = { from: 'system', close: { code: 1000, reason: 'the recording is over' } } as const;

const NO_STATUS = 1005;

/** The pause before a frame that is alone is sent again, ms. */
const SINGLE = 1000;

/** A point in the recording, and when it came here, ms of the two clocks. */
interface Mark {
  recorded: number;
  real: number;
}

/**
 * Plays a recorded connection to a client. What the system said before the client's first frame comes at its time after
 * the upgrade; what it said later, at its time after the frame of the client that came before it, which is waited for.
 */
export class Player {
  /** The client's frames, as far as the recording has any. */
  private readonly received: { text: string | undefined }[] = [];
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
      // The file was whole when the replay began.
      log(`the recording cannot be read any more: ${(error as Error).message}`);
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
      if (isAsked(entry)) {
        const frame = await this.nextReceived(asked++);
        if (!frame) return false;
        this.compare(entry, frame.text);
        mark = { recorded: entry.at, real: clock.elapsed() };
      } else if ('close' in entry) {
        if (!loop) return this.end(entry, mark);
        break;
      } else if (!(await this.say(entry, mark))) {
        return false;
      }
    }
    if (loop) return this.repeat();
    return this.end({ at: 0, ...OVER }, undefined);
  }

  /** Ends with the client only. */
  private async repeat(): Promise<boolean> {
    const { connection, speed, clock } = this.settings;
    const { count, first, last } = connection.answers;
    // As long after the last one as these have come one after the other.
    const pause = count > 1 ? (last - first) / (count - 1) : SINGLE;
    const mark: Mark = { recorded: first, real: clock.elapsed() };
    while (count > 0) {
      mark.real += pause / speed;
      for await (const entry of this.answers()) if (!(await this.say(entry, mark))) return false;
      mark.real += (last - first) / speed;
    }
    return true;
  }

  private async *answers(): AsyncGenerator<Entry, void, undefined> {
    let asked = 0;
    for await (const entry of this.settings.entries()) {
      if ('close' in entry) return;
      if (isAsked(entry)) asked++;
      else if (asked === this.settings.connection.asked) yield entry;
    }
  }

  /** Sends what the system sent, at its time. @returns whether the client is there to hear it */
  private async say(entry: Entry, mark: Mark): Promise<boolean> {
    const data =
      'text' in entry ? entry.text : 'binary' in entry ? Buffer.from(entry.binary, 'base64') : undefined;
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
    // A client that reads slowly has the recording slowly.
    return this.until(() => sent);
  }

  private async end({ at, from, close }: Entry & Closed, mark: Mark | undefined): Promise<boolean> {
    const { code, reason } = close;
    // A client that gave up had nothing to hear any more: this one may do as it likes.
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
    let due = false;
    const timer = clock.setTimeout(() => {
      due = true;
      this.wake();
    }, wait);
    const there = await this.until(() => due);
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
