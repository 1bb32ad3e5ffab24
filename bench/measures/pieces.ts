import { oneShot } from '../one-shot';
import type { Spread } from '../statistics';
import type { Line } from '../table';

export type Way = 'at once' | 'bytes' | 'thread' | 'pieces';
export type Pieces = Record<Way, { total: number[]; held: number[] }>;

const TITLES: Record<Way, string> = {
  'at once': 'JSON.parse',
  bytes: 'from the bytes, checked',
  thread: 'JSON.parse in another thread, rows copied over',
  pieces: 'JSON.parse in pieces of 160 kB',
};

/** Whether another thread, or pieces, would keep the event loop freer when an update is huge. */
export async function pieces(): Promise<Line[]> {
  const measured = (await oneShot('single/pieces', [], ['--expose-gc'])) as Record<
    Way,
    { total: Spread; held: Spread }
  >;
  return (Object.entries(TITLES) as [Way, string][]).flatMap(([way, who]): Line[] => {
    const { total, held } = measured[way];
    const common = { view: '100,000 flat', who, unit: 'ms' };
    return [
      { measure: 'ways to parse: time in all', value: total, ...common },
      { measure: 'ways to parse: event loop held', value: held, ...common },
    ];
  });
}
