import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Child } from '../../scripts/demo/child';
import { readPackagedExample } from '../../scripts/demo/example';
import { Simulator } from '../../tools/simulator';
import { atEnd } from '../support/at-end';
import { exampleNames } from '../support/examples';
import { installPacked } from '../support/packed';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';
import { within } from '../support/within';

/** Commands that this test skips, with the test or person that runs them. */
const ELSEWHERE: Record<string, string> = {
  'npm ci && npm start': 'test/e2e/demo.test.ts',
  'npm start -- --port 1881 --simulator-port 8001': 'test/e2e/demo.test.ts',
  'npm start': 'test/e2e/demo.test.ts',
  'npm ci': '.ci/run',
  'npm ci && npm test': '.ci/run',
  'npm test': '.ci/run',
  'npm run build': '.ci/run',
  'npm ci && npm pack': 'test/support/packed.ts',
  'npm pack': 'test/support/packed.ts',
  'npm install /path/to/node-red-contrib-activelogic-0.1.0.tgz': 'test/support/packed.ts',
  'npm run tables': 'test/docs/nodes.test.ts',
  'npm run format': '.ci/run',
  'npm run bench': 'test/e2e/bench.test.ts',
  'npm run bench -- --quick': 'test/e2e/bench.test.ts',
  'npm run bench -- --long': 'test/e2e/bench.test.ts',
  'npm run bench -- --out FILE': 'test/e2e/bench.test.ts',
  "curl -X POST http://localhost:8086/query --data-urlencode 'q=CREATE DATABASE liveview'":
    'test/e2e/influxdb.test.ts',
  'curl -s http://localhost:1880/metrics | promtool check metrics': 'test/e2e/openmetrics.test.ts',
  'apt install mosquitto': '.ci/run',
  // A person runs these: they take minutes or an hour, write pictures, or belong to a release.
  'npm run mutate': 'stryker.config.mjs',
  'npm run mutate -- --mutate lib/alert/judge.ts': 'stryker.config.mjs',
  'npm run soak': 'test/soak/soak.ts',
  'npm run soak:dashboard': 'test/soak/live-dashboard-hour.ts',
  'npm run pictures': 'scripts/pictures.ts',
  'npm outdated': 'CONTRIBUTING.md',
  'npm audit --omit=dev': 'CONTRIBUTING.md',
  'npm version': 'CONTRIBUTING.md',
  'npm publish': 'CONTRIBUTING.md',
};
/** Pages with a test of their own in test/docs, which runs every command on them. */
const TESTED = ['codecs.md', 'recordings.md'];

describe('a command in the documents for users', function () {
  this.timeout(60_000);
  let commands = documentedCommands();
  const simulator = new Simulator({ port: 0, hosts: 5, interval: 0.2 });
  let host: string;
  let userDirectory: string;

  before(async () => {
    ({ host } = new URL(await simulator.start()));
    userDirectory = temporaryDirectory();
    writeFileSync(path.join(userDirectory, 'package.json'), '{ "name": "user", "private": true }');
    await installPacked(userDirectory);
  });
  after(() => simulator.stop());

  /** Takes the commands that begin like this off the list. What remains must be run elsewhere. */
  function take(beginning: string): string[] {
    const taken = commands.filter((command) => command.startsWith(beginning));
    commands = commands.filter((command) => !taken.includes(command));
    return taken;
  }

  it('shows the help of the simulator', async () => {
    const [command = ''] = take('npx activelogic-simulator --help');
    const { child, lines } = run(command);
    assert.deepEqual(await within(20, child.ended, () => command), { code: 0, signal: null });
    assert.match(lines.all.join('\n'), /--rehearse/);
  });

  it('lets the doctor check the way to an appliance', async () => {
    const doctors = take('npx activelogic-doctor');
    assert.ok(doctors.length >= 2, doctors.join());
    for (const command of doctors) {
      const { child, lines } = run(command.replace(/(localhost|appliance\.example):8000/, host));
      const ending = await within(20, child.ended, () => command);
      assert.deepEqual(ending, { code: 0, signal: null }, lines.all.join('\n'));
    }
  });

  it('starts the simulator in the user directory', async () => {
    const simulators = take('npx activelogic-simulator');
    assert.ok(simulators.length >= 4, simulators.join());
    await Promise.all(simulators.map(listens));
  });

  it('runs tests', async () => {
    for (const command of [...take('npx mocha'), ...take('FUZZ_SEED')]) {
      const { child, lines } = run(command.replace(/FUZZ_RUNS=\d+/, 'FUZZ_RUNS=30000'), [], ROOT);
      const ending = await within(50, child.ended, () => command);
      assert.deepEqual(ending, { code: 0, signal: null }, lines.all.join('\n'));
      assert.match(lines.all.join('\n'), /\d passed, 0 failed, 0 skipped/);
    }
  });

  it('is run by a test', () => {
    const untested = commands.filter((command) => {
      const file = ELSEWHERE[command];
      return file === undefined || !existsSync(path.join(ROOT, file));
    });
    assert.deepEqual(untested, []);
  });

  /** Runs a simulator on its own port until it says that it listens. */
  async function listens(command: string): Promise<void> {
    const { child, lines } = run(command, ['--port', '0']);
    await lines.waitFor(`the address of ${command}`, (line) => line.startsWith('ws://'));
    child.kill();
    await child.ended;
  }

  /** Runs a documented command with more arguments behind it. The last value of an option wins. */
  function run(
    command: string,
    more: readonly string[] = [],
    folder = userDirectory,
  ): { child: Child; lines: Recorder<string> } {
    const child = new Child(command, 'bash', ['-c', [command, ...more].join(' ')], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    atEnd(() => {
      child.kill();
    });
    const lines = new Recorder<string>();
    for (const output of ['stdout', 'stderr'] as const) {
      child.onLine(output, (line) => {
        lines.add(line);
      });
    }
    return { child, lines };
  }
});

/** Every command of the README, CONTRIBUTING, the pages and the comments of the examples, once each. */
function documentedCommands(): string[] {
  const pages = readdirSync(path.join(ROOT, 'docs')).filter(
    (name) => name.endsWith('.md') && !TESTED.includes(name),
  );
  const markdown = ['README.md', 'CONTRIBUTING.md', ...pages.map((name) => `docs/${name}`)].map((name) =>
    readFileSync(path.join(ROOT, name), 'utf8'),
  );
  const comments = exampleNames().flatMap((name) =>
    readPackagedExample(ROOT, name).map(({ info }) => String(info)),
  );
  const written = [...markdown, ...comments].flatMap((text) => [
    ...[...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split(/\n\s*/)),
    ...[...text.matchAll(/`((?:npm|npx|node|curl|apt) [^`]+)`/g)].map(([, command = '']) => command),
  ]);
  return [...new Set(written)];
}
