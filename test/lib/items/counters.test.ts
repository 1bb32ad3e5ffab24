import assert from 'node:assert/strict';
import { counterOf } from '../../../lib/items/counter';
import { CounterWatch } from '../../../lib/items/counter-watch';
import { type Update, UpdateReader } from '../../../lib/items/update';
import type { Catalog, Counter, Row } from '../../../lib/protocol/frames';

describe('what a column counts', () => {
  const CASES: readonly [string, Parameters<typeof counterOf>, Counter | undefined][] = [
    ['a documented column, by the setting', ['in.shapingdrops', undefined, 'total'], 'total'],
    [
      'a raw column, by its documented name',
      ['in_shapingtotal', { column: 'in_shapingtotal', name: 'in.shapingtotal' }, 'update'],
      'update',
    ],
    [
      'a documented column, by its field before the setting',
      ['x', { column: 'x', name: 'out.shapingdrops', counter: 'total' }, 'update'],
      'total',
    ],
    [
      'any column, by its field',
      ['bytes', { column: 'bytes', name: 'b', counter: 'update' }, 'total'],
      'update',
    ],
    ['nothing: connections', ['connections', undefined, 'total'], undefined],
    ['nothing: a latency', ['a', { column: 'a', name: 'in.shapingmax.latency' }, 'total'], undefined],
  ];
  for (const [title, given, counter] of CASES)
    it(title, () => {
      assert.equal(counterOf(...given), counter);
    });
});

describe('the watch over counters', () => {
  const catalog: Catalog = {
    system: { name: 'A' },
    fields: [
      { column: 'raw', name: 'in.shapingdrops' },
      { column: 'said', name: 'said', counter: 'total' },
    ],
    distributions: [],
    filters: [],
    services: [],
  };

  /** An update of a view that names its columns. */
  function updateOf(
    key: string,
    rows: Row[],
    counters: Counter,
    connection: number,
    shown = catalog,
  ): Update {
    const columns = ['name', key];
    const view = { columns, distributions: [{ name: 'Local Host' }], filters: [], expand: true };
    const id = { connection: String(connection), number: 1 };
    return new UpdateReader(view, shown, counters).read({ type: 'update', columns, rows, id }, 0);
  }

  /** Twenty items over some updates; `value` is that of an item in an update. */
  function watched(
    counters: Counter,
    value: (update: number, item: number) => number | string | null,
    {
      key = 'raw',
      updates = 8,
      items = 20,
      shown = catalog,
      connection = (update: number): number => update * 0,
    } = {},
  ): CounterWatch {
    const watch = new CounterWatch();
    for (let update = 0; update < updates; update++) {
      const rows = Array.from({ length: items }, (_, item): Row => [`item ${item}`, value(update, item)]);
      watch.add(updateOf(key, rows, counters, connection(update), shown));
    }
    return watch;
  }

  const GROWS = (update: number, item: number): number => update * (item + 1);
  const VARIES = (update: number, item: number): number => ((update * 7 + item * 3) % 11) * 10;

  it('finds a total that is declared as a count per update', () => {
    assert.deepEqual(watched('update', GROWS).findings, [{ key: 'raw', declared: 'update', seems: 'total' }]);
  });

  it('finds a count per update that is declared as a total', () => {
    assert.deepEqual(watched('total', VARIES).findings, [{ key: 'raw', declared: 'total', seems: 'update' }]);
  });

  it('agrees with what is declared rightly', () => {
    assert.equal(watched('total', GROWS).findings[0]?.seems, 'total');
    assert.equal(watched('update', VARIES).findings[0]?.seems, 'update');
  });

  it('takes the catalogue’s word before the setting', () => {
    assert.deepEqual(watched('update', VARIES, { key: 'said' }).findings, [
      { key: 'said', declared: 'total', seems: 'update' },
    ]);
  });

  it('knows a column by its documented name, where the catalogue does not', () => {
    assert.equal(watched('update', GROWS, { key: 'out.shapingtotal' }).findings.length, 1);
  });

  it('goes by a key’s own field, also if another field has that key as its name', () => {
    const fields: Catalog['fields'] = [
      { column: 'packets', name: 'lost', counter: 'total' },
      { column: 'lost', name: 'lost now', counter: 'update' },
    ];
    assert.deepEqual(watched('total', VARIES, { key: 'lost', shown: { ...catalog, fields } }).findings, [
      { key: 'lost', declared: 'update', seems: 'update' },
    ]);
  });

  const SILENT: Record<string, CounterWatch> = {
    'constant zeros': watched('update', () => 0, { updates: 100 }),
    'a column that does not count': watched('update', GROWS, { key: 'connections' }),
    'text and null': watched('update', (update) => (update % 2 === 0 ? null : 'many'), { updates: 100 }),
    'few updates': watched('update', GROWS, { updates: 5, items: 1000 }),
    'few changes': watched('update', GROWS, { updates: 19, items: 1 }),
    'one burst': watched('update', (update) => (update < 4 ? 0 : 9), { updates: 100 }),
    'a WebSocket per update': watched('update', GROWS, { updates: 100, connection: (update) => update }),
  };
  for (const [title, watch] of Object.entries(SILENT))
    it(`says nothing of ${title}`, () => {
      assert.deepEqual(watch.findings, []);
    });

  describe('says nothing before it has seen enough', () => {
    /** One item whose value is that of each update; the others stay as they are. */
    const changes = (values: readonly number[], items = 1): CounterWatch =>
      watched('update', (update, item) => (item < items ? (values[update] ?? 0) : 0), {
        updates: values.length,
        items: 30,
      });

    it('five updates in which the column has changed', () => {
      assert.deepEqual(changes([1, 2, 3, 4, 5], 20).findings, []);
      assert.equal(changes([1, 2, 3, 4, 5, 5, 5], 20).findings.length, 0);
      assert.equal(changes([1, 2, 3, 4, 5, 6], 20).findings.length, 1);
    });

    it('twenty changes of items', () => {
      const up = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
      assert.deepEqual(changes(up(20)).findings, []);
      assert.equal(changes(up(21)).findings.length, 1);
    });

    it('a share of falls that speaks for one of the two', () => {
      // How many of the 20 changes are falls.
      const falls = (count: number): CounterWatch => {
        let value = 100;
        return changes([
          value,
          ...Array.from({ length: 20 }, (_, index) => (value += index < count ? -1 : 1)),
        ]);
      };
      assert.deepEqual(
        [0, 4, 5, 6, 20].map((count) => falls(count).findings[0]?.seems),
        ['total', 'total', undefined, 'update', 'update'],
      );
    });
  });

  it('takes no reconnect for a fall', () => {
    const watch = watched('total', (update, item) => (update % 3) * (item + 1), {
      updates: 30,
      connection: (update) => Math.floor(update / 3),
    });
    assert.equal(watch.findings[0]?.seems, 'total');
  });

  it('takes no second item of a name for a fall', () => {
    const watch = new CounterWatch();
    for (let update = 0; update < 30; update++) {
      const rows = [1000 + update, 5].map((raw): Row => ['twice', raw]);
      watch.add(updateOf('raw', rows, 'total', 1));
    }
    assert.equal(watch.findings[0]?.seems, 'total');
  });
});
