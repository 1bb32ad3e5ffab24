import { isObject } from '../is-object';
import { compare, type Condition, type Match } from './condition';
import type { Step } from './timeline';
import type { AnyItem } from './update-items';

/** Whether the conditions hold; `unknown` if a value that decides is missing. */
export type Verdict = 'yes' | 'no' | 'unknown';

/** A condition, with the positions of its columns. */
interface Place {
  condition: Condition;
  column: number;
  of: number;
}

/**
 * What a column counts: `update`, since the previous update; `total`, since some start; undefined if it is no counter.
 */
type Kind = 'update' | 'total' | undefined;

/** A column that has grown in this many updates, and never fallen, counts since some start. */
const ONLY_GROWS = 30;

/**
 * Decides whether the conditions hold for an item. It remembers numbers of each item: the connection on which the item
 * was seen, and per column the last number (NaN if there was none) and the view's time then. They are in a list of the
 * caller.
 *
 * A value is missing (NaN) if the column is missing, `null` or not a number, or if there is nothing to compare it with.
 * It is also missing if a counter since some start fell, because it has started again, and if the whole of a percentage
 * is not above zero.
 */
export class Judge {
  private readonly columns: readonly string[];
  private readonly places: readonly Place[];
  private kinds!: readonly Kind[];
  /** The columns whose growth a condition uses, counters or not. */
  private readonly rated: ReadonlySet<number>;
  private remembered!: readonly number[];
  /** The numbers of the item that was read last. */
  private readonly numbers: Float64Array;
  private step!: Step;
  /** The view's time, ms. */
  private now = 0;
  private connection = 0;
  /** Per column: in how many updates it has grown; NaN once it has fallen. */
  private readonly growths: Float64Array;
  /** Per column: 1 if any item has grown in this update. */
  private readonly grew: Uint8Array;

  constructor(
    conditions: readonly Condition[],
    private readonly match: Match,
  ) {
    this.columns = [...new Set(conditions.flatMap(({ column, of = column }) => [column, of]))];
    this.places = conditions.map((condition) => ({
      condition,
      column: this.columns.indexOf(condition.column),
      of: this.columns.indexOf(condition.of ?? condition.column),
    }));
    const rated = this.places.filter(({ condition }) => condition.measure === 'rate');
    this.rated = new Set(rated.map(({ column }) => column));
    this.numbers = new Float64Array(this.columns.length);
    this.growths = new Float64Array(this.columns.length);
    this.grew = new Uint8Array(this.columns.length);
  }

  /**
   * Begins an update.
   *
   * @param fields of the message: they say what each column counts
   */
  begin(step: Step, now: number, fields: unknown): void {
    this.step = step;
    this.now = now;
    if (step.first) {
      this.connection++;
      this.growths.fill(0);
    }
    this.kinds = this.columns.map((column) => kindOf(fields, column));
    this.remembered = [...this.columns.keys()].filter(
      (at) => this.kinds[at] !== undefined || this.rated.has(at),
    );
    this.grew.fill(0);
  }

  /** Ends an update. Returns the columns that are declared as counting per update but have only ever grown. */
  finish(): string[] {
    return this.columns.filter((_, at) => {
      if (this.kinds[at] !== 'update' || this.grew[at] !== 1) return false;
      this.growths[at] = (this.growths[at] ?? 0) + 1;
      return this.growths[at] === ONLY_GROWS;
    });
  }

  /** How many numbers to remember of an item. */
  get width(): number {
    return 1 + 2 * this.columns.length;
  }

  /** Reads an item. Returns whether any column has a number: an item without numbers counts as missing. */
  read(item: AnyItem): boolean {
    let some = false;
    for (let at = 0; at < this.columns.length; at++) {
      const value = item[this.columns[at] ?? ''];
      const known = typeof value === 'number';
      this.numbers[at] = known ? value : NaN;
      if (known) some = true;
    }
    return some;
  }

  /**
   * The verdict on the item that was read. If a condition decides alone, missing values of the others do not matter.
   */
  verdict(level: 'raise' | 'clear', memory: Float64Array, place: number): Verdict {
    const decides = this.match === 'any';
    let unknown = false;
    for (const each of this.places) {
      const value = this.measure(each, memory, place);
      if (Number.isNaN(value)) unknown = true;
      else if (compare(value, each.condition.op, each.condition[level]) === decides)
        return decides ? 'yes' : 'no';
    }
    if (unknown) return 'unknown';
    return decides ? 'no' : 'yes';
  }

  /** The values of the item that was read, one per condition. */
  values(memory: Float64Array, place: number): number[] {
    return this.places.map((each) => this.measure(each, memory, place));
  }

  /** Remembers what was read for the next update. An unknown value does not replace a known one. */
  remember(memory: Float64Array, place: number): void {
    if (memory[place] !== this.connection) this.forget(memory, place);
    for (const at of this.remembered) {
      const value = this.numbers[at] ?? NaN;
      if (Number.isNaN(value)) continue;
      const last = place + 1 + 2 * at;
      const before = memory[last] ?? NaN;
      if (value > before) this.grew[at] = 1;
      else if (value < before) this.growths[at] = NaN;
      memory[last] = value;
      memory[last + 1] = this.now;
    }
  }

  /** Forgets the numbers of an item, and starts on the current connection. */
  forget(memory: Float64Array, place: number): void {
    memory.fill(NaN, place, place + this.width);
    memory[place] = this.connection;
  }

  private measure({ condition, column, of }: Place, memory: Float64Array, place: number): number {
    switch (condition.measure) {
      case 'value':
        return this.numbers[column] ?? NaN;
      case 'rate':
        return this.rate(column, memory, place);
      case 'percent':
        return share(this.amount(column, memory, place), this.amount(of, memory, place));
    }
  }

  /** Growth per second. */
  private rate(at: number, memory: Float64Array, place: number): number {
    if (!this.step.steady) return NaN;
    const [amount, time] =
      this.kinds[at] === 'update'
        ? [this.numbers[at] ?? NaN, this.step.covered]
        : [this.growth(at, memory, place), this.now - (memory[place + 2 + 2 * at] ?? NaN)];
    return (amount / time) * 1000;
  }

  /** The amount since the previous update. For a column that is no counter, its value. */
  private amount(at: number, memory: Float64Array, place: number): number {
    return this.kinds[at] === 'total' ? this.growth(at, memory, place) : (this.numbers[at] ?? NaN);
  }

  private growth(at: number, memory: Float64Array, place: number): number {
    if (memory[place] !== this.connection) return NaN;
    const grown = (this.numbers[at] ?? NaN) - (memory[place + 1 + 2 * at] ?? NaN);
    // A counter does not fall, so it has started again.
    return grown < 0 && this.kinds[at] === 'total' ? NaN : grown;
  }
}

function share(amount: number, whole: number): number {
  return whole > 0 ? (amount / whole) * 100 : NaN;
}

function kindOf(fields: unknown, column: string): Kind {
  if (!isObject(fields) || !Object.hasOwn(fields, column)) return undefined;
  const field = fields[column];
  if (!isObject(field)) return undefined;
  return field.counter === 'update' || field.counter === 'total' ? field.counter : undefined;
}
