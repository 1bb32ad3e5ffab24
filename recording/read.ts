import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { BadRecording, type Entry, type Header, readEntry, readHeader } from './format';

/** A recording in a file, compressed or not. It is read anew each time, and never held in memory as a whole. */
export class Recording {
  private constructor(
    private readonly file: string,
    private readonly zipped: boolean,
    readonly header: Header,
  ) {}

  /**
   * @throws BadRecording when the file does not begin as a recording
   * @throws Error of Node's, such as `ENOENT`, when it cannot be read
   */
  static async open(file: string): Promise<Recording> {
    const zipped = await isZipped(file);
    for await (const { text } of lines(file, zipped, () => undefined)) {
      return new Recording(file, zipped, readHeader(text));
    }
    throw new BadRecording('it is empty');
  }

  /**
   * What was recorded, in order.
   *
   * @param warn told once where the file is cut off or damaged. What comes before is there; of a compressed file that is
   *   damaged the last entry may be wrong, as its checksum is at its end
   * @throws BadRecording for a line that is whole and cannot be read, unless the file is compressed; it names the line
   */
  async *entries(warn: (problem: string) => void = () => undefined): AsyncGenerator<Entry, void, undefined> {
    let number = 0;
    let warned = false;
    // What is damaged is cut off there, too.
    const warnOnce = (problem: string): void => {
      if (!warned) warn(problem);
      warned = true;
    };
    for await (const { text, whole } of lines(this.file, this.zipped, warnOnce)) {
      number++;
      if (number === 1 || text.trim() === '') continue;
      let entry: Entry | undefined;
      try {
        entry = readEntry(text);
      } catch (error) {
        if (!(error instanceof BadRecording)) throw error;
        // What was being written when the machine, or the disk, went away. Nobody edits what is compressed.
        if (!whole || this.zipped) {
          warnOnce(`The file is ${whole ? 'damaged' : 'cut off'} in line ${number}`);
          return;
        }
        throw new BadRecording(`line ${number}: ${error.message}`);
      }
      if (entry) yield entry;
    }
  }
}

/** gzip's magic number tells, whatever the file is called. */
async function isZipped(file: string): Promise<boolean> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle?.close();
  }
}

interface Line {
  text: string;
  /** Whether it has its end. */
  whole: boolean;
}

const LINE_FEED = 0x0a;

/** Of a disk, bytes. What is unpacked together with something damaged is lost, and damage comes in blocks. */
const BLOCK = 4096;

/** By bytes: for `readline` some characters that a frame may have end a line, too. */
async function* lines(
  file: string,
  zipped: boolean,
  warn: (problem: string) => void,
): AsyncGenerator<Line, void, undefined> {
  let pieces: Buffer[] = [];
  for await (const chunk of content(file, zipped, warn)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      pieces.push(chunk.subarray(start, end));
      yield { text: textOf(pieces), whole: true };
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  if (pieces.length > 0) yield { text: textOf(pieces), whole: false };
}

function textOf(pieces: Buffer[]): string {
  try {
    return Buffer.concat(pieces).toString();
  } catch (error) {
    // Longer than a string can be, so nothing that this package has written.
    throw new BadRecording(`a line is too long (${(error as Error).message})`);
  }
}

async function* content(
  file: string,
  zipped: boolean,
  warn: (problem: string) => void,
): AsyncGenerator<Buffer, void, undefined> {
  if (!zipped) {
    yield* createReadStream(file) as AsyncIterable<Buffer>;
    return;
  }
  const raw = createReadStream(file, { highWaterMark: BLOCK });
  // A file that is cut off has no end, which is no error then.
  const unzipping = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  // What was read before an error would be lost with it, so nobody reads from there directly.
  const unzipped = new PassThrough();
  raw.on('error', (error) => unzipped.destroy(error)).pipe(unzipping);
  unzipping
    .on('error', (error) => {
      warn(`The file is damaged (${error.message})`);
      unzipped.end();
    })
    .pipe(unzipped);
  try {
    yield* unzipped as AsyncIterable<Buffer>;
  } finally {
    raw.destroy();
    unzipping.destroy();
  }
}
