import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { packedPackage } from '../support/packed';
import { ROOT } from '../support/root';

const run = promisify(execFile);

/** The declaration files that a declaration needs, as paths in the package. */
function needed(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from |import\()['"]([^'"]+)['"]/g)].flatMap(([, name = '']) => {
    const target = name.startsWith('#lib/')
      ? path.join('dist', 'lib', name.slice('#lib/'.length))
      : path.join(path.dirname(file), name);
    if (!/^[.#]/.test(name)) return [];
    return [existsSync(path.join(ROOT, `${target}.d.ts`)) ? `${target}.d.ts` : `${target}/index.d.ts`];
  });
}

/** Bytes. */
const LARGEST_PACKAGE = 450_000;

describe('the packed package', () => {
  it('is small enough', async function () {
    this.timeout(60_000);
    const { size } = statSync(await packedPackage());
    assert(size <= LARGEST_PACKAGE, `${size} bytes`);
  });

  it('has all types that its exports need, but not those of every file', async function () {
    this.timeout(60_000);
    const { exports } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      exports: Record<string, { types?: string }>;
    };
    const left = Object.values(exports).flatMap(({ types }) => (types ? [path.normalize(types)] : []));
    const reached = new Set<string>();
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      left.push(...needed(file));
    }
    const { stdout } = await run('tar', ['-tzf', await packedPackage()]);
    const shipped = new Set(stdout.split('\n'));
    assert.ok(reached.size > 20);
    assert.deepEqual(
      [...reached].filter((file) => !shipped.has(`package/${file}`)),
      [],
    );
  });
});
