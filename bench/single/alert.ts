/**
 * How long an alert takes for one large update, compared with `JSON.parse` of the same update, which every reader of
 * a view pays anyway: 10,000 items, three conditions.
 */
import type { AlertCost } from '../measures/alert';
import { Alert } from '#lib/alert/alert';
import { readConditions } from '#lib/alert/read-settings';
import { systemClock } from '#lib/clock';
import { ready } from '../obey';
import { spread } from '../statistics';

const ITEMS = 10_000;
const COLUMNS = 18;
/** Enough that the engine has compiled what runs often before most of them. */
const ROUNDS = 50;

const alert = new Alert<{ payload: unknown; liveview: object }>(
  {
    conditions: readConditions([
      { column: 'in.shapingdrops', measure: 'deltaPercent', of: 'in.shapingtotal', op: 'gt', raise: 90 },
      { column: 'in.int.quality', measure: 'value', op: 'lt', raise: 0.95, clear: 0.97 },
      { column: 'inbound', measure: 'rate', op: 'gte', raise: 100 },
    ]),
    level: 'leaf',
    raiseAfter: 3,
    clearAfter: 3,
    goneAfter: 3,
    remind: 0,
  },
  systemClock,
);

function makeUpdate(round: number): string {
  const items = Array.from({ length: ITEMS }, (_, index) => ({
    name: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    inbound: 1000 * round + index,
    'in.shapingdrops': 5 * round + (index % 7),
    'in.shapingtotal': 100 * round + index,
    // Every other item meets this one, so that all conditions are looked at.
    'in.int.quality': index % 2 === 0 ? 0.9 : 0.99,
    ...Object.fromEntries(
      Array.from({ length: COLUMNS - 5 }, (_, column) => [`column${column}`, index + column]),
    ),
  }));
  return JSON.stringify(items);
}

const parsing: number[] = [];
const judging: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  const text = makeUpdate(round);
  const liveview = { connection: 1, time: round * 1000, distributions: [{ name: 'Local Host' }] };
  const begin = performance.now();
  const payload = JSON.parse(text) as unknown;
  const parsed = performance.now();
  alert.take({ payload, liveview });
  parsing.push(parsed - begin);
  judging.push(performance.now() - parsed);
}

ready({ parsing: spread(parsing), judging: spread(judging) } satisfies AlertCost);
