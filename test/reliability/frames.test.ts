import assert from 'node:assert/strict';
import { FeedPool } from '../../lib/feed/pool';
import type { Update } from '../../lib/items/update';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import { retryAfter } from '../../lib/socket/failure';
import { manualClock } from '../support/clock';
import { CATALOG, type Peer, ScriptedSystem } from '../support/scripted-system';
import { Signal } from '../support/signal';
import { prototypes } from './prototypes';
import { WatchedSession } from './watched-session';

const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};

/** An update with one column besides the name. The rows are JSON. */
function update(rows: string, columns = '["name","x"]'): string {
  return `{"type":"update","columns":${columns},"rows":${rows}}`;
}

function nested(open: string, close: string, depth: number, inside = ''): string {
  return open.repeat(depth) + inside + close.repeat(depth);
}

/** What is wrong with a frame, the frame (a Buffer is sent as binary), and the report. */
const REFUSED: [string, string | Buffer, RegExp][] = [
  ['an empty text', '', /not JSON/],
  ['a text that is not JSON', 'hello', /not JSON/],
  ['white space', ' \n', /not JSON/],
  ['an update that is cut off', update('[["a",1]]').slice(0, -3), /not JSON/],
  ['an update with something behind it', `${update('[["a",1]]')}]`, /not JSON/],
  ['two updates in one frame', update('[]') + update('[]'), /not JSON/],
  ['an update behind a byte order mark', `\ufeff${update('[]')}`, /not JSON/],
  ['a binary frame', Buffer.from([0, 1, 0xff]), /binary/],
  ['an update as a binary frame', Buffer.from(update('[["a",1]]')), /binary/],
  ['an empty binary frame', Buffer.alloc(0), /binary/],
  ['null', 'null', /not a JSON object/],
  ['a number', '5', /not a JSON object/],
  ['a list', `[${update('[]')}]`, /not a JSON object/],
  ['text in JSON', '"update"', /not a JSON object/],
  ['an object without a type', '{}', /type is not text/],
  ['a type that is a number', '{"type":1}', /type is not text/],
  [
    'a type in __proto__ only',
    '{"__proto__":{"type":"update","columns":["name"],"rows":[]}}',
    /type is not text/,
  ],
  [
    'rows in __proto__ only',
    '{"type":"update","columns":["name"],"__proto__":{"rows":[]}}',
    /rows is not a list/,
  ],
  ['no columns', '{"type":"update","rows":[]}', /columns is not a list/],
  ['columns that are an object', update('[]', '{"0":"name","length":1}'), /columns is not a list/],
  ['columns that are null', update('[]', 'null'), /columns is not a list/],
  ['no column at all', update('[]', '[]'), /columns\[0\] is not name/],
  ['another first column', update('[]', '["x","name"]'), /columns\[0\] is not name/],
  ['a column that is a number', update('[["a",1]]', '["name",1]'), /columns\[1\] is not text/],
  ['a column named twice', update('[["a",1,2]]', '["name","x","x"]'), /column twice/],
  ['the name twice', update('[["a","b"]]', '["name","name"]'), /column twice/],
  ['__proto__ as a column', update('[["a",1]]', '["name","__proto__"]'), /columns\[1\] is __proto__/],
  ['__proto__ as a column, escaped', update('[["a",1]]', '["name","\\u005f_proto__"]'), /is __proto__/],
  ['rows that are null', update('null'), /rows is not a list/],
  ['rows that are an object', update('{"length":1}'), /rows is not a list/],
  ['a row that is null', update('[["a",1],null]'), /row is not a list/],
  ['a row that is an object', update('[{"0":"a","1":1,"length":2}]'), /row is not a list/],
  ['a row with a value too few', update('[["a",1],["b"]]'), /1 values for 2 columns/],
  ['an empty row', update('[[]]'), /0 values for 2 columns/],
  ['a row with a value too many', update('[["a",1,2]]'), /children are not a list/],
  ['a row with two values too many', update('[["a",1,[],[]]]'), /4 values for 2 columns/],
  ['a child with a value too few', update('[["a",1,[["b",1],["c"]]]]'), /1 values for 2 columns/],
  ['a child with a value too many', update('[["a",1,[["b",1,5]]]]'), /children are not a list/],
  ['children that are null', update('[["a",1,null]]'), /children are not a list/],
  ['children that are an object', update('[["a",1,{}]]'), /children are not a list/],
  ['children that are text', update('[["a",1,"[]"]]'), /children are not a list/],
  ['children at the leaves', update('[["a",1,[["b",1,[["c",1]]]]]]'), /deeper/],
  ['a name that is a number', update('[[1,1]]'), /name is not text/],
  ['a name that is null', update('[[null,1]]'), /name is not text/],
  ['a value that is true', update('[["a",true]]'), /finite number, text or null/],
  ['a value that is a list', update('[["a",[]]]'), /finite number, text or null/],
  ['a value that is an object', update('[["a",{}]]'), /finite number, text or null/],
  ['NaN', update('[["a",NaN]]'), /not JSON/],
  ['Infinity', update('[["a",-Infinity]]'), /not JSON/],
  ['a number that no double can be', update('[["a",1e999]]'), /finite number, text or null/],
  ['such a number below zero, in a child', update('[["a",1,[["b",-1e309]]]]'), /finite number/],
  ['a number of 400 digits', update(`[["a",${'9'.repeat(400)}]]`), /finite number/],
  ['a number with a leading zero', update('[["a",01]]'), /not JSON/],
  ['a hexadecimal number', update('[["a",0x1f]]'), /not JSON/],
  [
    'a time that is text',
    '{"type":"update","time":"1","columns":["name"],"rows":[]}',
    /time is not a number/,
  ],
  [
    'a time without end',
    '{"type":"update","time":1e999,"columns":["name"],"rows":[]}',
    /time is not a number/,
  ],
  ['5,000 lists in one another', nested('[', ']', 5000), /not a JSON object/],
  ['5,000 objects in one another', nested('{"a":', '}', 5000, '1'), /type is not text/],
  ['100,000 lists in one another', nested('[', ']', 100_000), /not a JSON object/],
  ['100,000 objects in one another', nested('{"a":', '}', 100_000, '1'), /type is not text/],
  ['5,000 levels of rows', update(nested('[["a",1,', ']]', 5000, '[]')), /deeper/],
  ['100,000 levels of rows', update(nested('[["a",1,', ']]', 100_000, '[]')), /deeper/],
  ['100,000 lists as a value', update(`[["a",${nested('[', ']', 100_000)}]]`), /finite number/],
  ['100,000 lists as the columns', update('[]', nested('[', ']', 100_000)), /columns\[0\] is not text/],
  ['100,000 lists that never end', '['.repeat(100_000), /not JSON/],
  ['a second catalogue', JSON.stringify({ type: 'catalog', profile: 1, ...CATALOG }), /second catalogue/],
  ['a second catalogue, of another profile', '{"type":"catalog","profile":2}', /profile 2/],
  ['an error without a code', '{"type":"error","message":"m"}', /code is not text/],
  [
    'an error whose message is an object',
    '{"type":"error","code":"busy","message":{}}',
    /message is not text/,
  ],
  ['an error that is fatal by text', '{"type":"error","code":"busy","message":"","fatal":"true"}', /fatal/],
];

