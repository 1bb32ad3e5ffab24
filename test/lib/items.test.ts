import assert from 'node:assert/strict';
import { columnKeys, fieldMeta, levelKeys } from '../../lib/items/keys';
import type { UpdateFrame, ViewDefinition } from '../../lib/protocol/frames';
import { collectedHeap } from '../support/heap';
import { CATALOG } from '../support/scripted-system';
import { readerOf, updateOf } from '../support/update-of';

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
  it('are the pretty names in a default view, and the raw column where the catalogue lacks it', () => {
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

  it('have the catalogue’s units and titles, and nothing else', () => {
    const keys = columnKeys(COLUMNS, CATALOG.fields, true);
    assert.deepEqual(Object.fromEntries(fieldMeta(COLUMNS, keys, CATALOG, 'update')), {
      name: { title: 'Name' },
      inbound: { unit: 'bit/s', title: 'Inbound' },
      'int.rtt': { unit: 'ms' },
    });
  });

  it('depend on the catalogue alone, not on the columns of an update', () => {
    const fields = [
      { column: 'a', name: 'same' },
      { column: 'b', name: 'same' },
      { column: 'd', name: 'a' },
    ];
    assert.deepEqual(columnKeys(['name', 'b', 'a'], fields, true), ['name', 'b', 'same']);
    assert.deepEqual(columnKeys(['name', 'b'], fields, true), ['name', 'b']);
    assert.deepEqual(columnKeys(['name', 'd'], fields, true), ['name', 'd']);
    // Unknown columns give way to known ones.
    assert.deepEqual(columnKeys(['name', 'same', 'a'], fields, true), ['name', 'same (column)', 'same']);
  });

  it('depend on the catalogue alone, also where a column is called as a marked one', () => {
    const fields = [{ column: 'a', name: 'same (column)' }];
    const keys = (...columns: string[]): string[] => columnKeys(['name', ...columns], fields, true).slice(1);
    assert.deepEqual(keys('path'), ['path (column)']);
    assert.deepEqual(keys('path (column)', 'path'), ['path (column) (column)', 'path (column)']);
    assert.deepEqual(keys('same (column)', 'same', 'a'), ['same (column) (column)', 'same', 'same (column)']);
    // A known column is called `children`, so its mark is used.
    const known = [{ column: 'children', name: 'children' }];
    assert.deepEqual(columnKeys(['name', 'path (column)', 'children (column)', 'children'], known, true), [
      'name',
      'path (column) (column)',
      'children (column) (column) (column)',
      'children (column)',
    ]);
  });

  it('avoid the other keys of a row', () => {
    const fields = [
      { column: 'a', name: 'time' },
      { column: 'b', name: 'appliance' },
    ];
    assert.deepEqual(columnKeys(['name', 'a', 'b', 'time'], fields, true), [
      'name',
      'time',
      'appliance',
      'time (column)',
    ]);
    assert.deepEqual(columnKeys(['name', 'a', 'b', 'time'], fields, true, ['appliance', 'time']), [
      'name',
      'a',
      'b',
      'time (column)',
    ]);
  });

  it('of levels tell two distributions with one name apart, and avoid the columns', () => {
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
  const reader = readerOf(VIEW, CATALOG);

  it('becomes a tree, and null stays null', () => {
    assert.deepEqual(updateOf(reader, FRAME, 8).items(), [
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
    const [first, , last] = updateOf(reader, FRAME, 8).flatRows();
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

  it('becomes flat rows with their origin, by the appliance’s clock', () => {
    const update = updateOf(reader, FRAME, 8);
    const plain = update.flatRows();
    assert.deepEqual(
      update.locatedRows('Box'),
      plain.map((row) => ({ appliance: 'Box', time: 7, ...row })),
    );
    assert.equal(
      plain.some((row) => 'appliance' in row || 'time' in row),
      false,
    );
  });

  it('has the time of its arrival where the appliance sends none, or one that a database refuses', () => {
    const { columns, rows } = FRAME;
    for (const time of [{}, { time: 8.65e15 }, { time: 1.8e15 }, { time: -1e13 }]) {
      const update = updateOf(reader, { type: 'update', columns, rows, ...time }, 8);
      assert.equal(update.locatedRows('Box')[0]?.time, 8);
      assert.deepEqual(update.points('traffic', 'Box')[0]?.timestamp, new Date(8));
    }
  });

  it('becomes points: names as tags, known values as fields', () => {
    const update = updateOf(reader, FRAME, 8);
    assert.deepEqual(update.points('traffic', 'Box'), [
      {
        measurement: 'traffic',
        path: ['10.0.0.1', 'HTTP'],
        tags: { appliance: 'Box', 'Local Host': '10.0.0.1', Service: 'HTTP' },
        fields: { inbound: 20, 'int.rtt': 1.5 },
        timestamp: new Date(7),
      },
      {
        measurement: 'traffic',
        path: ['10.0.0.1', 'DNS'],
        tags: { appliance: 'Box', 'Local Host': '10.0.0.1', Service: 'DNS' },
        fields: { inbound: 10 },
        timestamp: new Date(7),
      },
    ]);
  });

  it('has nothing in points that would break an InfluxDB line', () => {
    const names = ['two\nlines', 'ends in \\', 'a\\b', '', ' ', 'ü,= "'];
    const frame: UpdateFrame = { ...FRAME, rows: names.map((name) => [name, 1, null, null]) };
    assert.deepEqual(
      updateOf(reader, frame, 8)
        .points('traffic', 'B\rx\\')
        .map(({ tags }) => tags),
      ['two%0Alines', 'ends in %5C', 'a%5Cb', '%', ' ', 'ü,= "'].map((name) => ({
        appliance: 'B%0Dx%5C',
        'Local Host': name,
      })),
    );
  });

  it('leaves a text out of points if it is among numbers, and a point that has nothing else', () => {
    const frame: UpdateFrame = {
      ...FRAME,
      rows: [
        ['a', 1, 'slow', 'x'],
        ['b', 'much', 'slow', 'x'],
        ['c', 'much', null, null],
      ],
    };
    assert.deepEqual(
      updateOf(reader, frame, 8)
        .points('traffic', 'Box')
        .map(({ fields }) => Object.values(fields)),
      [
        [1, 'slow', 'x'],
        ['slow', 'x'],
      ],
    );
  });

  it('has the same keys for points and for rows with their origin, and describes them', () => {
    const columns = ['name', 'appliance', 'time', 'inbound_bps'];
    const view = { ...VIEW, columns, distributions: [{ name: 'time' }] };
    const update = updateOf(
      readerOf(view, CATALOG),
      { type: 'update', time: 7, columns, rows: [['a', 1, 2, 3]] },
      8,
    );
    assert.deepEqual(update.flatRows(), [
      { name: 'a', appliance: 1, time: 2, inbound_bps: 3, path: ['a'], 'time (level)': 'a' },
    ]);
    const values = { 'appliance (column)': 1, 'time (column)': 2, inbound_bps: 3 };
    assert.deepEqual(update.locatedRows('Box'), [
      { appliance: 'Box', time: 7, name: 'a', ...values, path: ['a'], 'time (level)': 'a' },
    ]);
    assert.deepEqual(update.points('m', 'Box')[0], {
      measurement: 'm',
      path: ['a'],
      tags: { appliance: 'Box', 'time (level)': 'a' },
      fields: values,
      timestamp: new Date(7),
    });
    assert.deepEqual(update.locatedFields(), {
      name: { title: 'Name' },
      inbound_bps: { unit: 'bit/s', title: 'Inbound' },
    });
  });

  it('describes points under the keys that they have, also where a database needs a key written differently', () => {
    const columns = ['name', 'a\\b', 'in%20', '%'];
    const fields = columns.map((column) => ({ column, name: column, unit: `unit of ${column}` }));
    const view = { ...VIEW, columns };
    const rows: UpdateFrame['rows'] = [['x', 1, 2, 3]];
    const update = updateOf(readerOf(view, { ...CATALOG, fields }), { type: 'update', columns, rows }, 8);
    const { name, ...described } = update.pointFields();
    assert.deepEqual(name, { unit: 'unit of name' });
    assert.deepEqual(described, {
      'a%5Cb': { unit: 'unit of a\\b' },
      'in%2520': { unit: 'unit of in%20' },
      '%25': { unit: 'unit of %' },
    });
    assert.deepEqual(Object.keys(update.points('m', 'Box')[0]?.fields ?? {}), Object.keys(described));
    assert.deepEqual(Object.keys(update.locatedFields()), columns);
  });

  it('can have many columns', () => {
    const columns = ['name', ...Array.from({ length: 1000 }, (_column, index) => `c${index}`)];
    const frame: UpdateFrame = {
      ...FRAME,
      columns,
      rows: [
        columns.map((_column, index) => (index === 0 ? 'a' : index % 2 === 0 ? index : null)) as [string],
        columns.map((_column, index) => (index === 0 ? 'b' : null)) as [string],
      ],
    };
    const update = updateOf(readerOf({ ...VIEW, columns }, CATALOG), frame, 8);
    const [row, other] = update.locatedRows('Box');
    assert.deepEqual([row?.appliance, row?.time, row?.c1, row?.c0, other?.name], ['Box', 7, 2, null, 'b']);
    const [point, ...more] = update.points('m', 'Box');
    assert.equal(Object.keys(point?.fields ?? {}).length, 500);
    assert.equal(point?.fields.c1, 2);
    assert.deepEqual(more, []);
  });

  it('can have many columns and levels without much memory for each pair of them', () => {
    const columns = ['name', ...Array.from({ length: 5000 }, (_column, index) => `c${index}`)];
    const distributions = Array.from({ length: 32 }, (_level, index) => ({ name: `level ${index}` }));
    const before = collectedHeap();
    const many = readerOf({ ...VIEW, columns, distributions }, CATALOG);
    const update = updateOf(many, { type: 'update', columns, rows: [] });
    assert(collectedHeap() - before < 5_000_000);
    assert.equal(update.keys.length, columns.length);
  });

  it('has each value under its own key, and no other key, with any number of columns', () => {
    for (let width = 1; width <= 40; width++) {
      const columns = Array.from({ length: width }, (_column, index) => (index === 0 ? 'name' : `c${index}`));
      const row = columns.map((_column, index) => (index === 0 ? 'a' : index)) as [string, ...number[]];
      const rows: UpdateFrame['rows'] = [[...row, [row]]];
      const update = updateOf(readerOf({ ...VIEW, columns }, CATALOG), { ...FRAME, columns, rows });
      const item = Object.fromEntries(columns.map((column, index) => [column, row[index]]));
      assert.deepEqual(update.items(), [{ ...item, children: [item] }]);
      const place = { path: ['a', 'a'], 'Local Host': 'a', Service: 'a' };
      assert.deepEqual(update.flatRows(), [{ ...item, ...place }]);
      assert.deepEqual(update.locatedRows('Box'), [{ appliance: 'Box', time: 7, ...item, ...place }]);
    }
  });

  it('is numbered, and says when it was made and when it arrived', () => {
    const own = readerOf(VIEW, CATALOG);
    const [first, second] = [own.read(FRAME, 8), own.read({ ...FRAME, age: 3 }, 18)];
    const { connection } = first.stamp;
    assert.deepEqual(first.stamp, { connection, number: 1, received: 8, time: 7 });
    assert.deepEqual(second.stamp, { connection, number: 2, received: 15, time: 7 });
    assert.notEqual(readerOf(VIEW, CATALOG).read(FRAME, 8).stamp.connection, connection);
    const { time, ...undated } = FRAME;
    assert.equal(time, 7);
    const id = { connection: 'own', number: 70 };
    assert.deepEqual(own.read({ ...undated, id }, 8).stamp, { ...id, received: 8 });
    assert.deepEqual([first.size, first.keys], [2, ['name', 'inbound', 'int.rtt', 'new_column']]);
    assert.deepEqual(first.select({ sort: 'inbound', limit: 1 }).items()[0]?.children?.length, 1);
  });

  it('builds new objects on every call', () => {
    const update = updateOf(reader, FRAME, 8);
    const points = update.points('m', 'Box');
    assert(points[0]);
    points[0].timestamp.setTime(0);
    points[0].tags.appliance = 'changed';
    points[0].fields.inbound = -1;
    assert.deepEqual(update.points('m', 'Box')[0]?.fields, { inbound: 20, 'int.rtt': 1.5 });
    assert.deepEqual(points[1]?.timestamp, new Date(7));
    assert.equal(points[1].tags.appliance, 'Box');
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

  it('follows columns that change from frame to frame', () => {
    updateOf(reader, FRAME, 8);
    const other: UpdateFrame = { type: 'update', columns: ['name', 'int_rtt'], rows: [['a', 3]] };
    assert.deepEqual(updateOf(reader, other).items(), [{ name: 'a', 'int.rtt': 3 }]);
    // As many columns, in another order and with another last one.
    for (const columns of [
      ['name', 'int_rtt', 'inbound_bps'],
      ['name', 'inbound_bps', 'int_rtt'],
      ['name', 'inbound_bps', 'x'],
    ]) {
      const { keys } = updateOf(reader, { type: 'update', columns, rows: [] });
      assert.deepEqual(
        keys,
        columns.map((column) => ({ int_rtt: 'int.rtt', inbound_bps: 'inbound' })[column] ?? column),
      );
    }
  });

  it('accepts any text as a key', () => {
    const odd = ['name', 'constructor', 'a"b', "it's", '\u2028', '${x}', '\ud800', '*/'];
    const frame: UpdateFrame = { type: 'update', columns: odd, rows: [['n', 1, 2, 3, 4, 5, 6, 7]] };
    const [item] = updateOf(readerOf({ ...VIEW, columns: odd }, CATALOG), frame).items();
    assert.deepEqual(
      Object.entries(item ?? {}),
      odd.map((key, index) => [key, index === 0 ? 'n' : index]),
    );
  });
});
