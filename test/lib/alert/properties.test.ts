import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Alert } from '#lib/alert/alert';
import { clearsOnWrongSide, type Measure, MEASURES, OPS, type Op } from '#lib/alert/condition';
import { readConditions } from '#lib/alert/read-settings';
import { manualClock } from '../../support/clock';

/** Few and close, so that levels are crossed, met and missed. */
const value = fc.option(fc.integer({ min: 0, max: 6 }), { nil: null });
const NAMES = ['a', 'b', 'c'] as const;
const item = fc.record({ name: fc.constantFrom(...NAMES), x: value, y: value });
const update = fc.record({
  items: fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 3 }),
  connection: fc.constantFrom(1, 1, 1, 2),
  /** ms */
  wait: fc.integer({ min: 0, max: 3000 }),
});
const condition = fc
  .record({
    column: fc.constantFrom('x', 'y'),
    measure: fc.constantFrom<Measure>(...MEASURES),
    of: fc.constant('y'),
    op: fc.constantFrom<Op>(...OPS),
    raise: fc.integer({ min: 0, max: 6 }),
    clear: fc.integer({ min: 0, max: 6 }),
  })
  .filter(({ op, raise, clear }) => !clearsOnWrongSide(op, raise, clear));
const count = fc.integer({ min: 1, max: 3 });
const rules = fc.record({
  conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
  raiseAfter: count,
  clearAfter: count,
  goneAfter: count,
  remind: fc.constantFrom(0, 1500),
});

describe('any sequence of updates', () => {
  it('raises and ends in turn per item, counts right, and keeps no more than was lately in view', () => {
    fc.assert(
      fc.property(rules, fc.array(update, { maxLength: 60 }), (given, updates) => {
        const clock = manualClock();
        const settings = { ...given, conditions: readConditions(given.conditions), level: 'leaf' as const };
        const alert = new Alert<{ payload: unknown; liveview: object }>(settings, clock);
        const active = new Set<string>();
        updates.forEach(({ items, connection, wait }, index) => {
          clock.tick(wait);
          for (const { event, active: told } of alert.take({ payload: items, liveview: { connection } })) {
            const name = event.path.join();
            assert.equal(active.has(name), event.state !== 'raised', `${event.state} of ${name}`);
            if (event.state === 'raised') active.add(name);
            else if (event.state !== 'reminder') active.delete(name);
            assert.equal(told, active.size);
            assert(event.duration >= 0 && event.since <= clock.now());
          }
          assert.equal(alert.active, active.size);
          const lately = updates.slice(Math.max(0, index - given.goneAfter + 1), index + 1);
          const names = new Set(lately.flatMap((each) => each.items.map(({ name }) => name)));
          assert.equal(alert.size, names.size);
          for (const name of active) assert(names.has(name as (typeof NAMES)[number]));
        });
      }),
      { numRuns: 500 },
    );
  });
});
