import type { UpdateFrame } from './frames';
import { InvalidFrame } from './invalid-frame';
import { isObject } from './shape';
import { beginsAsUpdate } from './sniff';
import { RowReader } from './row-reader';
import { readUpdate } from './update';

const ROWS = Buffer.from('"rows":[');
const END = '}'.charCodeAt(0);

/** After a frame with unusual rows so many are left to JSON.parse without a try: the next ones will hardly be different. */
const FRAMES_LEFT = 100;

/**
 * Reads updates as programs write them, `rows` last and without white space, from their bytes: see {@link RowReader}.
 * It belongs to one connection, as it learns from frame to frame.
 */
export class CompactUpdates {
  private readonly reader = new RowReader();
  private left = 0;

  constructor(private readonly framesLeft = FRAMES_LEFT) {}

  /**
   * @param depth how deep rows may be nested
   * @returns `undefined` for any frame that JSON.parse is to decide on: another one, one that is written in another way, or
   *   one that breaks the profile
   */
  read(data: Buffer, depth: number): UpdateFrame | undefined {
    if (!beginsAsUpdate(data)) return undefined;
    if (this.left > 0) {
      this.left--;
      return undefined;
    }
    const at = data.indexOf(ROWS);
    const head = at < 0 ? undefined : readHead(data, at, depth);
    if (!head) return undefined;
    const rows = this.reader.read(data, at + ROWS.length, head.columns.length, depth);
    const { end } = this.reader;
    if (rows && end === data.length - 1 && data[end] === END) return { ...head, rows };
    this.left = this.framesLeft;
    return undefined;
  }
}

/** What comes before the rows, as a frame that has none. */
function readHead(data: Buffer, at: number, depth: number): UpdateFrame | undefined {
  try {
    const head: unknown = JSON.parse(`${data.toString('utf8', 0, at)}"rows":[]}`);
    return isObject(head) && head.type === 'update' ? readUpdate(head, depth) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InvalidFrame) return undefined;
    throw error;
  }
}
