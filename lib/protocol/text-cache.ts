/** The smallest and the largest number of texts to keep. The largest number takes some 8 MB. */
const SMALLEST = 256;
export const LARGEST = 65_536;
/** The longest text to keep, bytes. */
export const LONGEST = 100;

/**
 * Keeps the texts of a frame's rows for the next frame, which has nearly the same. A text that is found need not be
 * created, and leaves no garbage. A text that is not found replaces another.
 */
export class TextCache {
  /** The bytes as they are in the frame, one character each. */
  private raw = room(SMALLEST);
  private texts = room(SMALLEST);
  private missed = 0;

  /**
   * @param hash of the bytes
   * @param plain whether the bytes are the text itself: ASCII without escapes
   * @throws SyntaxError if the bytes are not a JSON text
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

  /** Call this between two frames. Grows the cache if too many of the frame's texts were not in it. */
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
