import assert from 'node:assert/strict';
import { readConditions } from '../../../lib/alert/read-settings';
import { AT_ONCE, said, Stage } from './stage';

const INBOUND = { column: 'in', op: 'gt', raise: 10 };
const RATE = { ...INBOUND, measure: 'rate' };
const TOTAL = { fields: { in: { counter: 'total' }, out: { counter: 'total' } } };
const EACH = { fields: { in: { counter: 'update' }, out: { counter: 'update' } } };
/** `undefined`: the item is not in the update. */
type Value = number | null | undefined;

function stage(conditions: object[] = [INBOUND], more: object = {}): Stage {
  const rules = { raiseFor: 1, clearFor: 1, goneFor: 3 };
  return new Stage({ ...AT_ONCE, ...rules, conditions: readConditions(conditions), ...more });
}

interface Play {
  conditions?: object[];
  more?: object;
  liveview?: object;
  values: Value[];
  /** The events after each update: a letter per event, `-` for none. */
  said: string;
}

describe('the alarm of an item', () => {
  const tables: [string, Play][] = [
    ['is raised when its conditions have held for so long', { values: [11, 11, 11], said: '-R-' }],
    ['is not raised when they did not hold in between', { values: [11, 10, 11, 10, 11], said: '-----' }],
    ['is not raised at the very level', { values: [10, 10, 10], said: '---' }],
    [
      'is raised at the very level with gte',
      { conditions: [{ ...INBOUND, op: 'gte' }], values: [9, 9, 10, 10, 9, 9], said: '---R-C' },
    ],
    [
      'is raised below with lt, and not at the level',
      { conditions: [{ ...INBOUND, op: 'lt' }], values: [9, 9, 10, 10], said: '-R-C' },
    ],
    [
      'is raised at the level with lte',
      { conditions: [{ ...INBOUND, op: 'lte' }], values: [10, 10, 11, 11], said: '-R-C' },
    ],
    ['is cleared when they have not held for so long', { values: [11, 11, 9, 9, 9], said: '-R-C-' }],
    ['is not cleared when they held in between', { values: [11, 11, 9, 11, 9, 11, 9, 9], said: '-R-----C' }],
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
      'neither begins nor ends by values that are not known, whose time does not count',
      {
        more: { raiseFor: 2, clearFor: 2 },
        values: [11, null, 11, 11, 9, null, null, 9, 9],
        said: '---R----C',
      },
    ],
    ['is never raised by values that are not known', { values: [null, null, null], said: '---' }],
    [
      'ends as gone when its item has been away for so long',
      { values: [11, 11, ...Array<Value>(4)], said: '-R--G-' },
    ],
    [
      'ends as gone when nothing has been known of its item for so long',
      { values: [11, 11, null, undefined, null, null], said: '-R--G-' },
    ],
    [
      'goes on when the item is back in time',
      { values: [11, 11, undefined, null, 11, 9, 9], said: '-R----C' },
    ],
    [
      'begins again when the item is back too late',
      { values: [11, ...Array<Value>(3), 11, 11], said: '-----R' },
    ],
    [
      'is raised, cleared and gone at once where that is asked for',
      {
        more: { raiseFor: 0, clearFor: 0, goneFor: 0 },
        values: [11, 9, 11, undefined, 11],
        said: 'RCRGR',
      },
    ],
    [
      'of a rate needs two updates',
      { conditions: [RATE], liveview: TOTAL, values: [100, 120, 140, 145, 150], said: '--R-C' },
    ],
    [
      'of a rate does not follow from a counter that begins again',
      { conditions: [RATE], liveview: TOTAL, values: [100, 120, 3, 4, 20, 40], said: '-----R' },
    ],
    [
      'of a low rate is raised by a counter that stands still',
      { conditions: [{ ...RATE, op: 'lt' }], liveview: TOTAL, values: [100, 100, 100], said: '--R' },
    ],
    [
      'of a low rate does not either',
      { conditions: [{ ...RATE, op: 'lt' }], liveview: TOTAL, values: [100, 3, 2, 1, 0], said: '-----' },
    ],
    [
      'of a rate takes the time that an item was away into account',
      {
        conditions: [RATE],
        liveview: TOTAL,
        more: { raiseFor: 0 },
        values: [0, undefined, 18, undefined, 42],
        said: '----R',
      },
    ],
    [
      'of a rate means the same for a counter per update',
      { conditions: [RATE], liveview: EACH, values: [20, 11, 11, 9, 9], said: '--R-C' },
    ],
    [
      'of a rate is that of the growth of what is no counter',
      { conditions: [RATE], values: [20, 31, 42, 43, 44], said: '--R-C' },
    ],
    [
      'of a rate is not raised by what is no counter and falls in between, and ends when it falls',
      { conditions: [RATE], values: [20, 31, 30, 41, 52, 40, 30], said: '----R-C' },
    ],
    [
      'of a low rate is raised by what falls and is no counter',
      { conditions: [{ ...RATE, op: 'lt', raise: -5 }], values: [40, 30, 20, 20, 20], said: '--R-C' },
    ],
  ];
  for (const [name, { conditions, more, liveview, values, said }] of tables) {
    it(name, () => {
      const played = stage(conditions, more);
      const events = values.map((value) => {
        const letters = played.update(value === undefined ? [] : [{ name: 'x', in: value }], liveview);
        return letters.map((letter) => letter.charAt(0).toUpperCase()).join('') || '-';
      });
      assert.equal(events.join(''), said);
    });
  }

  const shares: [string, object, [number | null, number | null][], string][] = [
    [
      'of what is no counter',
      {},
      [
        [5, 0],
        [5, -1],
        [5, 100],
        [11, 100],
        [11, 0],
        [1, 0],
        [11, null],
        [5, 50],
        [5, 51],
      ],
      '---R---C-',
    ],
    [
      'of counters per update',
      EACH,
      [
        [5, 100],
        [11, 100],
        [11, 0],
        [5, 51],
      ],
      '-R-C',
    ],
    [
      'of what is said to count in a way that is not known',
      { fields: { in: null, out: { counter: 'often' } } },
      [
        [11, 100],
        [5, 100],
      ],
      'RC',
    ],
    [
      'of counters since a start',
      TOTAL,
      [
        [50, 100],
        [50, 200],
        [61, 300],
        [61, 300],
        [72, 401],
        [73, 501],
      ],
      '--R--C',
    ],
  ];
  for (const [name, liveview, values, expected] of shares) {
    it(`is raised by a share ${name}`, () => {
      const percent = { column: 'in', measure: 'percent', of: 'out', op: 'gt', raise: 10 };
      const played = stage([percent], { raiseFor: 0, clearFor: 0, goneFor: 9 });
      const events = values.map(([part, whole]) => {
        const events = played.update([{ name: 'x', in: part, out: whole }], liveview);
        return events.join().charAt(0).toUpperCase() || '-';
      });
      assert.equal(events.join(''), expected);
    });
  }

  it('of a rate is that of each column by itself, since its last number', () => {
    const conditions = [
      { ...RATE, column: 'in' },
      { ...RATE, column: 'out' },
    ];
    const played = stage(conditions, { match: 'any', raiseFor: 0, goneFor: 9 });
    const rows: [number, number | null, string][] = [
      [0, 0, ''],
      [1, null, ''],
      // 9 a second, of which an update said nothing.
      [2, 18, ''],
      [3, 29, 'raised x'],
    ];
    for (const [one, other, expected] of rows) {
      const items = [
        { name: 'w', in: 0, out: 0 },
        { name: 'x', in: one, out: other },
        { name: 'y', in: 5, out: 5 },
      ];
      assert.equal(played.update(items, TOTAL).join(), expected);
    }
    const [raised] = played.alert.list(played.moment);
    assert.deepEqual(raised?.event.alarm.values, [1, 11]);
    const { notices } = played.alert.take(
      played.message([{ name: 'x', in: 5, out: 30 }], TOTAL),
      played.moment,
    );
    assert.deepEqual(notices, []);
    assert.deepEqual(raised.event.alarm.values, [2, 1]);
  });

  it('neither begins nor ends while one of its columns is not known, and is gone when that lasts', () => {
    const conditions = [INBOUND, { ...INBOUND, column: 'out' }];
    const played = stage(conditions, { raiseFor: 2, clearFor: 2 });
    const update = (inbound: number | null, out: number | null): string =>
      played.update([{ name: 'x', in: inbound, out }]).join();
    const play = (...pairs: [number | null, number | null][]): string[] =>
      pairs.map((pair) => update(...pair));
    assert.deepEqual(play([11, 11], [11, null], [11, 11], [11, 11]), ['', '', '', 'raised x']);
    assert.deepEqual(play([9, 11], [null, 11], [9, 11], [11, 9]), ['', '', '', 'cleared x']);
    assert.deepEqual(play([11, 11], [11, 11], [11, 11]), ['', '', 'raised x']);
    assert.deepEqual(play([null, 11], [null, 11], [null, 11], [null, 11]), ['', '', 'gone x', '']);
  });

  it('is not gone in the first update of a connection', () => {
    const played = stage([INBOUND], { raiseFor: 0, goneFor: 0 });
    played.update([{ name: 'x', in: 11 }]);
    assert.deepEqual(
      [played.update([], { connection: 2 }), played.update([], { connection: 2 })],
      [[], ['gone x']],
    );
  });

  it('of a rate is not raised by a burst', () => {
    const played = stage([RATE], { raiseFor: 0 });
    const update = (value: number, ms: number): string[] => {
      played.elapsed += ms - 1000;
      return played.update([{ name: 'x', in: value }], { ...TOTAL, time: undefined });
    };
    assert.deepEqual([update(0, 1000), update(9, 1000), update(18, 1000)], [[], [], []]);
    assert.deepEqual([update(27, 3000), update(36, 1), update(45, 1)], [[], [], []]);
    assert.deepEqual([update(54, 1000), update(65, 1000)], [[], ['raised x']]);
  });

  it('of a share of totals does not follow from numbers of another connection', () => {
    const percent = { column: 'in', measure: 'percent', of: 'out', op: 'gt', raise: 10 };
    const played = stage([percent], { raiseFor: 0 });
    const update = (inbound: number, out: number, connection: number): string[] =>
      played.update([{ name: 'x', in: inbound, out }], { ...TOTAL, connection });
    assert.deepEqual(
      [update(0, 0, 1), update(1, 100, 1), update(99, 200, 2), update(100, 300, 2)],
      [[], [], [], []],
    );
    assert.deepEqual(update(150, 400, 2), ['raised x']);
  });

  const matches: ['all' | 'any', [number | null, number | null, string][]][] = [
    [
      'all',
      [
        [11, 0, ''],
        [11, null, ''],
        [null, null, ''],
        [11, 11, 'raised x'],
        [null, 11, ''],
        [9, null, 'cleared x'],
      ],
    ],
    [
      'any',
      [
        [9, null, ''],
        [null, 11, 'raised x'],
        [9, null, ''],
        [11, 0, ''],
        [9, 0, 'cleared x'],
      ],
    ],
  ];
  for (const [match, rows] of matches) {
    it(`follows ${match} of its conditions; one that decides does so whatever is missing`, () => {
      const conditions = [INBOUND, { ...INBOUND, column: 'out' }];
      const played = stage(conditions, { match, raiseFor: 0, clearFor: 0 });
      for (const [one, other, expected] of rows)
        assert.equal(played.update([{ name: 'x', in: one, out: other }]).join(), expected, `${one} ${other}`);
    });
  }

  it('says what, where, since when and how long', () => {
    const played = stage();
    const items = (value: number): object[] => [
      { name: 'host', children: [{ name: 'HTTP', in: value, more: 'x' }] },
    ];
    const events = [11, 12, 9, 8].flatMap((value) => {
      const { notices } = played.alert.take(played.message(items(value)), played.moment);
      return notices.map(({ event: { alarm, state, duration, until, active } }) => {
        const { path, item, values, since } = alarm;
        return { state, path, item, values: [...values], since, until, duration, active };
      });
    });
    const since = played.moment.now - 2000;
    const same = { path: ['host', 'HTTP'], since };
    assert.deepEqual(events, [
      {
        ...same,
        state: 'raised',
        item: { name: 'HTTP', in: 12, more: 'x' },
        values: [12],
        until: undefined,
        duration: 0,
        active: 1,
      },
      {
        ...same,
        state: 'cleared',
        item: { name: 'HTTP', in: 8, more: 'x' },
        values: [8],
        until: since + 2000,
        duration: 2,
        active: 0,
      },
    ]);
  });

  it('has the last that was known of an item that is gone', () => {
    const played = stage([INBOUND], { raiseFor: 0, goneFor: 0 });
    played.update([{ name: 'x', in: 12 }]);
    const { notices } = played.alert.take(played.message([]), played.moment);
    assert.deepEqual(
      notices.map(({ event }) => event.alarm.item),
      [{ name: 'x', in: 12 }],
    );
  });

  it('takes the first of two items of one name in one place', () => {
    const played = stage([INBOUND], { raiseFor: 0 });
    assert.deepEqual(
      played.update([
        { name: 'x', in: 11 },
        { name: 'x', in: 9 },
      ]),
      ['raised x'],
    );
    assert.deepEqual(
      played.update([
        { name: 'x', in: 9 },
        { name: 'x', in: 9 },
      ]),
      [],
    );
  });

  it('keeps nothing of an item of which nothing was known', () => {
    const played = stage();
    played.update([{ name: 'x', in: null }, { name: 'y', in: 'text' }, { name: 'z' }]);
    assert.equal(played.alert.size, 0);
  });

  it('has the last that was known of an item of which nothing is known', () => {
    const played = stage([INBOUND], { raiseFor: 0, goneFor: 2 });
    played.update([{ name: 'x', in: 12 }]);
    played.update([{ name: 'x', in: null }]);
    const { notices } = played.alert.take(played.message([{ name: 'x', in: null }]), played.moment);
    assert.deepEqual(
      notices.map(({ event: { state, alarm } }) => [state, alarm.item, alarm.values]),
      [['gone', { name: 'x', in: 12 }, [12]]],
    );
  });

  it('keeps nothing of an item that has been away for so long', () => {
    const played = stage();
    const sizes = [['a', 'b'], ['b'], ['b'], ['b']].map((names) => {
      played.update(names.map((name) => ({ name, in: 1 })));
      return played.alert.size;
    });
    assert.deepEqual(sizes, [2, 2, 2, 1]);
  });

  it('is said again every so often while it is active, with updates of its view', () => {
    const played = stage([INBOUND], { remind: 3 });
    const events = [11, 11, 11, 11, null, 11, 11, 11, 9, 9, 9, 9].map((value) =>
      played
        .update([{ name: 'x', in: value }])
        .join()
        .charAt(0)
        .toUpperCase(),
    );
    assert.deepEqual(events.map((each) => each || '-').join(''), '-R--R--R-C--');
    assert.deepEqual(said(played.alert.tick(played.moment)), []);
  });

  describe('that only grows, though it should count per update', () => {
    type Pair = readonly [number | null, number | null];

    /** Plays updates; returns the columns that were warned of, and in which update. */
    function warned(
      pair: (index: number) => Pair,
      liveview: (index: number) => object = () => EACH,
    ): string[] {
      const played = stage([{ ...INBOUND, measure: 'percent', of: 'out' }]);
      return Array.from({ length: 100 }, (_, index) => {
        const [inbound, out] = pair(index);
        const message = played.message([{ name: 'x', in: inbound, out }], liveview(index));
        const { growing } = played.alert.take(message, played.moment);
        return growing.map((column) => `${column} ${index}`);
      }).flat();
    }

    it('is warned of once, after 30 updates in which it has grown', () => {
      assert.deepEqual(
        warned((index) => [index * 2, index % 2]),
        ['in 30'],
      );
      assert.deepEqual(
        warned((index) => [index * 2, index]),
        ['in 30', 'out 30'],
      );
    });

    it('is no other kind of column', () => {
      const pair = (index: number): Pair => [index, index];
      assert.deepEqual(
        warned(pair, () => TOTAL),
        [],
      );
      assert.deepEqual(
        warned(pair, () => ({})),
        [],
      );
    });

    it('has grown only in updates in which any item has', () => {
      assert.deepEqual(
        warned((index) => [Math.floor(index / 2), 1]),
        ['in 60'],
      );
      assert.deepEqual(
        warned((index) => [index % 2 === 0 ? index : null, 1]),
        ['in 60'],
      );
      assert.deepEqual(
        warned(() => [7, 1]),
        [],
      );
    });

    it('has never fallen', () => {
      assert.deepEqual(
        warned((index) => [1000 - index, 1]),
        [],
      );
      assert.deepEqual(
        warned((index) => [index === 10 ? 0 : index, 1]),
        [],
      );
      const fallen = (index: number): Pair => [index === 10 ? 0 : index, 1];
      // Over another connection it may.
      const liveview = (index: number): object => ({ ...EACH, connection: index < 10 ? 1 : 2 });
      assert.deepEqual(warned(fallen, liveview), ['in 40']);
    });
  });
});
