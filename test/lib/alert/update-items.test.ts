import assert from 'node:assert/strict';
import type { Level } from '../../../lib/alert/settings';
import { itemsOn } from '../../../lib/alert/update-items';

const TREE = [
  { name: 'a', children: [{ name: 'x' }, { name: 'y', children: [{ name: 'deep' }] }] },
  { name: 'b', children: [] },
  { name: 'c' },
];
const ROWS = [
  { name: 'x', path: ['a', 'x'] },
  { name: 'c', path: ['c'] },
];

function paths(level: Level, items: object[], depth = 9): string[] {
  return itemsOn(level, items, depth).map(({ path }) => path.join('/'));
}

describe('the items that an alert looks at', () => {
  it('are those of a level of a tree', () => {
    assert.deepEqual(paths('leaf', TREE), ['a/x', 'a/y/deep', 'b', 'c']);
    assert.deepEqual(paths('top', TREE), ['a', 'b', 'c']);
    assert.deepEqual(paths(1, TREE), ['a', 'b', 'c']);
    assert.deepEqual(paths(2, TREE), ['a/x', 'a/y']);
    assert.deepEqual(paths(3, TREE), ['a/y/deep']);
    assert.deepEqual(paths(4, TREE, 4), []);
  });

  it('are rows where they carry their path', () => {
    assert.deepEqual(paths('leaf', ROWS, 2), ['a/x', 'c']);
    assert.deepEqual(paths('top', ROWS, 2), ['c']);
    assert.deepEqual(paths(2, ROWS, 2), ['a/x']);
    assert.deepEqual(paths('top', [], 2), []);
  });

  it('are points where they have tags and fields: their path says where they are, whatever the tags say', () => {
    const tags = { appliance: 'Box', 1: 'x', 2: 'a' };
    const points = [
      { measurement: 'm', path: ['a', 'x'], tags, fields: { inbound: 1 } },
      { measurement: 'm', path: ['c'], tags, fields: { inbound: 2, name: 3 } },
    ];
    assert.deepEqual(paths('leaf', points, 2), ['a/x', 'c']);
    assert.deepEqual(paths('top', points, 2), ['c']);
    const [first, second] = itemsOn('leaf', points, 2);
    assert.equal(first?.key, itemsOn('leaf', ROWS, 2)[0]?.key);
    assert.deepEqual(first?.item, { inbound: 1, name: 'x', path: ['a', 'x'] });
    assert.deepEqual([second?.item.inbound, second?.item.name], [2, 'c']);
    const path = ['a'];
    for (const point of [
      { tags, fields: {} },
      { path, tags: null, fields: {} },
      { path, tags },
    ])
      assert.throws(() => itemsOn('leaf', [point], 1), /must come from a liveview node/);
  });

  it('are never there on a level that the view or rows do not have, which is said', () => {
    assert.throws(() => itemsOn(3, TREE, 2), /no items on level 3/);
    assert.throws(() => itemsOn('top', ROWS.slice(0, 1), 2), /no items on level 1/);
  });

  it('have the same key in a tree and in rows, and another one for another path', () => {
    const [inTree] = itemsOn('leaf', TREE, 2);
    const [inRows] = itemsOn('leaf', ROWS, 2);
    assert.equal(inTree?.key, inRows?.key);
    const keys = itemsOn(
      'leaf',
      [['a', 'bc'], ['ab', 'c'], ['abc'], ['a\0', 'bc'], ['a', '\0bc'], ['a\0\x02bc'], ['a\x02', 'bc']].map(
        (path) => ({ name: 'n', path }),
      ),
      2,
    ).map(({ key }) => key);
    assert.equal(new Set(keys).size, 7);
  });

  it('are of a tree where their path is none', () => {
    for (const path of [[], 'a', ['a', 1], [1, 'a'], undefined])
      assert.deepEqual(paths('leaf', [{ name: 'x', path }], 1), ['x']);
    assert.throws(() => itemsOn('leaf', [{ path: ['a', 'b'] }], 1), /must come from a liveview node/);
  });

  it('have a name', () => {
    for (const items of [
      [1],
      [null],
      [{}],
      [{ name: 1 }],
      [{ name: 'a', children: ['b'] }],
      [{ name: 'a', children: [null] }],
    ]) {
      assert.throws(() => itemsOn('leaf', items, 1), /must come from a liveview node/);
    }
  });
});