/** What is odd about a frame, its columns besides the name, and its rows, which must arrive unchanged. */
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'children',
  'path',
  'name',
  '',
  '\0',
  '\ud800',
  'x'.repeat(100_000),
];

describe('hostile frames', () => {
  let untouched: ReturnType<typeof prototypes>;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  let system: ScriptedSystem;

  before(() => {
    // Taken here, because other tests load packages that change prototypes.
    untouched = prototypes();
    process.on('unhandledRejection', note);
  });
  after(() => process.off('unhandledRejection', note));
  beforeEach(async () => {
    system = await ScriptedSystem.start();
  });
  afterEach(async () => {
    await system.stop();
    assert.deepEqual(prototypes(), untouched);
    assert.deepEqual(unhandled, []);
  });

  async function live(
    view: ViewDefinition = VIEW,
    catalog: object = CATALOG,
    maxPayload = 32,
  ): Promise<{ watched: WatchedSession; peer: Peer }> {
    const watched = new WatchedSession(view, { url: system.url, maxPayload });
    const peer = await system.peer(0);
    peer.send({ type: 'catalog', profile: 1, ...catalog });
    await peer.view();
    return { watched, peer };
  }

  /** The update that a frame becomes, over a real socket. */
  async function read(frame: string, view = VIEW, catalog: object = CATALOG): Promise<Update> {
    const { watched, peer } = await live(view, catalog);
    peer.send(frame);
    const received = await watched.update(0);
    assert.deepEqual(watched.codes(), []);
    await watched.session.close();
    return received;
  }

  describe('are skipped whole, reported once and counted, and the next frame is read', () => {
    for (const [what, frame, reason] of REFUSED) {
      it(what, async () => {
        const { watched, peer } = await live();
        peer.update([['before', 1, null]]);
        for (let times = 0; times < 3; times++) peer.socket.send(frame, { binary: Buffer.isBuffer(frame) });
        peer.update([['after', 2, 1.5]]);
        assert.deepEqual((await watched.update(1)).items(), [{ name: 'after', inbound: 2, 'int.rtt': 1.5 }]);
        assert.equal(watched.updates.length, 2);
        assert.deepEqual(watched.codes(), ['invalid-frame']);
        assert.match(watched.reports[0]?.message ?? '', reason);
        peer.socket.terminate();
        assert.equal((await watched.failed()).code, 'lost');
        assert.deepEqual(watched.codes(), ['invalid-frame', 'invalid-frames']);
        assert.equal(watched.reports[1]?.params.count, 3);
      });
    }

    it('an update before the catalogue', async () => {
      const watched = new WatchedSession(VIEW, { url: system.url });
      const peer = await system.peer(0);
      peer.update([['early', 1, 2]]);
      peer.update([['early', 1, 2]]);
      peer.catalog();
      await peer.view();
      peer.update([['late', 1, 2]]);
      assert.equal((await watched.update(0)).items()[0]?.name, 'late');
      assert.equal(watched.catalogs.length, 1);
      assert.deepEqual(watched.codes(), ['invalid-frame']);
      await watched.session.close();
    });

    const catalogs: [string, object, RegExp][] = [
      ...(['fields', 'distributions', 'filters', 'services'] as const).flatMap(
        (key): [string, object, RegExp][] => [
          [`null for ${key}`, { [key]: null }, new RegExp(`${key} is not a list`)],
          [`an object for ${key}`, { [key]: { length: 0 } }, new RegExp(`${key} is not a list`)],
          [`a list with null for ${key}`, { [key]: [null] }, new RegExp(`${key}\\[0\\] is not`)],
        ],
      ),
      ['no system', { system: undefined }, /system is not an object/],
      ['a system without a name', { system: {} }, /system\.name is not text/],
      ['a system that is a list', { system: [] }, /system is not an object/],
      ['__proto__ as a field’s column', { fields: [{ column: '__proto__', name: 'a' }] }, /is __proto__/],
      ['__proto__ as a field’s name', { fields: [{ column: 'a', name: '__proto__' }] }, /is __proto__/],
      ['a field without a name', { fields: [{ column: 'a' }] }, /fields\[0\]\.name is not text/],
      ['a unit that is a number', { fields: [{ column: 'a', name: 'a', unit: 1 }] }, /unit is not text/],
      ['a default that is text', { fields: [{ column: 'a', name: 'a', default: 'no' }] }, /default is not/],
      [
        'a counter that is unknown',
        { fields: [{ column: 'a', name: 'a', counter: 'delta' }] },
        /fields\[0\].counter is not one of/,
      ],
      ['values that are unknown', { filters: [{ name: 'a', values: 'colour' }] }, /values is not one of/],
      ['values named constructor', { filters: [{ name: 'a', values: 'constructor' }] }, /is not one of/],
      ['choices that are numbers', { filters: [{ name: 'a', choices: [1] }] }, /choices\[0\] is not text/],
    ];
    for (const [what, wrong, reason] of catalogs) {
      it(`a catalogue with ${what}`, async () => {
        const watched = new WatchedSession(VIEW, { url: system.url });
        const peer = await system.peer(0);
        const frame = { type: 'catalog', profile: 1, ...CATALOG, ...wrong };
        peer.send(frame);
        peer.send(frame);
        peer.catalog();
        assert.deepEqual(await watched.catalog(), CATALOG);
        assert.deepEqual(watched.codes(), ['invalid-frame']);
        assert.match(watched.reports[0]?.message ?? '', reason);
        peer.socket.terminate();
        await watched.failed();
        assert.equal(watched.reports[1]?.params.count, 2);
      });
    }
  });

  describe('that end the connection have a reason, and the view comes back', () => {
    const ends: [string, (peer: Peer) => void, string][] = [
      [
        'a frame of 40 MB',
        (peer) => {
          peer.update([['x'.repeat(40_000_000), 1, 2]]);
        },
        'frame-too-large',
      ],
      [
        'a frame of 40 MB in pieces',
        (peer) => {
          for (let piece = 0; piece < 40; piece++) {
            peer.socket.send('x'.repeat(1_000_000), { fin: piece === 39 });
          }
        },
        'frame-too-large',
      ],
      [
        'text that is not UTF-8',
        (peer) => {
          peer.socket.send(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), { binary: false });
        },
        'not-a-websocket',
      ],
    ];
    for (const [what, send, code] of ends) {
      it(what, async () => {
        const clock = manualClock();
        const changes = new Signal();
        const log: string[] = [];
        const names: unknown[] = [];
        const pool = new FeedPool(
          createEndpoint({ ...ENDPOINT_DEFAULTS, url: system.url }),
          { min: 1000, max: 1000 },
          {
            lost: (error) => {
              changes.after(() => log.push(error.code));
            },
            back: () => {
              changes.after(() => log.push('back'));
            },
          },
          clock,
        );
        pool.subscribe(VIEW, {
          state: () => undefined,
          update: (received) => {
            changes.after(() => names.push(received.items()[0]?.name));
          },
          report: (error) => {
            log.push(error.code);
          },
        });
        const serve = async (index: number): Promise<Peer> => {
          const peer = await system.peer(index);
          peer.catalog();
          await peer.view();
          peer.update([[`number ${index}`, 1, 2]]);
          await changes.until(() => names.length === index + 1);
          return peer;
        };
        send(await serve(0));
        await changes.until(() => log.length > 0);
        assert.deepEqual(log, [code]);
        clock.tick(1000);
        await serve(1);
        assert.deepEqual(names, ['number 0', 'number 1']);
        assert.deepEqual(log, [code, 'back']);
        const closing = pool.close();
        clock.tick(2000);
        await closing;
        assert.equal(clock.pending(), 0);
      });
    }

    it('a first catalogue of another profile', async () => {
      for (const [index, profile] of [2, 0, '1', null, undefined, [1], true].entries()) {
        const watched = new WatchedSession(VIEW, { url: system.url });
        (await system.peer(index)).send({ type: 'catalog', ...CATALOG, profile });
        const failure = await watched.failed();
        assert.equal(failure.code, 'profile-unknown');
        assert.equal(retryAfter(failure), 'longest');
      }
    });

    it('bytes that are not a frame at all', async () => {
      const { watched, peer } = await live();
      peer.update([['before', 1, 2]]);
      await watched.update(0);
      // Write past the WebSocket server, on its TCP connection.
      peer.request.socket.write(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'));
      assert.equal((await watched.failed()).code, 'not-a-websocket');
      assert.deepEqual(watched.codes(), []);
    });

    it('a reset in the middle of a frame', async () => {
      const { watched, peer } = await live();
      peer.update([['before', 1, 2]]);
      await watched.update(0);
      // The first ten bytes of a text frame of 100 bytes.
      peer.request.socket.write(Buffer.concat([Buffer.from([0x81, 100]), Buffer.from('{"type":"u')]), () =>
        peer.request.socket.resetAndDestroy(),
      );
      assert.equal((await watched.failed()).code, 'lost');
      assert.equal(watched.updates.length, 1);
    });
  });

  describe('that are valid are read', () => {
    it('item names with a meaning for JavaScript are names', async () => {
      const rows = ODD_NAMES.map((name) => [name, 1, [[name, 2]]]);
      const received = await read(JSON.stringify({ type: 'update', columns: ['name', 'x'], rows }));
      const items = ODD_NAMES.map((name) => ({ name, x: 1, children: [{ name, x: 2 }] }));
      const flat = ODD_NAMES.map((name) => {
        return { 'Local Host': name, Service: name, path: [name, name], name, x: 2 };
      });
      assert.deepEqual(received.items(), items);
      assert.deepEqual(received.flatRows(), flat);
    });

    const columns = ODD_NAMES.filter((name) => name !== '__proto__' && name !== 'name');
    const keys = columns.map((column) =>
      column === 'children' || column === 'path' ? `${column} (column)` : column,
    );
    const row = (first: string): unknown[] => [first, ...columns.map((_column, index) => index)];
    const values = Object.fromEntries(keys.map((key, index) => [key, index]));

    for (const raw of [true, false]) {
      it(`columns with a meaning for JavaScript are ${raw ? 'raw' : 'unknown'} columns`, async () => {
        const view = raw ? { ...VIEW, columns } : VIEW;
        const rows = [[...row('a'), [row('b')]], row('c')];
        const frame = JSON.stringify({ type: 'update', columns: ['name', ...columns], rows });
        const received = await read(frame, view);
        assert.deepEqual(received.items(), [
          { name: 'a', ...values, children: [{ name: 'b', ...values }] },
          { name: 'c', ...values },
        ]);
        assert.deepEqual(received.flatRows(), [
          { name: 'b', ...values, path: ['a', 'b'], 'Local Host': 'a', Service: 'b' },
          { name: 'c', ...values, path: ['c'], 'Local Host': 'c' },
        ]);
      });
    }

    it('fields whose names have a meaning for JavaScript, or for an item, hide nothing', async () => {
      const names = ['constructor', 'toString', 'hasOwnProperty', '', 'children', 'path', 'name'];
      const fields = [
        { column: 'name', name: 'Host' },
        ...names.map((name, index) => ({ column: `c${index}`, name, unit: name })),
      ];
      const frame = {
        type: 'update',
        columns: fields.map(({ column }) => column),
        rows: [['a', 0, 1, 2, 3, 4, 5, 6, [['b', 0, 1, 2, 3, 4, 5, 6]]]],
      };
      const received = await read(JSON.stringify(frame), VIEW, { ...CATALOG, fields });
      const own = { constructor: 0, toString: 1, hasOwnProperty: 2, '': 3, c4: 4, c5: 5, c6: 6 };
      assert.deepEqual(received.items(), [{ name: 'a', ...own, children: [{ name: 'b', ...own }] }]);
      assert.deepEqual(received.flatRows(), [
        { name: 'b', ...own, path: ['a', 'b'], 'Local Host': 'a', Service: 'b' },
      ]);
      assert.deepEqual(received.fields(), {
        name: {},
        constructor: { unit: 'constructor' },
        toString: { unit: 'toString' },
        hasOwnProperty: { unit: 'hasOwnProperty' },
        '': { unit: '' },
        c4: { unit: 'children' },
        c5: { unit: 'path' },
        c6: { unit: 'name' },
      });
    });

    it('distributions whose names have a meaning for JavaScript have a key in rows', async () => {
      const names = ['__proto__', 'constructor', 'path', 'name'];
      const distributions = names.map((name) => ({ name }));
      const received = await read(
        update('[["a",1,[["b",1,[["c",1,[["d",1]]]]]]]]'),
        { ...VIEW, distributions },
        { ...CATALOG, distributions },
      );
      assert.deepEqual(received.flatRows(), [
        {
          name: 'd',
          x: 1,
          path: ['a', 'b', 'c', 'd'],
          '__proto__ (level)': 'a',
          constructor: 'b',
          'path (level)': 'c',
          'name (level)': 'd',
        },
      ]);
    });

    it('a catalogue with two fields of one name or one column', async () => {
      const fields = [
        { column: 'a', name: 'same' },
        { column: 'b', name: 'same' },
        { column: 'c', name: 'first' },
        { column: 'c', name: 'last', unit: 's' },
      ];
      const frame = update('[["x",1,2,3]]', '["name","a","b","c"]');
      const received = await read(frame, VIEW, { ...CATALOG, fields });
      assert.deepEqual(received.items(), [{ name: 'x', same: 1, b: 2, last: 3 }]);
      assert.deepEqual(received.fields(), { same: {}, b: {}, last: { unit: 's' } });
    });

    it('columns that the catalogue does not know, in their own order', async () => {
      const frame = update('[["x",1,2,3]]', '["name","new","int_rtt","inbound_bps"]');
      assert.deepEqual((await read(frame)).items(), [{ name: 'x', new: 1, 'int.rtt': 2, inbound: 3 }]);
    });

    it('properties that the profile does not have', async () => {
      const extra =
        '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1,';
      const frame = update('[["x",1]]').replace('{', `{${extra}`);
      assert.deepEqual((await read(frame)).items(), [{ name: 'x', x: 1 }]);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });

    it('unknown types with any content', async () => {
      const { watched, peer } = await live();
      for (const type of ['later', '', '__proto__', 'constructor', 'UPDATE']) {
        peer.send({ type, columns: null, rows: 5 });
        peer.send(`{"type":"${type}","deep":${nested('[', ']', 100_000)}}`);
      }
      peer.send(update('[["x",1]]'));
      assert.deepEqual((await watched.update(0)).items(), [{ name: 'x', x: 1 }]);
      assert.deepEqual(watched.codes(), []);
      await watched.session.close();
    });

    it('numbers as the nearest double, -0 and text that looks like a number unchanged', async () => {
      const sent: [string, unknown][] = [
        ['-0', -0],
        ['0', 0],
        ['"5"', '5'],
        ['"NaN"', 'NaN'],
        ['"1e999"', '1e999'],
        ['9007199254740991', 9007199254740991],
        // Above 2^53 a double cannot hold every integer, so JSON.parse takes the nearest.
        ['9007199254740993', 9007199254740992],
        ['18446744073709551615', 18446744073709552000],
        ['1.7976931348623157e308', Number.MAX_VALUE],
        ['5e-324', Number.MIN_VALUE],
        ['1e-400', 0],
        ['0.1', 0.1],
      ];
      const rows = sent.map(([literal]) => `["x",${literal}]`).join();
      const items = (await read(update(`[${rows}]`))).items();
      sent.forEach(([literal, expected], index) => {
        assert(Object.is(items[index]?.x, expected), `${literal} is ${JSON.stringify(items[index]?.x)}`);
      });
    });

    it('names with half of a surrogate pair', async () => {
      const items = (await read(update('[["\\ud800","\\udc00"],["😀",1]]'))).items();
      assert.deepEqual(items, [
        { name: '\ud800', x: '\udc00' },
        { name: '😀', x: 1 },
      ]);
    });

    it('an empty list of children, also at the leaves', async () => {
      const received = await read(update('[["a",1,[]],["b",1,[["c",1,[]]]]]'));
      assert.deepEqual(received.items(), [
        { name: 'a', x: 1, children: [] },
        { name: 'b', x: 1, children: [{ name: 'c', x: 1, children: [] }] },
      ]);
      assert.deepEqual(
        received.flatRows().map(({ path }) => path),
        [['a'], ['b', 'c']],
      );
    });

    it('a frame of 40 MB where that is allowed', async () => {
      const { watched, peer } = await live(VIEW, CATALOG, 48);
      const long = 'x'.repeat(40_000_000);
      peer.update([[long, 1, 2]]);
      const [item] = (await watched.update(0)).items();
      assert(item?.name === long && item.inbound === 1 && item['int.rtt'] === 2);
      await watched.session.close();
    });

    it('100,000 rows, every number in its place', async () => {
      const { watched, peer } = await live();
      const rows = Array.from({ length: 100_000 }, (_row, index) => [`host ${index}`, index, index / 8]);
      peer.update(rows);
      const items = (await watched.update(0)).items();
      assert.equal(items.length, rows.length);
      for (const [index, item] of items.entries()) {
        assert(item.name === `host ${index}` && item.inbound === index && item['int.rtt'] === index / 8);
      }
      await watched.session.close();
    });

    it('200,000 columns', async () => {
      const wide = ['name', ...Array.from({ length: 200_000 }, (_column, index) => `c${index}`)];
      const frame = {
        type: 'update',
        columns: wide,
        rows: [wide.map((_column, index) => (index ? index : 'a'))],
      };
      const [item] = (await read(JSON.stringify(frame))).items();
      assert.equal(Object.keys(item ?? {}).length, wide.length);
      for (const [index, column] of wide.entries()) assert(item?.[column] === (index || 'a'));
    });
  });
});
