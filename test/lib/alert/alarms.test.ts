import assert from 'node:assert/strict';
import { type AlarmEvent, Alarms, type UpdateContext } from '#lib/alert/alarms';
import { readConditions } from '#lib/alert/read-settings';
import { itemsOn } from '#lib/alert/update-items';
import { manualClock, type ManualClock } from '../../support/clock';

const INBOUND = { column: 'in', op: 'gt', raise: 10 };
/** `undefined`: the item is not in the update. */
type Value = number | null | undefined;

describe('the alarms of a view', () => {
  let clock: ManualClock;
  let alarms: Alarms;

  beforeEach(() => {
    clock = manualClock();
  });

  function rules(conditions: object[] = [INBOUND], more: object = {}): void {
    alarms = new Alarms(
      {
        conditions: readConditions(conditions),
        raiseAfter: 2,
        clearAfter: 2,
        goneAfter: 3,
        remind: 0,
        ...more,
      },
      clock,
    );
  }

  function update(items: object[], context: Partial<UpdateContext> = {}): AlarmEvent[] {
    clock.tick(1000);
    const all = { connection: 1, time: clock.now(), received: clock.now(), ...context };
    return alarms.update(itemsOn('leaf', items, 1), all);
  }

  /** One update per entry; what is said after each: a letter per event, `-` for none. */
  function play(values: readonly Value[], column = 'in'): string {
    return values
      .map((value) => {
        const events = update(value === undefined ? [] : [{ name: 'x', [column]: value }]);
        return events.map(({ state }) => state[0]?.toUpperCase()).join('') || '-';
      })
      .join('');
  }

  const tables: [string, { conditions?: object[]; more?: object; values: Value[]; said: string }][] = [
    ['is raised after so many updates in a row', { values: [11, 11, 11], said: '-R-' }],
    ['is not raised by updates that are not in a row', { values: [11, 10, 11, 10, 11], said: '-----' }],
    ['is not raised at the very level', { values: [10, 10, 10], said: '---' }],
    [
      'is raised at the very level with gte',
      { conditions: [{ ...INBOUND, op: 'gte' }], values: [10, 10, 9], said: '-R-' },
    ],
    [
      'is raised below with lt, and at the level with lte',
      { conditions: [{ ...INBOUND, op: 'lt' }], values: [9, 9, 10, 10], said: '-R-C' },
    ],
    [
      'is raised at the level with lte',
      { conditions: [{ ...INBOUND, op: 'lte' }], values: [10, 10, 11, 11], said: '-R-C' },
    ],
    ['is cleared after so many updates in a row', { values: [11, 11, 9, 9, 9], said: '-R-C-' }],
    [
      'is not cleared by updates that are not in a row',
      { values: [11, 11, 9, 11, 9, 11, 9, 9], said: '-R-----C' },
    ],
    ['is raised and cleared again and again', { values: [11, 11, 9, 9, 11, 11, 9, 9], said: '-R-C-R-C' }],
    [
      'stays between the two levels',
      { conditions: [{ ...INBOUND, clear: 5 }], values: [11, 11, 9, 6, 9, 6, 5, 5], said: '-R-----C' },
    ],
    [
      'stays between the two levels of lt',
      {
        conditions: [{ ...INBOUND, op: 'lt', clear: 15 }],
        values: [9, 9, 12, 14, 15, 14, 15, 15],
        said: '-R-----C',
      },
    ],
    [
      'is not raised by missing values, which do not interrupt either',
      { values: [11, null, 11], said: '--R' },
    ],
    [
      'is not cleared by missing values, which do not interrupt either',
      { values: [11, 11, 9, null, 9], said: '-R--C' },
    ],
    ['says nothing about values that are always missing', { values: [null, null, null], said: '---' }],
    [
      'ends as gone after so many updates without the item',
      { values: [11, 11, ...Array<Value>(4)], said: '-R--G-' },
    ],
    [
      'goes on when the item is back in time',
      { values: [11, 11, undefined, undefined, 11, 9, 9], said: '-R----C' },
    ],
    [
      'begins anew when the item is back too late',
      { values: [11, ...Array<Value>(3), 11, 11], said: '-----R' },
    ],
    ['counts on when the item is back in time', { values: [11, undefined, undefined, 11], said: '---R' }],
    [
      'is raised and cleared at once where that is asked for',
      {
        more: { raiseAfter: 1, clearAfter: 1, goneAfter: 1 },
        values: [11, 9, 11, undefined, 11],
        said: 'RCRGR',
      },
    ],
    [
      'of growth needs two updates',
      { conditions: [{ ...INBOUND, measure: 'delta' }], values: [100, 120, 140, 145, 150], said: '--R-C' },
    ],
    [
      'of growth is not raised by a counter that begins anew',
      { conditions: [{ ...INBOUND, measure: 'delta' }], values: [100, 120, 3, 4, 20, 40], said: '-----R' },
    ],
    [
      'of growth outlives a counter that begins anew',
      {
        conditions: [{ ...INBOUND, measure: 'delta' }],
        values: [0, 20, 40, 0, 20, 0, 5, 10],
        said: '--R----C',
      },
    ],
    [
      'of growth begins anew after an absence',
      { conditions: [{ ...INBOUND, measure: 'delta' }], values: [0, 20, undefined, 100, 101], said: '-----' },
    ],
    [
      'of little growth is not raised by a counter that begins anew',
      { conditions: [{ ...INBOUND, measure: 'delta', op: 'lt' }], values: [100, 3, 2, 1, 0], said: '-----' },
    ],
  ];
  for (const [name, { conditions, more, values, said }] of tables) {
    it(name, () => {
      rules(conditions, more);
      assert.equal(play(values), said);
    });
  }

  it('is raised when all conditions hold, and ends when one of them no longer does', () => {
    rules([
      { column: 'quality', op: 'lt', raise: 0.95 },
      { column: 'in', op: 'gt', raise: 5, clear: 2 },
    ]);
    const table: [number | null, number | null, string][] = [
      [0.9, 1, ''],
      [0.9, 6, ''],
      [0.99, 6, ''],
      [0.9, 6, ''],
      [0.9, null, ''],
      [null, 1, ''],
      [0.9, 6, ''],
      [0.9, 6, 'raised'],
      [null, 6, ''],
      [0.9, 1, ''],
      [null, 1, 'cleared'],
    ];
    for (const [quality, inbound, said] of table) {
      const events = update([{ name: 'x', quality, in: inbound }]);
      assert.equal(events.map(({ state }) => state).join(), said, `${quality} ${inbound}`);
    }
  });

  it('tells what, where, since when and how long', () => {
    rules();
    const leaf = (value: number): object => ({
      name: 'host',
      children: [{ name: 'HTTP', in: value, more: 'x' }],
    });
    update([leaf(11)]);
    const [raised] = update([leaf(12)]);
    const since = clock.now();
    const item = { name: 'HTTP', in: 12, more: 'x' };
    assert.deepEqual(raised, {
      state: 'raised',
      item,
      path: ['host', 'HTTP'],
      values: [12],
      since,
      duration: 0,
    });
    update([leaf(9)]);
    const [cleared] = update([leaf(8)]);
    assert.deepEqual(cleared, {
      state: 'cleared',
      item: { ...item, in: 8 },
      path: ['host', 'HTTP'],
      values: [8],
      since,
      duration: 2000,
    });
  });

  it('tells the last that was known of an item that is gone', () => {
    rules();
    play([11, 11, 12]);
    const [, , gone] = [update([]), update([]), update([])];
    assert.deepEqual(
      gone.map(({ state, item, values, duration }) => ({ state, item, values, duration })),
      [{ state: 'gone', item: { name: 'x', in: 12 }, values: [12], duration: 4000 }],
    );
  });

  it('is said again every so often, and not after its end', () => {
    rules([INBOUND], { remind: 2500 });
    assert.equal(play([11, 11, 11, 11, 11, 11, 11, 11, 11, 9, 9, 9, 9, 9]), '-R--R--R--C---');
    assert.equal(play([11, 11, undefined, undefined, 11, undefined, undefined, undefined]), '-R--R--G');
  });

  it('starts from nothing when the updates come over another connection', () => {
    rules([{ ...INBOUND, measure: 'delta' }], { raiseAfter: 1 });
    const counted = (value: number, connection?: number): number =>
      update([{ name: 'x', in: value }], { connection }).length;
    assert.deepEqual(
      [
        counted(100, 1),
        counted(105, 1),
        counted(1000, 2),
        counted(1001, 2),
        counted(2000, 3),
        counted(3000, 3),
      ],
      [0, 0, 0, 0, 0, 1],
    );
    rules([{ ...INBOUND, measure: 'delta' }], { raiseAfter: 1 });
    assert.deepEqual([counted(100), counted(200)], [0, 1]);
  });

  it('keeps the count over a reconnect', () => {
    rules([INBOUND], { raiseAfter: 2 });
    assert.deepEqual(update([{ name: 'x', in: 11 }], { connection: 1 }), []);
    assert.equal(update([{ name: 'x', in: 11 }], { connection: 2 }).length, 1);
  });

  it('measures rates by the system’s clock, else by ours', () => {
    rules([{ ...INBOUND, measure: 'rate' }], { raiseAfter: 1, clearAfter: 1 });
    const values = (...updates: [number, number | undefined, number][]): number[] =>
      updates.flatMap(([value, time, received]) =>
        update([{ name: 'x', in: value }], { time, received }).flatMap((event) => event.values),
      );
    assert.deepEqual(values([0, 0, 0], [40, 2000, 1], [40, 4000, 2]), [20, 0]);
    assert.deepEqual(values([0, undefined, 5000], [60, undefined, 8000], [60, 9000, 9000]), [20, 0]);
    assert.deepEqual(
      values([100, 9000, 9500], [200, 8000, 9900]),
      [],
      'a clock that stands or runs backwards',
    );
  });

  it('takes the first of two items of one name in one place', () => {
    rules([INBOUND], { raiseAfter: 1 });
    assert.deepEqual(
      update([
        { name: 'x', in: 11 },
        { name: 'x', in: 12 },
      ]).map(({ values }) => values),
      [[11]],
    );
  });

  it('forgets items that are gone', () => {
    rules();
    update([{ name: 'a' }, { name: 'b' }]);
    assert.equal(alarms.size, 2);
    update([{ name: 'b' }]);
    update([{ name: 'b' }]);
    assert.equal(alarms.size, 2);
    update([{ name: 'b' }]);
    assert.equal(alarms.size, 1);
  });
});
