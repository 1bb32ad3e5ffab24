import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompactUpdates } from '#lib/protocol/compact-update';

const DEPTH = 3;

function read(text: string, updates = new CompactUpdates(0)): unknown {
  return updates.read(Buffer.from(text), DEPTH);
}

/** An update of one row with one value, which is given as it is written. */
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

  it('says what JSON.parse says, number for number and text for text, one after the other', () => {
    const updates = new CompactUpdates(0);
    fc.assert(
      fc.property(list(DEPTH), (rows) => {
        const text = JSON.stringify({ type: 'update', time: 5, columns: ['name', 'a', 'b'], rows });
        const found = read(text, updates);
        // Few of them have so many long numbers that they are left to JSON.parse.
        if (found === undefined) fc.pre(false);
        // Also -0, and no prototype but those of lists.
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

  // Each has room for one number that takes long.
  const PADDING = `"padding":"${'-'.repeat(128)}",`;
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
      const text = withValue(written).replace('"columns"', `${PADDING}"columns"`);
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
    ['no columns', '{"type":"update","rows":[["a"]]}'],
    ['no rows', '{"type":"update","columns":["name"]}'],
    ['another frame', '{"type":"error","code":"busy","message":"\\"rows\\":["}'],
  ];
  for (const [what, text] of left) {
    it(`is left to JSON.parse with ${what}`, () => {
      assert.equal(read(text), undefined);
    });
  }

  it('keeps few of many texts, and those of each frame apart', () => {
    const updates = new CompactUpdates(0);
    for (let frame = 0; frame < 5; frame++) {
      const rows = Array.from({ length: 3000 }, (_, index) => [`host ${index * (frame + 1)} é`]);
      const text = JSON.stringify({ type: 'update', columns: ['name'], rows });
      assert.deepEqual(read(text, updates), JSON.parse(text));
    }
  });

  it('is not tried for a while after one that had to be left', () => {
    const updates = new CompactUpdates(2);
    const good = withValue('1');
    assert.equal(read(withValue('true'), updates), undefined);
    assert.deepEqual(
      [good, good, good].map((text) => read(text, updates) !== undefined),
      [false, false, true],
    );
  });
});
