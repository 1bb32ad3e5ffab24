import { comparesColumns, type Condition, isGrowth, type Measure } from './condition';

/** The values of one item in the columns that conditions look at; NaN where there is no number. */
export type Sample = readonly number[];

/** A condition that knows where its columns are in a sample. */
interface Place {
  measure: Measure;
  column: number;
  /** The place of `of`, or -1. */
  of: number;
}

/**
 * Takes from items what the conditions look at. A value is missing (NaN) while nothing can be said: the column is
 * missing, null or not a number; there is no previous update to compare with; a counter went backwards, because it
 * began anew; what a percentage is of is zero, or has not grown.
 */
export class Measurer {
  /** Whether the previous sample of an item is needed. */
  readonly looksBack: boolean;
  private readonly columns: readonly string[];
  private readonly places: readonly Place[];

  constructor(conditions: readonly Condition[]) {
    this.looksBack = conditions.some(({ measure }) => isGrowth(measure));
    const columns = [
      ...new Set(conditions.flatMap(({ column, of }) => (of === undefined ? [column] : [column, of]))),
    ];
    this.columns = columns;
    this.places = conditions.map(({ measure, column, of }) => ({
      measure,
      column: columns.indexOf(column),
      of: of === undefined ? -1 : columns.indexOf(of),
    }));
  }

  sample(item: Readonly<Record<string, unknown>>): Sample {
    return this.columns.map((column) => {
      const value = item[column];
      return typeof value === 'number' ? value : NaN;
    });
  }

  /**
   * One value per condition, in their order.
   *
   * @param before the item's sample in the previous update, if it was there
   * @param seconds from the previous update to this one; NaN when that is not known
   */
  measure(now: Sample, before: Sample | undefined, seconds: number): number[] {
    return this.places.map(({ measure, column, of }) => {
      const value = isGrowth(measure) ? growth(now, before, column) : read(now, column);
      if (comparesColumns(measure))
        return share(value, isGrowth(measure) ? growth(now, before, of) : read(now, of));
      return measure === 'rate' ? perSecond(value, seconds) : value;
    });
  }
}

function read(sample: Sample, place: number): number {
  return sample[place] ?? NaN;
}

function growth(now: Sample, before: Sample | undefined, place: number): number {
  if (before === undefined) return NaN;
  const grown = read(now, place) - read(before, place);
  return grown >= 0 ? grown : NaN;
}

function share(value: number, whole: number): number {
  return whole > 0 ? (value / whole) * 100 : NaN;
}

function perSecond(value: number, seconds: number): number {
  return seconds > 0 ? value / seconds : NaN;
}
