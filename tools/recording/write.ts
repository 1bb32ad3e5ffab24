import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { constants, createGzip, type Gzip } from 'node:zlib';
import type { Clock } from '../../lib/clock';
import { printableJson } from '../../lib/printable';
import { type Entry, type Header, LONGEST_LINE } from './format';

/** The most bytes to hold for a slow disk. Anything beyond is left out and counted. */
export const MOST_WAITING = 64 * 1024 * 1024;

/** The most time before data leaves the compressor, ms. A power failure loses this much. */
export const FLUSH_AFTER = 1000;

/** Writes a recording, line by line. */
export class RecordingWriter {
  private readonly gzip: Gzip | undefined;
  private readonly done: Promise<void>;
  private flushing: unknown;
  private waiting = 0;
  private missed = { missed: 0, bytes: 0 };
  private failure: Error | undefined;
  /** The number of entries that were left out. */
  left = 0;

  /** @param failed called once when writing has become impossible, for example on a full disk */
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
   * Writes the rest and ends the output.
   *
   * @throws Error from Node.js, such as `ENOSPC`, even if `failed` already reported it
   */
  async end(): Promise<void> {
    this.clock.clearTimeout(this.flushing);
    (this.gzip ?? this.output).end();
    await this.done;
  }

  private line(content: Header | Entry): void {
    const line = lineOf(content);
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

/** A frame is left out if its line would be longer than a reader accepts. */
function lineOf(content: Header | Entry): Buffer {
  const line = Buffer.from(`${printableJson(content)}\n`);
  return line.length <= LONGEST_LINE ? line : Buffer.from(`${printableJson(withoutFrame(content))}\n`);
}

function withoutFrame(content: Header | Entry): Header | Entry {
  if (!('from' in content)) return content;
  const { at, from } = content;
  if ('text' in content) return { at, from, omitted: 'text', bytes: Buffer.byteLength(content.text) };
  if ('binary' in content)
    return { at, from, omitted: 'binary', bytes: Buffer.byteLength(content.binary, 'base64') };
  return content;
}

function sizeOf(entry: Entry): number {
  if ('text' in entry) return entry.text.length;
  return 'binary' in entry ? entry.binary.length : 0;
}
