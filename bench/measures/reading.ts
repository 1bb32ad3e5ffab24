import { oneShot } from '../one-shot';
import type { Spread } from '../statistics';
import type { Line } from '../table';

/** What is in an update: that decides which way it is read. */
export type Content = 'short' | 'names' | 'long';
export type Reading = Record<Content, { own: Spread; parse: Spread }>;

const TITLES: Record<Content, string> = {
  short: '1,000 flat',
  names: '1,000 flat, names with quotes and umlauts',
  long: '1,000 flat, fractions of 16 digits',
};

/** What reading and checking an update takes. */
export async function reading(): Promise<Line[]> {
  const measured = (await oneShot('single/reading')) as Reading;
  return (Object.entries(TITLES) as [Content, string][]).flatMap(([content, view]): Line[] => [
    {
      measure: 'reading an update',
      view,
      who: 'JSON.parse, no check',
      value: measured[content].parse,
      unit: 'ms',
    },
    {
      measure: 'reading an update',
      view,
      who: 'profile 1, checked',
      value: measured[content].own,
      unit: 'ms',
    },
  ]);
}
