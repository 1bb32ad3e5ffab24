import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Child } from '../../scripts/demo/child';
import { readPackagedExample } from '../../scripts/demo/example';
import { atEnd } from '../support/at-end';
import { exampleNames } from '../support/examples';
import { installPacked } from '../support/packed';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';
import { within } from '../support/within';

/** What runs the commands that are not run here. */
const ELSEWHERE: Record<string, string> = {
  'npm ci && npm start': 'test/e2e/demo.test.ts',
  'npm start -- --port 1881 --simulator-port 8001': 'test/e2e/demo.test.ts',
  'npm start': 'test/e2e/demo.test.ts',
  'npm ci && npm test': '.ci/run',
  'npm test': '.ci/run',
  'npm pack': 'test/support/packed.ts',
  'npm install /path/to/node-red-contrib-activelogic-0.1.0.tgz': 'test/support/packed.ts',
  'npm run build && npm run bench': 'test/e2e/bench.test.ts',
  'npm run bench': 'test/e2e/bench.test.ts',
  'npm run bench -- --long': 'test/e2e/bench.test.ts',
  'npm run bench:fanout': 'test/e2e/bench-fanout.test.ts',
  // An hour, by hand.
  'npm run soak': 'test/soak/soak.ts',
  "curl -X POST http://localhost:8086/query --data-urlencode 'q=CREATE DATABASE liveview'":
    'test/e2e/influxdb.test.ts',
  'apt install mosquitto': '.ci/run',
};
const SIMULATOR = 'npx activelogic-simulator';

describe('a command in the documents for users', function () {
  this.timeout(60_000);
  const commands = documentedCommands();
  let userDirectory: string;

  before(async () => {
    userDirectory = temporaryDirectory();
    writeFileSync(path.join(userDirectory, 'package.json'), '{ "name": "user", "private": true }');
    await installPacked(userDirectory);
  });

  it('is run by a test', () => {
    assert.deepEqual(
      commands.filter((command) => !command.startsWith(SIMULATOR) && ELSEWHERE[command] === undefined),
      [],
    );
    for (const file of Object.values(ELSEWHERE)) assert.ok(existsSync(path.join(ROOT, file)), file);
  });

  it('starts the simulator in the user directory', async () => {
    const simulators = commands.filter(
      (command) => command.startsWith(SIMULATOR) && !command.endsWith('--help'),
    );
    assert.ok(simulators.length >= 5, simulators.join());
    await Promise.all(
      simulators.map(async (command) => {
        const { child, lines } = run(command, '--port', '0');
        await lines.waitFor(`the address of ${command}`, (line) => line.startsWith('ws://'));
        child.kill();
        await child.ended;
      }),
    );
  });

  it('shows the help of the simulator', async () => {
    const command = `${SIMULATOR} --help`;
    assert.ok(commands.includes(command));
    const { child, lines } = run(command);
    assert.deepEqual(await within(20, child.ended, () => command), { code: 0, signal: null });
    assert.match(lines.all.join('\n'), /--rehearse/);
  });

  /** Runs a command as it is written, and the arguments behind it, which the last of each option decides. */
  function run(command: string, ...more: string[]): { child: Child; lines: Recorder<string> } {
    const child = new Child(command, 'bash', ['-c', [command, ...more].join(' ')], {
      cwd: userDirectory,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    atEnd(() => {
      child.kill();
    });
    const lines = new Recorder<string>();
    child.onLine('stdout', (line) => {
      lines.add(line);
    });
    return { child, lines };
  }
});

/** Each command in the README, on the pages beside it and in the comments of the examples, once. */
function documentedCommands(): string[] {
  const pages = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const markdown = ['README.md', ...pages.map((name) => `docs/${name}`)].map((name) =>
    readFileSync(path.join(ROOT, name), 'utf8'),
  );
  const comments = exampleNames().flatMap((name) =>
    readPackagedExample(ROOT, name).map(({ info }) => String(info)),
  );
  const written = [...markdown, ...comments].flatMap((text) => [
    ...[...text.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n')),
    ...[...text.matchAll(/`((?:npm|npx|node|curl|apt) [^`]+)`/g)].map(([, command = '']) => command),
  ]);
  return [...new Set(written)];
}
