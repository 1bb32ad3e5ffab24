import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const directories: string[] = [];

// Not per test: a failed one may leave processes that are ended later.
process.once('exit', () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** A new directory that is gone when the run of the tests ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'activelogic-test-'));
  directories.push(directory);
  return directory;
}
