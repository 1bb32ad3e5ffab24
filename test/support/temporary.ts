import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from './at-end';

/** A new directory that is removed at the end of the test run. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'activelogic-test-'));
  // Not after the test: a failed test can leave processes that end later.
  atEnd(() => {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return directory;
}
