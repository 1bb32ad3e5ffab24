import assert from 'node:assert/strict';
import { printable, printableJson } from '../../lib/printable';
import { STEERING, STEERS } from '../support/steering';

describe('a printable text', () => {
  it('stays unchanged where it is harmless', () => {
    const plain = 'Größe  "日本語" 😀 👨‍👩‍👧 \\ {}';
    assert.equal(printable(plain), plain);
    assert.equal(printableJson([plain]), JSON.stringify([plain]));
  });

  it('is one line that controls nothing', () => {
    assert.equal(
      printable(`${STEERING}\r\ng\th\ud800`),
      'a\ufffd[2J\ufffd31mb\ufffdc d\ufffde\ufffdf  g h\ufffd',
    );
  });

  it('is the same value as JSON, with escapes', () => {
    const value = { [STEERING]: [STEERING, 1, null] };
    for (const indent of [undefined, 2]) {
      const json = printableJson(value, indent);
      assert.doesNotMatch(json, STEERS);
      assert.deepEqual(JSON.parse(json), value);
    }
    assert.equal(printableJson(value, 2).split('\n').length, 7);
  });
});
