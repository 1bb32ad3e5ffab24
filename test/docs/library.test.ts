import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Simulator } from '../../tools/simulator';
import { checkTypes } from '../support/check-types';
import { programOf } from '../support/documents';
import { ROOT } from '../support/root';

/** Inside the package, so that the program can import it by its name. */
const folder = path.join(ROOT, 'dist', '.library');
const file = path.join(folder, 'example.ts');
const URL_IN_PAGE = 'ws://localhost:8000/view';

describe('docs/library.md', () => {
  let simulator: Simulator;

  before(async () => {
    simulator = new Simulator({ port: 0, interval: 0.05, hosts: 300, services: 2 });
    const url = await simulator.start();
    const example = programOf(readFileSync(path.join(ROOT, 'docs', 'library.md'), 'utf8'));
    assert(example.includes(URL_IN_PAGE));
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, example.replace(URL_IN_PAGE, url));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await simulator.stop();
  });

  it('has the vendor’s example in TypeScript, and it compiles', () => {
    checkTypes(file);
  }).timeout(60_000);

  it('has the vendor’s example in TypeScript, and it shows update after update', async () => {
    const example = spawn(process.execPath, ['--import', 'tsx', file], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let lines = 0;
    for await (const line of createInterface(example.stdout)) {
      assert.match(line, /^10\.0\.0\.249 (\d+|null) (\d+|null)$/);
      if (++lines === 3) break;
    }
    example.kill();
    await once(example, 'exit');
    assert.equal(lines, 3);
  }).timeout(60_000);
});
