import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from 'mocha';
import { NpmFailure, startNpm } from '../../scripts/demo/npm';
import { ROOT } from './root';

const COMPLETE = '.complete';

/**
 * Installs what a folder of `test/compat` locks, outside the source tree, or reuses what an earlier run
 * installed from the same lock.
 *
 * @returns the folder that has `node_modules`
 * @throws NpmFailure
 */
export async function installCompat(name: string): Promise<string> {
  const source = path.join(ROOT, 'test', 'compat', name);
  const folder = path.join(tmpdir(), 'activelogic-compat', `${name}-${fingerprint(source)}`);
  if (existsSync(path.join(folder, COMPLETE))) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(path.dirname(folder), { recursive: true });
  cpSync(source, unfinished, { recursive: true });
  try {
    // Nothing here needs compiling, and scripts that do not run cannot fail.
    await startNpm(['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'], unfinished)
      .output;
    writeFileSync(path.join(unfinished, COMPLETE), '');
    // Another process has finished first.
    if (existsSync(path.join(folder, COMPLETE))) return folder;
    // Without the mark, the folder is left from an interrupted run.
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** The same, but skips the test without a network; in CI it fails instead. */
export async function installCompatOrSkip(context: Context, name: string): Promise<string> {
  try {
    return await installCompat(name);
  } catch (error) {
    const offline =
      error instanceof NpmFailure &&
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT/.test(error.message);
    if (!offline) throw error;
    return skip(context, `${name} cannot be installed without a network`);
  }
}

/** Skips a test and says why. In CI, where everything must be installed, it fails instead. */
export function skip(context: Context, reason: string): never {
  if (process.env.CI) throw new Error(`Must not be skipped in CI: ${reason}`);
  const runnable = context.test ?? context.currentTest;
  if (runnable) runnable.title += ` (skipped: ${reason})`;
  return context.skip();
}

/** Changes with the lock and everything else that decides what gets installed. */
function fingerprint(source: string): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['package.json', 'package-lock.json'])
    hash.update(readFileSync(path.join(source, file)));
  return hash.digest('hex').slice(0, 16);
}
