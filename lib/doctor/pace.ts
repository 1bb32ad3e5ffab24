import type { SeenUpdate } from './conversation';
import { type Finding, passed, skipped, warning } from './finding';

/** Updates this many s apart are much slower than the usual one a second. */
const SELDOM = 3;
const OFTEN = 0.3;

/** Clocks this many ms apart need attention. */
export const CLOCKS_APART = 5000;

const KILOBYTE = 1000;

/**
 * Judges how fast updates come and how large they are, from two updates or more. The first update comes right after
 * the view frame, so its distance to the second counts only if there is no other.
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

/** Describes the first update. */
export function judgeFirst({ items, bytes }: SeenUpdate): Finding {
  if (items === 0) return warning('empty-update', {}, 'empty');
  return passed('update', { items, kilobytes: round(bytes / KILOBYTE) });
}

/**
 * Judges how far the clocks are apart. An update carries the time at which it left, so the one that travelled fastest
 * comes closest to the truth.
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

/** Rounds to significant digits. */
function round(value: number): number {
  return Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0));
}
