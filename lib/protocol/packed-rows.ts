import type { Row, UpdateFrame, Value } from './frames';

/**
 * Copied for each list of rows. The engine moves lists that often survive to its old space if one place in the code made
 * them. There, old lists keep the rows of earlier updates in memory, and an update takes twice as long.
 */
const NO_LIST: readonly Row[] = [];

/**
 * The rows of an update, with all their numbers in one list. One by one, the numbers would be most of what the garbage
 * collector has to copy: with 10,000 rows, a liveview node takes a quarter less CPU this way.
 *
 * The rows of all levels are numbered in the order of the frame: a row, then its children, then the next row.
 */
export class PackedRows {
  /** Made by {@link RowPacker}. */
  constructor(
    /** The number of columns, with the name. */
    readonly width: number,
    /** The name of each row. */
    readonly names: readonly string[],
    /** The other values of each row. NaN stands for a text or `null`. */
    private readonly numbers: Float64Array,
    /** The texts by their place in `numbers`. */
    private readonly texts: ReadonlyMap<number, string>,
    /** For each row: 0 if it has no list of children, else the row after its last child. */
    private readonly ends: Uint32Array,
  ) {}

  /** The number of rows on all levels. */
  get length(): number {
    return this.names.length;
  }

  /** The number of rows on the outermost level. */
  get size(): number {
    let size = 0;
    for (let row = 0; row < this.length; row = this.after(row)) size++;
    return size;
  }

  /** The place before a row's values: the value in column `n`, from 1, is at this place + `n`. */
  place(row: number): number {
    return row * (this.width - 1) - 1;
  }

  /** The value at a place. */
  at(place: number): Value {
    const number = this.numbers[place] ?? NaN;
    return Number.isNaN(number) ? this.other(place) : number;
  }

  /** The next row on the same level, if that level has another one. */
  after(row: number): number {
    return this.hasChildren(row) ? (this.ends[row] ?? 0) : row + 1;
  }

  /** Whether a row has a list of children, which may be empty. They are the rows after it, up to {@link after}. */
  hasChildren(row: number): boolean {
    return this.ends[row] !== 0;
  }

  /** The same rows as lists. */
  unpack(): Row[] {
    const { width, length } = this;
    const blank = ['', ...Array.from({ length: width - 1 }, () => null)];
    const list = (from: number, to: number): Row[] => {
      const rows: Row[] = NO_LIST.slice();
      for (let row = from; row < to; row = this.after(row)) {
        const values = blank.slice() as Row;
        values[0] = this.names[row] ?? '';
        const place = this.place(row);
        for (let column = 1; column < width; column++) values[column] = this.at(place + column);
        rows.push(
          this.hasChildren(row) ? ([...values, list(row + 1, this.after(row))] as unknown as Row) : values,
        );
      }
      return rows;
    };
    return list(0, length);
  }

  private other(place: number): Value {
    return this.texts.get(place) ?? null;
  }
}

/** An update frame with packed rows. */
export type PackedUpdate = Omit<UpdateFrame, 'rows'> & { rows: PackedRows };

/** Packs rows one by one, in the order of the frame. */
export class RowPacker {
  private readonly names: string[] = [];
  private numbers: Float64Array;
  private readonly texts = new Map<number, string>();
  private ends: Uint32Array;

  /**
   * @param width the number of columns, with the name
   * @param expected about how many rows will come; more are possible
   * @param most how many rows can come at most
   */
  constructor(
    private readonly width: number,
    expected: number,
    private readonly most: number,
  ) {
    const room = Math.min(expected, most);
    this.numbers = new Float64Array(room * (width - 1));
    this.ends = new Uint32Array(room);
  }

  /** Adds a row and returns the place before its values, as {@link PackedRows.place} does. Set all its values next. */
  add(name: string): number {
    const row = this.names.push(name) - 1;
    if (row === this.ends.length) this.grow();
    return row * (this.width - 1) - 1;
  }

  setNumber(place: number, number: number): void {
    this.numbers[place] = number;
  }

  setNull(place: number): void {
    this.numbers[place] = NaN;
  }

  setText(place: number, text: string): void {
    this.numbers[place] = NaN;
    this.texts.set(place, text);
  }

  /** The number of rows so far. */
  get length(): number {
    return this.names.length;
  }

  /** Says that the rows after this one are its children. */
  close(row: number): void {
    this.ends[row] = this.names.length;
  }

  /** Returns the rows. Call it once. */
  pack(): PackedRows {
    const { width, names, numbers, texts, ends } = this;
    const { length } = names;
    return new PackedRows(
      width,
      names,
      numbers.subarray(0, length * (width - 1)),
      texts,
      ends.subarray(0, length),
    );
  }

  private grow(): void {
    const { numbers, ends } = this;
    const room = Math.min(2 * ends.length + 16, this.most);
    this.numbers = new Float64Array(room * (this.width - 1));
    this.numbers.set(numbers);
    this.ends = new Uint32Array(room);
    this.ends.set(ends);
  }
}
