import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkTypes } from '../support/check-types';
import { programOf } from '../support/documents';
import { ROOT } from '../support/root';

describe('docs/simulator.md', () => {
  it('has a program that compiles and shows hosts', () => {
    // Inside the package, so that the program can import it by its name.
    const folder = path.join(ROOT, 'dist', '.simulator');
    try {
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, 'test.ts');
      writeFileSync(file, programOf(readFileSync(path.join(ROOT, 'docs', 'simulator.md'), 'utf8')));
      checkTypes(file);
      const shown = execFileSync(process.execPath, ['--import', require.resolve('tsx'), file], {
        cwd: folder,
        encoding: 'utf8',
      });
      assert.equal([...shown.matchAll(/^ {4}name: '/gm)].length, 8, shown);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }).timeout(60_000);
});
