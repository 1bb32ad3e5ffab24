import { oneShot } from '../one-shot';
import type { Spread } from '../statistics';
import type { Line } from '../table';

/** ms for one update of 10,000 items. */
export interface AlertCost {
  parsing: Spread;
  judging: Spread;
}

/** The heap in MiB: after a minute, after an hour of items that come and go, and when they have gone. */
export interface AlertMemory {
  before: number;
  after: number;
  empty: number;
  /** Items that are remembered in the end. */
  left: number;
}

export async function alertCost(): Promise<Line[]> {
  const { parsing, judging } = (await oneShot('single/alert')) as AlertCost;
  const common = { measure: 'alert node', view: '10,000 flat', unit: 'ms' };
  return [
    { ...common, who: 'JSON.parse of the items', value: parsing },
    { ...common, who: '3 conditions for each item', value: judging },
  ];
}

export async function alertMemory(): Promise<Line[]> {
  const { before, after, empty, left } = (await oneShot(
    'single/alert-memory',
    [],
    ['--expose-gc'],
  )) as AlertMemory;
  const common = { measure: 'alert node: heap', view: '50,000 items come and go', unit: 'MiB' };
  return [
    { ...common, who: 'after a minute of updates', value: before },
    { ...common, who: 'after an hour', value: after },
    { ...common, who: `after the last has gone (${left} kept)`, value: empty },
  ];
}
