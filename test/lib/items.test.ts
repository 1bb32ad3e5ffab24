import assert from 'node:assert/strict';
import { columnKeys, fieldMeta, levelKeys } from '#lib/items/keys';
import { UpdateReader } from '#lib/items/update';
import type { UpdateFrame, ViewDefinition } from '#lib/protocol/frames';
import { CATALOG } from '../support/scripted-system';
import { updateOf } from '../support/update-of';

const COLUMNS = ['name', 'inbound_bps', 'int_rtt', 'new_column'];
const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};
const FRAME: UpdateFrame = {
  type: 'update',
  time: 7,
  columns: COLUMNS,
  rows: [
    [
      '10.0.0.1',
      30,
      null,
      'x',
      [
        ['HTTP', 20, 1.5, null],
        ['DNS', 10, null, null],
      ],
    ],
    ['10.0.0.2', null, null, null],
  ],
};

describe('keys of items', () => {
  it('are the pretty names in a default view, the raw column where the catalogue does not know it', () => {
    assert.deepEqual(columnKeys(COLUMNS, CATALOG.fields, true), ['name', 'inbound', 'int.rtt', 'new_column']);
  });

  it('are the raw columns where the view chose them', () => {
    assert.deepEqual(columnKeys(COLUMNS, CATALOG.fields, false), COLUMNS);
  });

  it('never hide one another', () => {
    const fields = [
      { column: 'a', name: 'same' },
      { column: 'b', name: 'same' },
      { column: 'c', name: 'children' },
      { column: 'd', name: 'a' },
    ];
    assert.deepEqual(columnKeys(['name', 'a', 'b', 'c', 'd'], fields, true), ['name', 'same', 'b', 'c', 'd']);
  });

  it('have the catalogue’s units and titles, and nothing that it does not say', () => {
    const keys = columnKeys(COLUMNS, CATALOG.fields, true);
    assert.deepEqual(Object.fromEntries(fieldMeta(COLUMNS, keys, CATALOG)), {
      name: { title: 'Name' },
      inbound: { unit: 'bit/s', title: 'Inbound' },
      'int.rtt': { unit: 'ms' },
    });
  });

  it('of levels tell two distributions of one name apart, and keep off the columns', () => {
    const levels = levelKeys(
      [
        { name: 'NetObject Level', arg: 'A' },
        { name: 'NetObject Level', arg: 'B' },
        { name: 'inbound' },
        { name: 'Host', arg: 'x' },
      ],
      ['name', 'inbound'],
    );
    assert.deepEqual(levels, ['NetObject Level (A)', 'NetObject Level (B)', 'inbound (level)', 'Host']);
  });
});

describe('an update', () => {
  const reader = new UpdateReader(VIEW, CATALOG);

  it('becomes a tree, null staying null', () => {
    assert.deepEqual(updateOf(reader, FRAME).items(), [
      {
        name: '10.0.0.1',
        inbound: 30,
        'int.rtt': null,
        new_column: 'x',
        children: [
          { name: 'HTTP', inbound: 20, 'int.rtt': 1.5, new_column: null },
          { name: 'DNS', inbound: 10, 'int.rtt': null, new_column: null },
        ],
      },
      { name: '10.0.0.2', inbound: null, 'int.rtt': null, new_column: null },
    ]);
  });

  it('becomes flat rows with a path and a key per level', () => {
    const [first, , last] = updateOf(reader, FRAME).rows();
    assert.deepEqual(first, {
      path: ['10.0.0.1', 'HTTP'],
      'Local Host': '10.0.0.1',
      Service: 'HTTP',
      name: 'HTTP',
      inbound: 20,
      'int.rtt': 1.5,
      new_column: null,
    });
    assert.deepEqual(last?.path, ['10.0.0.2']);
    assert.equal('Service' in last, false);
  });

  it('builds new objects at every call', () => {
    const update = updateOf(reader, FRAME);
    const [changed] = update.items();
    assert(changed?.children?.[0]);
    changed.inbound = -1;
    changed.children[0].inbound = -1;
    const fields = update.fields();
    assert(fields.inbound);
    fields.inbound.unit = 'changed';
    assert.equal(update.items()[0]?.inbound, 30);
    assert.equal(update.items()[0]?.children?.[0]?.inbound, 20);
    assert.equal(update.fields().inbound?.unit, 'bit/s');
  });

  it('follows columns that change from one frame to the next', () => {
    updateOf(reader, FRAME);
    const other: UpdateFrame = { type: 'update', columns: ['name', 'int_rtt'], rows: [['a', 3]] };
    assert.deepEqual(updateOf(reader, other).items(), [{ name: 'a', 'int.rtt': 3 }]);
  });

  it('takes any text for a key', () => {
    const odd = ['name', 'constructor', 'a"b', "it's", '\u2028', '${x}', '\ud800', '*/'];
    const frame: UpdateFrame = { type: 'update', columns: odd, rows: [['n', 1, 2, 3, 4, 5, 6, 7]] };
    const [item] = updateOf(new UpdateReader({ ...VIEW, columns: odd }, CATALOG), frame).items();
    assert.deepEqual(
      Object.entries(item ?? {}),
      odd.map((key, index) => [key, index === 0 ? 'n' : index]),
    );
  });
});
