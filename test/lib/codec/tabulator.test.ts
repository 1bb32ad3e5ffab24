import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tabulator } from '../../../lib';
import { buildItems, itemShape } from '../../../lib/items/build';

describe('items that are objects', () => {
  it('become columns and rows, with their children', () => {
    const table = tabulator();
    const items = [
      { name: 'a', inbound: 1, children: [{ name: 'x', inbound: 2, plan: 'Gold' }] },
      { name: 'b', outbound: null, children: [] },
    ];
    const before = structuredClone(items);
    assert.deepEqual(table(items), {
      columns: ['name', 'inbound', 'plan', 'outbound'],
      rows: [
        ['a', 1, null, null, [['x', 2, 'Gold', null]]],
        ['b', null, null, null, []],
      ],
    });
    assert.deepEqual(items, before);
    assert.deepEqual(table([]), { columns: ['name'], rows: [] });
  });

  it('can use other keys for the name and the children', () => {
    const table = tabulator({ name: 'label', children: 'sub' });
    assert.deepEqual(
      table([
        { in: 1, label: 'a', sub: [{ label: 'b', in: 2 }] },
        { label: 'c', sub: null },
      ]),
      {
        columns: ['name', 'in'],
        rows: [
          ['a', 1, [['b', 2]]],
          ['c', null],
        ],
      },
    );
  });

  it('give the requested columns in their order', () => {
    const table = tabulator({ name: 'label', columns: ['name', 'out', 'constructor', 'in', 'label'] });
    assert.deepEqual(table([{ label: 'a', in: 1, out: 2, flag: true }]), {
      columns: ['name', 'out', 'constructor', 'in'],
      rows: [['a', 2, null, 1]],
    });
  });

  it('can be changed by the codec afterwards', () => {
    const table = tabulator();
    assert.deepEqual(table([{ name: 'a', x: 1 }]).columns, ['name', 'x']);
    assert.deepEqual(table([{ name: 'a', y: 1, x: 2 }]), {
      columns: ['name', 'y', 'x'],
      rows: [['a', 1, 2]],
    });
    assert.deepEqual(table([{ name: 'a', x: 1 }]), { columns: ['name', 'x'], rows: [['a', 1]] });
  });

  it('can have a property that every object has, and thousands of properties', () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`p${index}`, index]));
    for (const more of [{}, many]) {
      const items: unknown = JSON.parse(
        JSON.stringify([{ name: 'a', ...more, toString: 1, valueOf: null }, { name: 'b' }]),
      );
      const { columns, rows } = tabulator()(items as object[]);
      assert.equal(columns.at(-2), 'toString');
      assert.deepEqual(rows[0]?.slice(-2), [1, null]);
      assert.deepEqual(rows[1]?.slice(-2), [null, null]);
    }
  });

  it('are reported where they are not objects', () => {
    const table = tabulator();
    assert.throws(() => table({} as unknown[]), /^InvalidFrame: items is not a list$/);
    assert.throws(() => table([{ name: 'a' }, null]), /^InvalidFrame: an entry of items is not an object$/);
    assert.throws(() => table([['a', 1]]), /an entry of items is not an object/);
    assert.throws(() => table([{ name: 'a', children: {} }]), /children is not a list/);
    assert.throws(() => table([{ name: 'a', children: ['b'] }]), /an entry of children is not an object/);
  });

  it('come out of an update unchanged', () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string());
    const key = fc.string().filter((name) => !['__proto__', 'name', 'children'].includes(name));
    const { items } = fc.letrec((tie) => ({
      item: fc
        .tuple(
          fc.string(),
          fc.dictionary(key, value, { maxKeys: 5 }),
          fc.option(tie('items'), { nil: undefined }),
        )
        .map(([name, values, children]) => ({ ...values, name, ...(children ? { children } : {}) })),
      items: fc.array(tie('item'), { maxLength: 4 }),
    }));
    const table = tabulator();
    fc.assert(
      fc.property(items as fc.Arbitrary<Record<string, unknown>[]>, (given) => {
        const { columns, rows } = table(given);
        const complete = (list: readonly Record<string, unknown>[]): object[] =>
          list.map(({ children, ...values }) => ({
            ...Object.fromEntries(columns.map((column) => [column, null])),
            ...values,
            ...(children === undefined ? {} : { children: complete(children as Record<string, unknown>[]) }),
          }));
        assert.deepEqual(buildItems(rows, itemShape(columns)), complete(given));
      }),
      { seed: 8 },
    );
  });
});
