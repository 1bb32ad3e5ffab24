/** What a condition looks at, of one item: */
export const MEASURES = [
  /** the column's value */
  'value',
  /** how much the column has grown since the previous update */
  'delta',
  /** the same, per second */
  'rate',
  /** the column as a percentage of another one */
  'percent',
  /** the column's growth since the previous update as a percentage of another one's */
  'deltaPercent',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Greater than, at least, less than, at most. */
export const OPS = ['gt', 'gte', 'lt', 'lte'] as const;
export type Op = (typeof OPS)[number];

/** One of the conditions of an alarm, which must all hold. Nothing is left open. */
export interface Condition {
  /** The key of the value in an item. */
  column: string;
  measure: Measure;
  /** The other column of `percent` and `deltaPercent`. */
  of?: string;
  op: Op;
  /** The level beyond which the condition holds. */
  raise: number;
  /** The level beyond which it still holds once there is an alarm. */
  clear: number;
}

/** Whether a measure compares the column with another one. */
export function comparesColumns(measure: Measure): boolean {
  return measure === 'percent' || measure === 'deltaPercent';
}

/** Whether a measure needs the previous update. */
export function isGrowth(measure: Measure): boolean {
  return measure === 'delta' || measure === 'rate' || measure === 'deltaPercent';
}

/** Whether high values raise, so that lower ones clear. */
export function raisesAbove(op: Op): boolean {
  return op === 'gt' || op === 'gte';
}

/** Whether an alarm would end at a level at which it has not even begun: no hysteresis, but its opposite. */
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
