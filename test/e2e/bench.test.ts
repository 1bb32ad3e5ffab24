import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/root';

const run = promisify(execFile);

describe('the benchmark', function () {
  this.timeout(240_000);

  it('measures every contestant, and says what it ran on', async () => {
    const script = path.join(ROOT, 'bench', 'main.ts');
    const { stdout } = await run(process.execPath, ['--require', 'tsx/cjs', script, '--quick'], {
      cwd: ROOT,
    });
    const lines = stdout.split('\n');
    assert.match(lines[0] ?? '', /Node\.js \d+.*Node-RED \d+/);
    const medians = lines
      .filter((line) => line.startsWith('| CPU per update') && line.includes('20 two-level'))
      .map((line) => Number(line.split('|')[4]));
    assert.equal(medians.length, 7);
    // No goal is looked at: that is for a machine with nothing else to do.
    for (const median of medians) assert(Number.isFinite(median), stdout);
  });

  it('refuses an option that it does not know', async () => {
    const script = path.join(ROOT, 'bench', 'main.ts');
    await assert.rejects(
      run(process.execPath, ['--require', 'tsx/cjs', script, '--fast'], { cwd: ROOT }),
      /--fast/,
    );
  });
});
