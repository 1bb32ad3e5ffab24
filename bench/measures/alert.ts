import { performance } from 'node:perf_hooks';
import { Alert } from '../../lib/alert/alert';
import { readConditions } from '../../lib/alert/read-settings';
import type { AlertRules } from '../../lib/alert/rules';
import type { Moment } from '../../lib/alert/source';
import type { Plan } from '../plan';
import type { Results } from '../results';

const CONDITIONS = [
  { column: 'in.shapingdrops', measure: 'percent', of: 'in.shapingtotal', op: 'gt', raise: 90 },
  { column: 'in.int.quality', measure: 'value', op: 'lt', raise: 0.95, clear: 0.97 },
  { column: 'inbound', measure: 'rate', op: 'gte', raise: 100 },
];

const RULES: AlertRules = {
  conditions: readConditions(CONDITIONS),
  match: 'all',
  level: 'leaf',
  ...{ raiseFor: 3, clearFor: 3, goneFor: 10, noDataFor: 60, remind: 0 },
};

const LIVEVIEW = {
  node: 'live',
  distributions: [{ name: 'Local Host' }],
  fields: { 'in.shapingdrops': { counter: 'total' }, 'in.shapingtotal': { counter: 'total' } },
  connection: 1,
};

function moment(round: number): Moment {
  return { now: round * 1000, elapsed: round * 1000 };
}

/** Measures the time that an alert takes to judge three conditions for each item of an update, in this process. */
export function alert({ alert: { sizes, rounds } }: Plan, results: Results): void {
  for (const size of sizes) {
    const judge = new Alert<{ payload: unknown; liveview: object }>('alert', RULES, 'bench', moment(0));
    const times = Array.from({ length: rounds }, (_, round) => {
      const payload = items(size.rows, round);
      const liveview = { ...LIVEVIEW, update: round + 1, time: round * 1000, received: round * 1000 };
      const begin = performance.now();
      judge.take({ payload, liveview }, moment(round));
      return performance.now() - begin;
    });
    results.add('alert', 'alert', size, times);
  }
}

function items(count: number, round: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    inbound: 1000 * round + index,
    'in.shapingdrops': 5 * round + (index % 7),
    'in.shapingtotal': 100 * round + index,
    // Every other item meets this condition, so that all conditions are evaluated.
    'in.int.quality': index % 2 === 0 ? 0.9 : 0.99,
  }));
}
