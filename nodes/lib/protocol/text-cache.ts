/** The fewest and the most texts that are kept; the most are some 8 MB. */
const SMALLEST = 256;
export const LARGEST = 65_536;
/** The longest text that is kept, bytes. */
export const LONGEST = 100;

/**
 * The texts of a frame's rows, kept for the next frame, which has nearly the same: one that is found need not be made, and
 * leaves nothing for the collector. A text that is not found takes another one's place.
 */
export class TextCache {
  /** The bytes as they stand in the frame, one character each. */
  private raw = room(SMALLEST);
  private texts = room(SMALLEST);
  private missed = 0;

  /**
   * @param hash of the bytes
   * @param plain whether the bytes are the text: ASCII without escapes
   * @throws SyntaxError where the bytes are no JSON text
   */
  read(data: Buffer, begin: number, end: number, hash: number, plain: boolean): string {
    const slot = (hash ^ (hash >>> 15)) & (this.raw.length - 1);
    const known = this.raw[slot];
    if (known?.length === end - begin && isAt(data, begin, known)) return this.texts[slot] ?? '';
    this.missed++;
    const raw = data.toString('latin1', begin, end);
    const text = plain ? raw : (JSON.parse(`"${data.toString('utf8', begin, end)}"`) as string);
    if (raw.length <= LONGEST) {
      this.raw[slot] = raw;
      this.texts[slot] = text;
    }
    return text;
  }

  /** Between two frames: makes room where most of a frame's texts had none. */
  adapt(): void {
    const size = this.raw.length;
    if (this.missed > size / 8 && size < LARGEST) {
      this.raw = room(size * 4);
      this.texts = room(size * 4);
    }
    this.missed = 0;
  }
}

function room(size: number): string[] {
  return Array.from({ length: size }, () => '');
}

function isAt(data: Buffer, begin: number, raw: string): boolean {
  for (let index = 0; index < raw.length; index++) {
    if (raw.charCodeAt(index) !== data[begin + index]) return false;
  }
  return true;
}
