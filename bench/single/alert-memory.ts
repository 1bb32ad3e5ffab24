/**
 * What an alert keeps while 50,000 items come and go for an hour of updates, one per second on a simulated clock: the
 * heap before and after, in MiB. Needs `--expose-gc`.
 */
import { Alert } from '#lib/alert/alert';
import { readConditions } from '#lib/alert/read-settings';
import { type Clock, systemClock } from '#lib/clock';
import type { AlertMemory } from '../measures/alert';
import { ready } from '../obey';

const ITEMS = 50_000;
const UPDATES = 3600;
/** In view at a time; the window moves on with every update, and around. */
const IN_VIEW = 2000;
const STEP = 250;

let now = 0;
const clock: Clock = { ...systemClock, now: () => now, elapsed: () => now };
const alert = new Alert<{ payload: unknown; liveview: object }>(
  {
    conditions: readConditions([
      { column: 'drops', measure: 'delta', op: 'gt', raise: 5 },
      { column: 'inbound', measure: 'value', op: 'gt', raise: 100 },
    ]),
    level: 'leaf',
    raiseAfter: 2,
    clearAfter: 2,
    goneAfter: 3,
    remind: 60_000,
  },
  clock,
);

function update(number: number): number {
  now = number * 1000;
  const payload = Array.from({ length: IN_VIEW }, (_, index) => ({
    name: `item ${(number * STEP + index) % ITEMS}`,
    drops: number * (index % 10),
    // Each item is high for the first half of its time in view.
    inbound: index < IN_VIEW / 2 ? 90 : 110,
  }));
  return alert.take({ payload, liveview: { connection: 1, time: now } }).length;
}

function heap(): number {
  if (!global.gc) throw new Error('Run with --expose-gc');
  global.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

// What the engine compiles and the window itself are there from the first minute on.
for (let number = 1; number <= 60; number++) update(number);
const before = heap();
let events = 0;
for (let number = 61; number <= UPDATES; number++) events += update(number);
const after = heap();
for (let number = 1; number <= 3; number++) {
  alert.take({ payload: [], liveview: { connection: 1, time: now + number * 1000 } });
}
if (events === 0) throw new Error('No alarm was raised');
ready({ before, after, left: alert.size, empty: heap() } satisfies AlertMemory);
