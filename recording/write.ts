import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { constants, createGzip, type Gzip } from 'node:zlib';
import type { Clock } from '#lib/clock';
import type { Entry, Header } from './format';

/** How much may wait for a slow disk, bytes; what comes on top of it is left out, and counted. */
export const MOST_WAITING = 64 * 1024 * 1024;

/** How long what was written may be within the compression only, ms: so much is lost where the power fails. */
export const FLUSH_AFTER = 1000;

/** Writes a recording, line by line. */
export class RecordingWriter {
  private readonly gzip: Gzip | undefined;
  private readonly done: Promise<void>;
  private flushing: unknown;
  private waiting = 0;
  private missed = { missed: 0, bytes: 0 };
  private failure: Error | undefined;
  /** Entries that were left out. */
  left = 0;

  /**
   * @param failed called once when nothing more can be written, such as on a full disk
   */
  constructor(
    private readonly output: Writable,
    options: { gzip: boolean },
    private readonly clock: Clock,
    failed: (error: Error) => void,
  ) {
    this.gzip = options.gzip ? createGzip() : undefined;
    this.gzip?.pipe(output);
    this.done = finished(output);
    this.done.catch((error: unknown) => {
      this.failure = error as Error;
      this.gzip?.destroy();
      failed(this.failure);
    });
  }

  begin(header: Header): void {
    this.line(header);
  }

  write(entry: Entry): void {
    if (this.failure) return;
    if (this.waiting > MOST_WAITING) {
      this.missed.missed++;
      this.missed.bytes += sizeOf(entry);
      this.left++;
      return;
    }
    if (this.missed.missed > 0) {
      this.line({ at: entry.at, ...this.missed });
      this.missed = { missed: 0, bytes: 0 };
    }
    this.line(entry);
  }

  /**
   * Writes what is left, and ends the output.
   *
   * @throws Error of Node's, such as `ENOSPC`, also one that was told before
   */
  async end(): Promise<void> {
    this.clock.clearTimeout(this.flushing);
    (this.gzip ?? this.output).end();
    await this.done;
  }

  private line(content: Header | Entry): void {
    const line = Buffer.from(`${JSON.stringify(content)}\n`);
    this.waiting += line.length;
    (this.gzip ?? this.output).write(line, () => {
      this.waiting -= line.length;
    });
    this.flushing ??=
      this.gzip &&
      this.clock.setTimeout(() => {
        this.flush();
      }, FLUSH_AFTER);
  }

  private flush(): void {
    this.flushing = undefined;
    this.gzip?.flush(constants.Z_SYNC_FLUSH);
  }
}

function sizeOf(entry: Entry): number {
  if ('text' in entry) return entry.text.length;
  return 'binary' in entry ? entry.binary.length : 0;
}
