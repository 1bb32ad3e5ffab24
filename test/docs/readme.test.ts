import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/root';

/** A new user does not read more than this. */
const LARGEST = 10 * 1024;

describe('the README', () => {
  it('has at most 10 kB', () => {
    const { length } = readFileSync(path.join(ROOT, 'README.md'));
    assert(length <= LARGEST, `${length} bytes`);
  });
});
