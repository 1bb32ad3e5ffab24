import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atEnd } from './at-end';

/** A new directory that is gone when the run of the tests ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'activelogic-test-'));
  // Not after a test: a failed one may leave processes that are ended later.
  atEnd(() => {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return directory;
}
