import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeFrame } from '../../lib/protocol/decode';
import { fastUpdates } from '../../lib/protocol/fast-update';
import { collectedHeap } from '../support/heap';

const DEPTH = 3;

function read(text: string, updates = fastUpdates(0)): unknown {
  const found = updates(Buffer.from(text), DEPTH);
  return found && { ...found, rows: found.rows.unpack() };
}

/** An update of one row with one value, written exactly like this. */
function withValue(written: string): string {
  return `{"type":"update","columns":["name","a"],"rows":[["x",${written}]]}`;
}

describe('an update that is read from its bytes', () => {
  const row = (children: fc.Arbitrary<unknown[]> | undefined): fc.Arbitrary<unknown[]> => {
    const value = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: 0, max: 10 ** 9 }).map((whole) => whole / 10_000),
      fc.constant(null),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const plain = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 12 }), value, value);
    if (!children) return plain;
    return fc.oneof(
      plain,
      fc.tuple(plain, children).map(([values, list]) => [...values, list]),
    );
  };
  const list = (depth: number): fc.Arbitrary<unknown[]> =>
    fc.array(row(depth > 1 ? list(depth - 1) : undefined), { maxLength: 4 });

  it('has what JSON.parse gives, number for number and text for text, update after update', function () {
    this.timeout(30_000);
    const updates = fastUpdates(0);
    fc.assert(
      fc.property(list(DEPTH), (rows) => {
        const text = JSON.stringify({ type: 'update', time: 5, columns: ['name', 'a', 'b'], rows });
        const found = read(text, updates);
        // JSON.parse has to read an update with too many long numbers or texts. That is rare.
        if (found === undefined) fc.pre(false);
        // This also tells 0 from -0, and compares prototypes.
        assert.deepEqual(found, JSON.parse(text));
      }),
      { numRuns: 2000 },
    );
  });

  for (const written of [
    '0',
    '-0',
    '10',
    '1.5',
    '-0.0001',
    '999999999',
    '1000000000',
    '1234567.89',
    '99999999.99',
    '0.1234567890',
    '9007199254740991',
    '123456789.012345',
    '0.1',
    '"10"',
    'null',
  ]) {
    it(`reads ${written}`, () => {
      assert.deepEqual(read(withValue(written)), JSON.parse(withValue(written)));
    });
  }

  it('reads the time and the id', () => {
    const head = { type: 'update', time: 5.5, id: { connection: 'a1-_', number: 123 } };
    for (const part of [head, { ...head, time: undefined }, { ...head, id: undefined }]) {
      const text = JSON.stringify({ ...part, columns: ['name'], rows: [['a']] });
      assert.deepEqual(read(text), JSON.parse(text));
    }
  });

  // Padding that lets the reader accept one slow number.
  const PADDING = `"${'-'.repeat(128)}",0`;
  for (const written of [
    '9007199254740992',
    '9007199254740993',
    '0.30000000000000004',
    '12345678901234567890',
    '1e3',
    '-1.5E-7',
    '0.00000000000000000000000000001',
  ]) {
    it(`reads ${written} as JSON.parse does`, () => {
      const text = withValue(written).replace('[[', `[[${PADDING}],[`);
      const { rows } = JSON.parse(text) as { rows: unknown };
      assert.deepEqual((read(text) as { rows: unknown } | undefined)?.rows, rows);
    });
  }

  const left: [string, string][] = [
    ...[
      '01',
      '1.',
      '.5',
      '-',
      '+1',
      '1e999',
      '1e',
      '0x1',
      'nul',
      'true',
      '{}',
      '[',
      '""x',
      '"',
      '"\n"',
      '"\\x"',
      '1 ',
    ].map((written): [string, string] => [`the value ${JSON.stringify(written)}`, withValue(written)]),
    ['a row that is too short', '{"type":"update","columns":["name","a"],"rows":[["x"]]}'],
    ['a row that is too long', '{"type":"update","columns":["name","a"],"rows":[["x",1,2]]}'],
    ['children that are not the last', '{"type":"update","columns":["name","a"],"rows":[["x",1,[],2]]}'],
    ['a name that is no text', '{"type":"update","columns":["name"],"rows":[[1]]}'],
    [
      'rows deeper than the view',
      '{"type":"update","columns":["name"],"rows":[["a",[["b",[["c",[["d"]]]]]]]]}',
    ],
    ['a comma at the end', '{"type":"update","columns":["name"],"rows":[["a"],]}'],
    ['something behind the rows', '{"type":"update","columns":["name"],"rows":[],"type":"error"}'],
    ['something behind the frame', '{"type":"update","columns":["name"],"rows":[]} '],
    ['no end', '{"type":"update","columns":["name"],"rows":[["a"'],
    ['rows that are not the frame’s', '{"type":"update","more":{"rows":[]},"columns":["name"]}'],
    ['another type further on', '{"type":"update","type":"error","columns":["name"],"rows":[]}'],
    ['white space', '{"type":"update","columns":["name"],"rows":[ ["a"]]}'],
    ['a time that is not JSON', '{"type":"update","time":01,"columns":["name"],"rows":[["a"]]}'],
    [
      'a number that is not JSON',
      '{"type":"update","id":{"connection":"a","number":01},"columns":["name"],"rows":[]}',
    ],
    [
      'a connection without a name',
      '{"type":"update","id":{"connection":"","number":1},"columns":["name"],"rows":[]}',
    ],
    ['an age', '{"type":"update","age":5,"columns":["name"],"rows":[]}'],
    ['another order', '{"type":"update","columns":["name"],"time":1,"rows":[["a"]]}'],
    ['rows in a key', '{"type":"update","columns":["name","v"],"rows" :[["y",1]],"a\\"rows":[["x",2]]}'],
    ['rows in a text', '{"type":"update","columns":["name","a],\\"rows":[["x",2]]}'],
    ['a text as nearly every value', withValue('""').replace(']]', `],${'["",""],'.repeat(40)}["",""]]`)],
    ['no columns', '{"type":"update","rows":[["a"]]}'],
    ['no rows', '{"type":"update","columns":["name"]}'],
    ['another frame', '{"type":"error","code":"busy","message":"\\"rows\\":["}'],
  ];
  for (const [what, text] of left) {
    it(`is left to JSON.parse with ${what}`, () => {
      assert.equal(read(text), undefined);
    });
  }

  it('never differs from JSON.parse, whichever text is before, in and behind the rows', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"rows":[',
        '"rows" :[["y",1]]',
        'a\\"rows":[["x",2]]',
        '"a\\"rows":[["x",2]]',
        '"columns":["name","v"]',
        '"columns":["name","a]"]',
        '"columns":["name","\\",\\"rows\\":["]',
        '"rows":[["y",1]]',
        '"rows":[["y","]}"]]',
        '"rows":[["y",1]],"rows":[["z",2]]',
        '"type":"update"',
        '"type":"error"',
        '"time":12',
        '"time":01',
        '"time":-0',
        '"time":1.5   ',
        '"name"',
        '[["x",2]]',
        ',',
        ']',
        '}',
        '"',
        '\\',
        '{',
        ' ',
      ),
      fc.string({ maxLength: 3 }),
    );
    const text = fc
      .tuple(fc.constantFrom('{"type":"update",', '{', '{"type":"update"'), fc.array(piece, { maxLength: 8 }))
      .map(([head, pieces]) => `${head}${pieces.join(',')}}`);
    const glued = fc.array(piece, { maxLength: 10 }).map((pieces) => `{"type":"update",${pieces.join('')}}`);
    const good = JSON.stringify({
      type: 'update',
      columns: ['name', 'v'],
      rows: [
        ['y', 1],
        ['x', null],
      ],
    });
    const changed = fc
      .tuple(piece, fc.nat(good.length), fc.nat(3))
      .map(([inserted, at, gone]) => good.slice(0, at) + inserted + good.slice(at + gone));
    const updates = fastUpdates(0);
    let found = 0;
    fc.assert(
      fc.property(fc.oneof(text, glued, changed), (said) => {
        const fast = read(said, updates);
        if (fast === undefined) return;
        found++;
        assert.deepEqual(fast, decodeFrame(said, DEPTH));
      }),
      { numRuns: 20_000 },
    );
    assert(found > 200, `only ${found} were read`);
  });

  it('remembers few of many texts, and keeps those of each frame apart', () => {
    const updates = fastUpdates(0);
    for (let frame = 0; frame < 5; frame++) {
      const rows = Array.from({ length: 3000 }, (_, index) => [`host ${index * (frame + 1)} é`]);
      const text = JSON.stringify({ type: 'update', columns: ['name'], rows });
      assert.deepEqual(read(text, updates), JSON.parse(text));
    }
  });

  it('is skipped for a while after JSON.parse had to read one', () => {
    const updates = fastUpdates(2);
    const good = withValue('1');
    assert.equal(read(withValue('true'), updates), undefined);
    assert.deepEqual(
      [good, good, good].map((text) => read(text, updates) !== undefined),
      [false, false, true],
    );
  });

  it('needs no more memory than its own size, whatever the frame before it was like', () => {
    const updates = fastUpdates(0);
    const before = process.memoryUsage().arrayBuffers;
    const long = { type: 'update', columns: ['name'], rows: Array.from({ length: 200_000 }, () => ['a']) };
    const wide = Array.from({ length: 5000 }, (_, column) => (column === 0 ? 'name' : String(column)));
    const flat = {
      type: 'update',
      columns: wide,
      rows: [wide.map((_, column) => (column === 0 ? 'a' : column))],
    };
    for (const frame of [long, flat, long]) assert.deepEqual(read(JSON.stringify(frame), updates), frame);
    assert(process.memoryUsage().arrayBuffers - before < 50_000_000);
  });

  it('takes at most four times its own size for numbers, even if each has one digit', () => {
    const width = 100;
    const columns = Array.from({ length: width }, (_, column) => (column === 0 ? 'name' : String(column)));
    // Just more rows than a list has room for that was doubled again and again.
    const rows = Array.from({ length: 8200 }, () => columns.map((_, column) => (column === 0 ? '' : 1)));
    const data = Buffer.from(JSON.stringify({ type: 'update', columns, rows }));
    collectedHeap();
    const before = process.memoryUsage().arrayBuffers;
    const found = fastUpdates(0)(data, DEPTH);
    collectedHeap();
    const taken = process.memoryUsage().arrayBuffers - before;
    assert.equal(found?.rows.length, rows.length);
    assert(taken < 4 * data.length, `${taken} bytes for ${data.length}`);
  });
});
