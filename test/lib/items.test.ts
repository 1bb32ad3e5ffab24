import assert from 'node:assert/strict';
import { columnKeys, fieldMeta, levelKeys } from '#lib/items/keys';
import { UpdateReader } from '#lib/items/update';
import type { UpdateFrame, ViewDefinition } from '#lib/protocol/frames';
import { CATALOG } from '../support/scripted-system';

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

  it('keep off what else a row has, where it has more', () => {
    const fields = [
      { column: 'a', name: 'time' },
      { column: 'b', name: 'appliance' },
    ];
    assert.deepEqual(columnKeys(['name', 'a', 'b', 'time'], fields, true), [
      'name',
      'a',
      'appliance',
      'time',
    ]);
    assert.deepEqual(columnKeys(['name', 'a', 'b', 'time'], fields, true, ['appliance', 'time']), [
      'name',
      'a',
      'b',
      'time (column)',
    ]);
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
    assert.deepEqual(reader.read(FRAME, 8).items(), [
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
    const [first, , last] = reader.read(FRAME, 8).rows();
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

  it('becomes flat rows that tell their origin, by the system’s clock', () => {
    const update = reader.read(FRAME, 8);
    const plain = update.rows();
    assert.deepEqual(
      update.locatedRows('Box'),
      plain.map((row) => ({ appliance: 'Box', time: 7, ...row })),
    );
    assert.equal(
      plain.some((row) => 'appliance' in row || 'time' in row),
      false,
    );
  });

  it('is of the time of its arrival where the system says none, or none that there is', () => {
    const { columns, rows } = FRAME;
    for (const time of [{}, { time: 8.65e15 }]) {
      const update = reader.read({ type: 'update', columns, rows, ...time }, 8);
      assert.equal(update.locatedRows('Box')[0]?.time, 8);
      assert.deepEqual(update.points('traffic', 'Box')[0]?.timestamp, new Date(8));
    }
  });

  it('becomes points: names in tags, the values that there are in fields', () => {
    const update = reader.read(FRAME, 8);
    assert.deepEqual(update.points('traffic', 'Box'), [
      {
        measurement: 'traffic',
        tags: { appliance: 'Box', 'Local Host': '10.0.0.1', Service: 'HTTP' },
        fields: { inbound: 20, 'int.rtt': 1.5 },
        timestamp: new Date(7),
      },
      {
        measurement: 'traffic',
        tags: { appliance: 'Box', 'Local Host': '10.0.0.1', Service: 'DNS' },
        fields: { inbound: 10 },
        timestamp: new Date(7),
      },
    ]);
  });

  it('has nothing in points that would break a line of InfluxDB’s', () => {
    const names = ['two\nlines', 'ends in \\', 'a\\b', '', ' ', 'ü,= "'];
    const frame: UpdateFrame = { ...FRAME, rows: names.map((name) => [name, 1, null, null]) };
    assert.deepEqual(
      reader
        .read(frame, 8)
        .points('traffic', 'B\rx\\')
        .map(({ tags }) => tags),
      ['two lines', 'ends in _', 'a\\b', undefined, ' ', 'ü,= "'].map((name) => ({
        appliance: 'B x_',
        ...(name === undefined ? {} : { 'Local Host': name }),
      })),
    );
  });

  it('has the same keys for points and rows with their origin, and says what they are', () => {
    const columns = ['name', 'appliance', 'time', 'inbound_bps'];
    const view = { ...VIEW, columns, distributions: [{ name: 'time' }] };
    const update = new UpdateReader(view, CATALOG).read(
      { type: 'update', time: 7, columns, rows: [['a', 1, 2, 3]] },
      8,
    );
    assert.deepEqual(update.rows(), [
      { name: 'a', appliance: 1, time: 2, inbound_bps: 3, path: ['a'], 'time (level)': 'a' },
    ]);
    const values = { 'appliance (column)': 1, 'time (column)': 2, inbound_bps: 3 };
    assert.deepEqual(update.locatedRows('Box'), [
      { appliance: 'Box', time: 7, name: 'a', ...values, path: ['a'], 'time (level)': 'a' },
    ]);
    assert.deepEqual(update.points('m', 'Box')[0], {
      measurement: 'm',
      tags: { appliance: 'Box', 'time (level)': 'a' },
      fields: values,
      timestamp: new Date(7),
    });
    assert.deepEqual(update.locatedFields(), {
      name: { title: 'Name' },
      inbound_bps: { unit: 'bit/s', title: 'Inbound' },
    });
  });

  it('is the same from more columns than a function is compiled for', () => {
    const columns = ['name', ...Array.from({ length: 1000 }, (_column, index) => `c${index}`)];
    const frame: UpdateFrame = {
      ...FRAME,
      columns,
      rows: [
        columns.map((_column, index) => (index === 0 ? 'a' : index % 2 === 0 ? index : null)) as [string],
        columns.map((_column, index) => (index === 0 ? 'b' : null)) as [string],
      ],
    };
    const update = new UpdateReader({ ...VIEW, columns }, CATALOG).read(frame, 8);
    const [row, other] = update.locatedRows('Box');
    assert.deepEqual([row?.appliance, row?.time, row?.c1, row?.c0, other?.name], ['Box', 7, 2, null, 'b']);
    const [point, ...more] = update.points('m', 'Box');
    assert.equal(Object.keys(point?.fields ?? {}).length, 500);
    assert.equal(point?.fields.c1, 2);
    assert.deepEqual(more, []);
  });

  it('builds new objects at every call', () => {
    const update = reader.read(FRAME, 8);
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

  it('follows columns that change from one frame to the next', () => {
    reader.read(FRAME, 8);
    const other: UpdateFrame = { type: 'update', columns: ['name', 'int_rtt'], rows: [['a', 3]] };
    assert.deepEqual(reader.read(other, 9).items(), [{ name: 'a', 'int.rtt': 3 }]);
  });

  it('takes any text for a key', () => {
    const odd = ['name', 'constructor', 'a"b', "it's", '\u2028', '${x}', '\ud800', '*/'];
    const frame: UpdateFrame = { type: 'update', columns: odd, rows: [['n', 1, 2, 3, 4, 5, 6, 7]] };
    const [item] = new UpdateReader({ ...VIEW, columns: odd }, CATALOG).read(frame, 0).items();
    assert.deepEqual(
      Object.entries(item ?? {}),
      odd.map((key, index) => [key, index === 0 ? 'n' : index]),
    );
  });
});
