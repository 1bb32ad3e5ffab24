import { comparesColumns, type Condition, isGrowth, type Measure } from './condition';
import type { AnyItem } from './update-items';

/** What is remembered of an item for its next update; NaN where there was no number. */
export type Memory = number[];

/** A condition that knows where its columns are in a memory. */
interface Place {
  measure: Measure;
  grows: boolean;
  compares: boolean;
  column: string;
  of: string;
  columnAt: number;
  ofAt: number;
}

/**
 * Takes from items what the conditions look at. A value is missing (NaN) while nothing can be said: the column is
 * missing, null or not a number; there is no previous update to compare with; a counter went backwards, because it
 * began anew; what a percentage is of is zero, or has not grown.
 */
export class Measurer {
  private readonly places: readonly Place[];
  /** The columns whose growth matters. */
  private readonly remembered: readonly string[];

  constructor(conditions: readonly Condition[]) {
    const growing = conditions.filter(({ measure }) => isGrowth(measure));
    this.remembered = [...new Set(growing.flatMap(({ column, of = column }) => [column, of]))];
    this.places = conditions.map(({ measure, column, of = '' }) => ({
      measure,
      grows: isGrowth(measure),
      compares: comparesColumns(measure),
      column,
      of,
      columnAt: this.remembered.indexOf(column),
      ofAt: this.remembered.indexOf(of),
    }));
  }

  /**
   * The value of one condition.
   *
   * @param condition its place in their order
   * @param before what is remembered of the item from the previous update, if it was there
   * @param seconds from the previous update to this one; NaN when that is not known
   */
  measure(condition: number, item: AnyItem, before: Memory | undefined, seconds: number): number {
    const place = this.places[condition];
    if (place === undefined) return NaN;
    const { grows, compares, column, of, columnAt, ofAt } = place;
    const value = grows ? growth(item, column, before, columnAt) : read(item, column);
    if (compares) return share(value, grows ? growth(item, of, before, ofAt) : read(item, of));
    return place.measure === 'rate' ? perSecond(value, seconds) : value;
  }

  /** Replaces what is remembered of an item. In place, because most updates only do this, for every item. */
  remember(item: AnyItem, memory: Memory): void {
    for (let at = 0; at < this.remembered.length; at++) memory[at] = read(item, this.remembered[at] ?? '');
  }
}

function read(item: AnyItem, column: string): number {
  const value = item[column];
  return typeof value === 'number' ? value : NaN;
}

function growth(item: AnyItem, column: string, before: Memory | undefined, at: number): number {
  if (before === undefined) return NaN;
  const grown = read(item, column) - (before[at] ?? NaN);
  return grown >= 0 ? grown : NaN;
}

function share(value: number, whole: number): number {
  return whole > 0 ? (value / whole) * 100 : NaN;
}

function perSecond(value: number, seconds: number): number {
  return seconds > 0 ? value / seconds : NaN;
}
