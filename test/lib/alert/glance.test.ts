import assert from 'node:assert/strict';
import { Glance, type GlanceRule, type Seen } from '../../../lib/alert/glance';
import { readConditions } from '../../../lib/alert/read-settings';

const START = 1_700_000_000_000;

/** A glance at updates of a view, each at its second after the start. */
function glance(
  condition: object,
  more: Partial<GlanceRule> = {},
): (second: number, items: object[]) => Seen {
  const conditions = readConditions([{ column: 'in', op: 'gt', raise: 10, ...condition }]);
  const glance = new Glance({ conditions, match: 'all', level: 'leaf', ...more });
  return (second, items) => {
    const time = START + second * 1000;
    const stamp = {
      connection: 1,
      update: second,
      time,
      received: time,
      dated: true,
      arrived: second * 1000,
      taken: second * 1000,
    };
    return glance.look(items, 2, { in: { counter: 'total' } }, { ...stamp, updates: 1, skipped: 0 });
  };
}

describe('a glance at a view', () => {
  it('counts the items beyond the level to raise at, not that to clear at', () => {
    const look = glance({ clear: 5 });
    const items = [11, 12, 10, 7].map((value, index) => ({ name: `${index}`, in: value }));
    assert.deepEqual(look(1, items), { items: 4, over: 2, unknown: 0 });
    assert.deepEqual(look(2, items.slice(2)), { items: 2, over: 0, unknown: 0 });
    assert.deepEqual(look(3, []), { items: 0, over: 0, unknown: 0 });
  });

  it('counts those of which nothing is known: of a rate, all of the first update', () => {
    const look = glance({ measure: 'rate' });
    const item = (name: string, value: number | null): object => ({ name, in: value });
    assert.deepEqual(look(1, [item('a', 1), item('b', 1), item('c', null)]), {
      items: 3,
      over: 0,
      unknown: 3,
    });
    assert.deepEqual(look(2, [item('a', 12), item('b', 2), item('c', null)]), {
      items: 3,
      over: 1,
      unknown: 1,
    });
    // An item that has just come.
    assert.deepEqual(look(3, [item('a', 14), item('d', 99)]), { items: 2, over: 0, unknown: 1 });
    // `b` has grown by 30 in two seconds, `a` by 9 in one.
    assert.deepEqual(look(4, [item('a', 23), item('b', 32)]), { items: 2, over: 1, unknown: 0 });
  });

  it('looks at the level of the rule', () => {
    const tree = [
      {
        name: 'a',
        in: 11,
        children: [
          { name: 'x', in: 1 },
          { name: 'y', in: 1 },
        ],
      },
    ];
    assert.deepEqual(glance({}, { level: 'top' })(1, tree), { items: 1, over: 1, unknown: 0 });
    assert.deepEqual(glance({})(1, tree), { items: 2, over: 0, unknown: 0 });
    assert.throws(() => glance({}, { level: 3 })(1, tree), /level 3/);
  });

  it('follows all or any of the conditions', () => {
    const conditions = readConditions([
      { column: 'in', op: 'gt', raise: 10 },
      { column: 'out', op: 'gt', raise: 10 },
    ]);
    const items = [{ name: 'a', in: 11, out: 1 }];
    assert.equal(glance({}, { conditions, match: 'all' })(1, items).over, 0);
    assert.equal(glance({}, { conditions, match: 'any' })(1, items).over, 1);
  });
});
