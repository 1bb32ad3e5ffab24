import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { lengthOutsideStrings } from './json-strings';
import { BadRecording, type Entry, type Header, LONGEST_LINE, readEntry, readHeader } from './format';

/**
 * A recording in a file, compressed or not. Each reading starts at the beginning, and never holds the whole file in
 * memory.
 */
export class Recording {
  private constructor(
    private readonly file: string,
    private readonly zipped: boolean,
    readonly header: Header,
  ) {}

  /**
   * @throws BadRecording when the file does not begin like a recording
   * @throws Error from Node.js, such as `ENOENT`, when it cannot be read
   */
  static async open(file: string): Promise<Recording> {
    const zipped = await isZipped(file);
    const damage: string[] = [];
    for await (const { text } of lines(file, zipped, (problem) => damage.push(problem))) {
      // Some editors of Windows begin a file with a byte order mark.
      return new Recording(file, zipped, readHeader(text.replace(/^\ufeff/, '')));
    }
    throw new BadRecording(damage.length > 0 ? 'it is damaged from its beginning' : 'it is empty');
  }

  /**
   * Reads the entries in order.
   *
   * @param warn called once if the file is cut off or damaged. The entries before that are read. In a damaged
   *   compressed file the last of them may be wrong, because the checksum comes at the end
   * @throws BadRecording for a line that is too long, or that is complete but unreadable; it names the line. In a
   *   compressed file an unreadable line counts as damage
   */
  async *entries(warn: (problem: string) => void = () => undefined): AsyncGenerator<Entry, void, undefined> {
    let number = 0;
    let warned = false;
    // Damage also cuts a line off, but one warning is enough.
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
        // The line that was being written when the machine or the disk failed. Compressed files are not edited by
        // hand, so there an unreadable line is damage.
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

/** The magic number decides, not the file's name. */
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
  /** Whether the line is complete. */
  whole: boolean;
}

/**
 * The most characters around the long text of a line. JSON of many small parts would need many times its own size in
 * memory.
 */
const LONGEST_AROUND = 64 * 1024;

const LINE_FEED = 0x0a;

/** A disk block, bytes. Damage comes in blocks, and what is unpacked together with it is lost. */
const BLOCK = 4096;

/** Splits by bytes: `readline` would also split at characters that a frame may contain. */
async function* lines(
  file: string,
  zipped: boolean,
  warn: (problem: string) => void,
): AsyncGenerator<Line, void, undefined> {
  let pieces: Buffer[] = [];
  let length = 0;
  let number = 1;
  const add = (piece: Buffer): void => {
    length += piece.length;
    if (length > LONGEST_LINE)
      throw new BadRecording(`line ${number}: it is longer than ${LONGEST_LINE / 1024 / 1024} MiB`);
    pieces.push(piece);
  };
  const text = (): string => {
    const line = Buffer.concat(pieces).toString();
    if (line.length > LONGEST_AROUND && lengthOutsideStrings(line) > LONGEST_AROUND)
      throw new BadRecording(`line ${number}: it has too many parts`);
    return line;
  };
  for await (const chunk of content(file, zipped, warn)) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      add(chunk.subarray(start, end));
      yield { text: text(), whole: true };
      pieces = [];
      length = 0;
      number++;
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (pieces.length > 0) yield { text: text(), whole: false };
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
  // Accepts a file that is cut off.
  const unzipping = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  // An error would discard the data before it, so read through this stream and not directly.
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
