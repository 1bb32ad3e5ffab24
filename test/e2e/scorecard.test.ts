import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ownNodeRed } from '../../scripts/demo/node-red';
import { installCompatOrSkip } from '../support/compat';
import type { OfflineRegistry } from '../support/offline-registry';
import { installPacked } from '../support/packed';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';

const run = promisify(execFile);

interface Lock {
  packages: Record<string, { version?: string; engines?: { node: string } }>;
}

type Scorecard = Record<string, { test?: boolean }>;

describe('the scorecard of the flow library', function () {
  this.timeout(180_000);

  it('passes every check', async function () {
    const tool = await installCompatOrSkip(this, 'node-red-dev');
    const folder = temporaryDirectory();
    writeFileSync(path.join(folder, 'package.json'), '{ "name": "user", "private": true }');
    await installPacked(folder);
    const facts = path.join(folder, 'registry.json');
    writeFileSync(facts, JSON.stringify(registry(folder)));
    const output = path.join(folder, 'scorecard.json');

    const { stdout, stderr } = await run(
      process.execPath,
      [
        ...[
          '--require',
          require.resolve('tsx/cjs'),
          '--require',
          require.resolve('../support/offline-registry'),
        ],
        ...[path.join(tool, 'node_modules', 'node-red-dev', 'bin', 'run'), 'validate'],
        ...['--path', path.join(folder, 'node_modules', 'node-red-contrib-activelogic'), '--output', output],
      ],
      { cwd: tool, env: { ...process.env, OFFLINE_REGISTRY: facts } },
    );

    const { package: identity, ...checks } = JSON.parse(readFileSync(output, 'utf8')) as Scorecard;
    assert.ok(identity);
    assert.deepEqual(Object.keys(checks).sort(), [
      ...['D01', 'D02', 'D03', 'N01', 'N02'],
      ...['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08'],
    ]);
    const failed = Object.entries(checks).filter(([, { test }]) => test !== true);
    assert.deepEqual(failed, [], stdout + stderr);
    assert.doesNotMatch(stdout, /Unable to parse/);
    // The tool warns so for every unpublished package, and accepts its name.
    const warnings = stderr.split('\n').filter((line) => line.includes('Warning'));
    assert.deepEqual(
      warnings.filter((line) => !line.includes('P04 New Packages should use a scoped name')),
      [],
    );
  });
});

describe('the runtime dependencies', function () {
  this.timeout(60_000);

  it('are of the newest major version in the registry, or CONTRIBUTING.md says why not', async function () {
    const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const lock = readLock(path.join(ROOT, 'package-lock.json'));
    const reasons = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8').split(
      '## Runtime dependencies',
    )[1];
    for (const name of Object.keys(dependencies)) {
      const used = lock.packages[`node_modules/${name}`]?.version ?? '';
      const newest = await newestVersion(name);
      if (newest === undefined && this.test)
        this.test.title += ` (${name}: the registry cannot be reached, so the lock file counts)`;
      const known = newest ?? used;
      const reason = new RegExp(`^\\| \`${name}\` +\\|.*\\bstays at ${majorOf(used)}\\b`, 'm');
      assert(
        majorOf(known) <= majorOf(used) || reason.test(reasons ?? ''),
        `${name} is at ${used}, the registry has ${known}: say "stays at ${majorOf(used)}" and why in CONTRIBUTING.md`,
      );
    }
  });
});

function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/** The newest version in the configured registry; `undefined` if the registry cannot be reached. */
async function newestVersion(name: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(
      'npm',
      ['view', name, 'version', '--fetch-retries=0', '--fetch-timeout=15000'],
      {
        cwd: ROOT,
      },
    );
    return stdout.trim();
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED|network/i.test(stderr))
      return undefined;
    throw error;
  }
}

/** A registry that has exactly the versions that this project is tested with. */
function registry(folder: string): OfflineRegistry {
  const lock = readLock(path.join(folder, 'package-lock.json'));
  const installed = Object.entries(lock.packages).flatMap(([place, { version }]) => {
    const name = place.split('node_modules/').pop();
    return name && version ? [`${name}@${version}`] : [];
  });
  const nodeRed: OfflineRegistry['nodeRed'] = { 'dist-tags': {}, versions: {} };
  const own = JSON.parse(
    readFileSync(path.join(path.dirname(ownNodeRed()), 'package.json'), 'utf8'),
  ) as Release;
  const newest = readLock(path.join(ROOT, 'test', 'compat', 'node-red-5.0', 'package-lock.json')).packages[
    'node_modules/node-red'
  ] as Release;
  for (const [tag, { version, engines }] of Object.entries({ maintenance: own, latest: newest })) {
    nodeRed['dist-tags'][tag] = version;
    nodeRed.versions[version] = { engines };
  }
  return { installed, nodeRed };
}

interface Release {
  version: string;
  engines: { node: string };
}

function readLock(file: string): Lock {
  return JSON.parse(readFileSync(file, 'utf8')) as Lock;
}
