import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Child } from '../../scripts/demo/child';
import { readPackagedExample } from '../../scripts/demo/example';
import { Simulator } from '../../simulator';
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
/** Whether a page has a test of its own, which runs all that is on it. */
function isTested(page: string): boolean {
  return existsSync(path.join(ROOT, 'test', 'docs', page.replace(/md$/, 'test.ts')));
}

describe('a command in the documents for users', function () {
  this.timeout(60_000);
  let commands = documentedCommands();
  const opened = new Recorder<string>();
  const log = (line: string): void => {
    opened.add(line);
  };
  const simulator = new Simulator({ port: 0, hosts: 5, interval: 0.2, log });
  let host: string;
  let userDirectory: string;

  before(async () => {
    ({ host } = new URL(await simulator.start()));
    userDirectory = temporaryDirectory();
    writeFileSync(path.join(userDirectory, 'package.json'), '{ "name": "user", "private": true }');
    await installPacked(userDirectory);
  });
  after(() => simulator.stop());

  /** Those that begin like this; what is left is to be run elsewhere. */
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

  it('records until Ctrl-C, and plays that', async () => {
    const [record = ''] = take('npx activelogic-record');
    const { child } = run(record.replace('localhost:8000', host));
    await opened.waitFor('a view', (line) => line.startsWith('view opened'));
    // A terminal tells the whole group.
    process.kill(-(child.pid ?? NaN), 'SIGINT');
    await within(20, child.ended, () => record);
    const [play = ''] = take('npx activelogic-simulator --replay');
    await listens(play);
  });

  it('has the doctor look at the way to an appliance', async () => {
    const [look = ''] = take('npx activelogic-doctor');
    const { child, lines } = run(look.replace('…:8000', host));
    const ending = await within(20, child.ended, () => look);
    assert.deepEqual(ending, { code: 0, signal: null }, lines.all.join('\n'));
  });

  it('starts the simulator in the user directory', async () => {
    const simulators = take('npx activelogic-simulator');
    assert.ok(simulators.length >= 5, simulators.join());
    await Promise.all(simulators.map(listens));
  });

  it('is run by a test', () => {
    assert.deepEqual(
      commands.filter((command) => ELSEWHERE[command] === undefined),
      [],
    );
    for (const file of Object.values(ELSEWHERE)) assert.ok(existsSync(path.join(ROOT, file)), file);
  });

  /** Runs a simulator on a port of its own until it says that it listens. */
  async function listens(command: string): Promise<void> {
    const { child, lines } = run(command, '--port', '0');
    await lines.waitFor(`the address of ${command}`, (line) => line.startsWith('ws://'));
    child.kill();
    await child.ended;
  }

  /** Runs a command as it is written, and the arguments behind it, which the last of each option decides. */
  function run(command: string, ...more: string[]): { child: Child; lines: Recorder<string> } {
    const child = new Child(command, 'bash', ['-c', [command, ...more].join(' ')], {
      cwd: userDirectory,
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

/** Each command in the README, on the pages beside it and in the comments of the examples, once. */
function documentedCommands(): string[] {
  const pages = readdirSync(path.join(ROOT, 'docs')).filter(
    (name) => name.endsWith('.md') && !isTested(name),
  );
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
