import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineName } from '../../../lib/items/line-name';

/** The way back: there is one, so different names stay different. */
function nameOf(line: string): string {
  if (line === '%') return '';
  return line.replace(/%(?:u([0-9A-F]{4})|([0-9A-F]{2}))/g, (_, wide: string | undefined, byte: string) =>
    String.fromCharCode(parseInt(wide ?? byte, 16)),
  );
}

/** Texts of what is special in some way, and any others. */
const NAME = fc.oneof(
  fc
    .array(
      fc.constantFrom('%', 'u', '2', '5', 'C', 'D8', '00', '\\', '\n', '\0', '\ud83d', '\ude00', '_', 'é'),
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
);

describe('a name for InfluxDB’s line protocol', () => {
  it('is the same where nothing in it is special', () => {
    for (const name of ['10.0.0.1', 'Video, 4K = best', '50 %', 'ü', '😀', 'a_', '%u', 'in.shapingdrops'])
      assert.equal(lineName(name), name);
  });

  it('is written as in a URL where it is', () => {
    const names = ['a\\', 'a\nb', '', '%', '%5C', '%u12AB', '\ud83d!', '\u007f'];
    assert.deepEqual(names.map(lineName), [
      'a%5C',
      'a%0Ab',
      '%',
      '%25',
      '%255C',
      '%25u12AB',
      '%uD83D!',
      '%7F',
    ]);
  });

  it('has a way back, and nothing that breaks a line', () => {
    fc.assert(
      fc.property(NAME, (name) => {
        const line = lineName(name);
        // eslint-disable-next-line no-control-regex -- what must not be there
        assert.match(line, /^[^\0-\x1f\x7f\\]+$/);
        assert.equal(Buffer.from(line).toString(), line);
        assert.equal(nameOf(line), name);
      }),
      { numRuns: 5000 },
    );
  });
});
