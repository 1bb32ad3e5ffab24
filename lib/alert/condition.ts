/** What a condition compares with its level, for one item: */
export const MEASURES = [
  /** the column's value */
  'value',
  /** how much the column grows per second */
  'rate',
  /** the column as a percentage of another column */
  'percent',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Greater than, at least, less than, at most. */
export const OPS = ['gt', 'gte', 'lt', 'lte'] as const;
export type Op = (typeof OPS)[number];

/** Whether all conditions must hold, or any one of them. */
export const MATCHES = ['all', 'any'] as const;
export type Match = (typeof MATCHES)[number];

/** One of the conditions of an alarm, with every default filled in. */
export interface Condition {
  /** The key of the value in an item. */
  column: string;
  measure: Measure;
  /** The other column of `percent`. */
  of?: string;
  op: Op;
  /** The level beyond which the condition holds. */
  raise: number;
  /** The level beyond which the condition still holds once there is an alarm. */
  clear: number;
}

/** Whether a measure compares the column with another one. */
export function comparesColumns(measure: Measure): boolean {
  return measure === 'percent';
}

/** Whether high values raise an alarm and lower values clear it. */
export function raisesAbove(op: Op): boolean {
  return op === 'gt' || op === 'gte';
}

/** Whether an alarm would end at a level at which it has not even begun. That is the opposite of hysteresis. */
export function clearsOnWrongSide(op: Op, raise: number, clear: number): boolean {
  return raisesAbove(op) ? clear > raise : clear < raise;
}

export function compare(value: number, op: Op, level: number): boolean {
  switch (op) {
    case 'gt':
      return value > level;
    case 'gte':
      return value >= level;
    case 'lt':
      return value < level;
    case 'lte':
      return value <= level;
  }
}
