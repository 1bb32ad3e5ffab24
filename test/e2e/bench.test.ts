import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';

const run = promisify(execFile);
const SCRIPT = path.join(ROOT, 'bench', 'main.ts');

/** The file that `--out` writes. */
interface Written {
  machine: string;
  results: { measure: string; who: string; rows: number; values: number[] }[];
}

const CONTESTANTS = ['bare', 'node', 'ten-nodes', 'core', 'ten-core'];

// Checks that the benchmark measures, not its figures: those need an otherwise idle machine.
describe('the benchmark', function () {
  this.timeout(240_000);
  let table: string[];
  let written: Written;

  before(async () => {
    const out = path.join(temporaryDirectory(), 'bench.json');
    const { stdout } = await bench('--quick', '--out', out);
    table = stdout.split('\n');
    written = JSON.parse(readFileSync(out, 'utf8')) as Written;
  });

  it('says which machine it ran on', () => {
    assert.match(table[0] ?? '', /Node\.js \d+.*Node-RED \d+/);
    assert.equal(written.machine, table[0]);
  });

  it('writes the cost and the memory of every contestant', () => {
    for (const measure of ['cpu', 'memory']) {
      const results = written.results.filter((result) => result.measure === measure);
      assert.deepEqual(
        results.map(({ who }) => who),
        CONTESTANTS,
      );
      for (const { who, values } of results) assert.ok((values[0] ?? 0) > 0, `${measure} of ${who}`);
    }
  });

  it('writes the delivery time of every update', () => {
    const results = written.results.filter(({ measure }) => measure === 'latency');
    assert.deepEqual(results.map(({ who }) => who).sort(), ['bare', 'core', 'node']);
    for (const { who, values } of results) {
      // On a busy machine a node can be held up. It then skips updates, and says so.
      const fewest = who === 'node' ? 1 : 3;
      assert.ok(values.length >= fewest && values.length <= 3, `${who}: ${values.length} updates`);
      for (const value of values) assert.ok(value > 0 && value < 60_000, `${who}: ${value} ms`);
    }
  });

  it('prints the three ratios that follow from its results', () => {
    for (const [title, own, other] of [
      ['as fast as bare socket: liveview node', 'node', 'bare'],
      ['as fast as core nodes: liveview node', 'node', 'core'],
      ['as fast as ten core nodes: ten liveview nodes', 'ten-nodes', 'ten-core'],
    ] as const) {
      const cells = table.find((line) => line.includes(title))?.split('|');
      assert.ok(cells, title);
      const ratio = cpu(other) / cpu(own);
      assert.ok(Math.abs(parseFloat(cells[2] ?? '') / ratio - 1) < 0.01, `${title}: ${String(cells[2])}`);
    }
  });

  it('leaves no cell of a measured size without a figure', () => {
    const cells = table.filter((line) => line.startsWith('| ')).slice(2);
    assert.ok(cells.length > 15);
    for (const line of cells) assert.match(line.split('|')[2] ?? '', /^ -?[\d.,]+/, line);
  });

  it('refuses an unknown option', async () => {
    await assert.rejects(bench('--fast'), /--fast/);
  });

  it('ends with an error where the package is not built', async () => {
    const folder = temporaryDirectory();
    cpSync(path.join(ROOT, 'bench'), path.join(folder, 'bench'), { recursive: true });
    for (const name of [
      'lib',
      'tools',
      'scripts',
      'node_modules',
      'package.json',
      'tsconfig.json',
      'tsconfig.base.json',
    ])
      symlinkSync(path.join(ROOT, name), path.join(folder, name));
    const script = path.join(folder, 'bench', 'main.ts');
    await assert.rejects(
      run(process.execPath, ['--require', 'tsx/cjs', script, '--quick'], { cwd: ROOT }),
      /has no node for activelogic-.*npm run build/,
    );
  });

  function cpu(who: string): number {
    return written.results.find((result) => result.measure === 'cpu' && result.who === who)?.values[0] ?? NaN;
  }
});

/** Runs the benchmark on the build. */
function bench(...args: string[]): Promise<{ stdout: string }> {
  return run(process.execPath, ['--require', 'tsx/cjs', SCRIPT, ...args], { cwd: ROOT });
}
