import type { SeenUpdate } from './conversation';
import { type Finding, passed, skipped, warning } from './finding';

/** s between updates that are far from the one a second that is usual. */
const SELDOM = 3;
const OFTEN = 0.3;

/** ms that two clocks may be apart before somebody should see to it. */
export const CLOCKS_APART = 5000;

const KILOBYTE = 1000;

/**
 * What two updates or more say of how fast they come, and how large they are. The first one comes when it is asked for,
 * so the time to the second one counts only where there is no other.
 */
export function judgePace(updates: readonly SeenUpdate[]): Finding {
  const steady = updates.length > 2 ? updates.slice(1) : updates;
  const gaps = steady.slice(1).map(({ at }, index) => (at - (steady[index]?.at ?? at)) / 1000);
  const mean = sum(gaps) / gaps.length;
  const bytes = sum(updates.map((update) => update.bytes)) / updates.length;
  const params = {
    updates: updates.length,
    interval: round(mean),
    shortest: round(Math.min(...gaps)),
    longest: round(Math.max(...gaps)),
    kilobytes: round(bytes / KILOBYTE),
  };
  if (mean > SELDOM) return warning('slow-updates', params, 'slow');
  if (mean < OFTEN) return warning('fast-updates', params, 'fast');
  return passed('rate', params);
}

/** The first update. */
export function judgeFirst({ items, bytes }: SeenUpdate): Finding {
  if (items === 0) return warning('empty-update', {}, 'empty');
  return passed('update', { items, kilobytes: round(bytes / KILOBYTE) });
}

/**
 * How far the clocks are apart. An update says the system's time before it has travelled, so that of all of them the
 * one that was fastest is nearest to the truth.
 */
export function judgeClock(updates: readonly SeenUpdate[]): Finding {
  const differences = updates.flatMap(({ time, received }) => (time === undefined ? [] : [time - received]));
  if (differences.length === 0) return skipped('no-time');
  const difference = Math.max(...differences);
  const params = { seconds: round(Math.abs(difference) / 1000) };
  if (Math.abs(difference) <= CLOCKS_APART) return passed('clock', params);
  return warning(difference > 0 ? 'clock-ahead' : 'clock-behind', params, 'clock');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** To the digits that mean something. */
function round(value: number): number {
  return Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0));
}
