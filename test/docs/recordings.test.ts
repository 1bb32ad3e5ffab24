import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Simulator } from '../../tools/simulator';
import { Child } from '../../scripts/demo/child';
import { atEnd } from '../support/at-end';
import { checkTypes } from '../support/check-types';
import { freePort } from '../support/free-port';
import { npxEnvironment } from '../support/npx';
import { Recorder } from '../support/recorder';
import { eventsOf, readRecording, textOf } from '../support/recordings';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';

const page = readFileSync(path.join(ROOT, 'docs', 'recordings.md'), 'utf8');

/** The page's commands in their order, each in one line. */
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
  block.replaceAll('\\\n', ' ').trim().split('\n'),
);

describe('docs/recordings.md', () => {
  const folder = temporaryDirectory();
  let simulator: Simulator;
  let second: number;
  let replay: Child | undefined;

  before(async () => {
    simulator = new Simulator({ port: 0, interval: 0.05, hosts: 5 });
    await simulator.start();
    second = await freePort();
  });
  after(async () => {
    await replay?.end();
    await simulator.stop();
  });

  const env = npxEnvironment();

  /** On this test's ports, and shorter. */
  function withPorts(command: string): string {
    return command
      .replace(/--seconds \d/, '--seconds 0.3')
      .replaceAll('8000', new URL(simulator.url).port)
      .replaceAll('8001', String(second));
  }

  it('has the commands that are tried here', () => {
    assert.deepEqual(
      commands.map((command) => command.split(' ')[1]),
      [
        ...Array<string>(6).fill('activelogic-record'),
        'activelogic-simulator',
        ...Array<string>(2).fill('activelogic-record'),
      ],
    );
  });

  /** Runs a command in a shell. */
  function start(command: string): { child: Child; out: Recorder<string>; errors: Recorder<string> } {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = new Child(command, 'sh', ['-c', withPorts(command)], {
      cwd: folder,
      env,
      stdio: [...stdio],
    });
    // Where the test fails before it has ended.
    atEnd(() => {
      child.kill();
    });
    const [out, errors] = [new Recorder<string>(), new Recorder<string>()];
    child.onLine('stdout', (line) => {
      out.add(line);
    });
    child.onLine('stderr', (line) => {
      errors.add(line);
    });
    return { child, out, errors };
  }

  for (const command of commands) {
    it(`has a command that works: ${command}`, async () => {
      if (command.includes('activelogic-simulator')) {
        const { child, out } = start(`exec ${command}`);
        replay = child;
        await out.waitFor('its URL', (line) => line === `ws://127.0.0.1:${second}/view`, 5);
        return;
      }
      const { child, out, errors } = start(command);
      assert.deepEqual(await child.ended, { code: 0, signal: null }, errors.all.join('\n'));
      assert(errors.all.some((line) => /^Recorded \d+ frames? /.test(line)));
      const [, file] = / --output (\S+)/.exec(command) ?? [];
      if (file === '-') assert.match(out.all.join('\n'), /^\{"recording":1,.*\n\{"at":[\d.]+,"open":1\}\n/);
      else assert((await eventsOf(path.join(folder, file ?? ''))).length >= 3);
    });
  }

  it('says what comes of them', async () => {
    const of = (name: string): string => path.join(folder, name);
    assert.equal(readFileSync(of('fault.ndjson.gz'))[0], 0x1f);
    assert.deepEqual((await readRecording(of('fault.ndjson.gz'))).header.view, {
      columns: ['name', 'inbound_bps'],
      distributions: [{ name: 'Service' }, { name: 'Local Host' }],
      filters: [{ mode: 'include', name: 'Service', values: ['HLS', 'TLS'] }],
      expand: true,
    });
    assert.doesNotMatch(textOf(of('anonymous.ndjson')), /10\.0\.0|127\.0\.0/);
    const names = ['anonymous', 'first', 'second'].map(
      (name) => /"system\\":\{\\"name\\":\\"(.*?)\\"/.exec(textOf(of(`${name}.ndjson`)))?.[1],
    );
    assert.equal(names[1], names[2]);
    assert.notEqual(names[0], names[1]);
    const updates = (await eventsOf(of('again.ndjson'))).filter(
      (event) => 'text' in event && event.text.startsWith('{"type":"update"'),
    );
    const played = (await eventsOf(of('fault.ndjson.gz'))).filter(
      (event) => 'text' in event && event.text.startsWith('{"type":"update"'),
    );
    assert.deepEqual(updates, [...played, ...played].slice(0, 5));
    const { header, entries } = await readRecording(of('unknown.ndjson'));
    assert.equal(header.view, undefined);
    assert.equal(
      entries.filter((entry) => 'from' in entry && entry.from === 'client' && !('close' in entry)).length,
      0,
    );
  });

  it('has a program that keeps to the types, and ends well', () => {
    // Inside the package, so that the program finds it by its name.
    const inside = path.join(ROOT, 'dist', '.recordings');
    try {
      mkdirSync(inside, { recursive: true });
      const [, program = ''] = /this program is run by .*?```ts\n(.*?)```/s.exec(page) ?? [];
      const file = path.join(inside, 'test.ts');
      writeFileSync(file, program);
      copyFileSync(path.join(folder, 'fault.ndjson.gz'), path.join(inside, 'fault.ndjson.gz'));
      checkTypes(file);
      execFileSync(process.execPath, ['--import', require.resolve('tsx'), file], {
        cwd: inside,
        stdio: ['ignore', 'inherit', 'inherit'],
      });
    } finally {
      rmSync(inside, { recursive: true, force: true });
    }
  }).timeout(60_000);

  it('shows a header as it is', () => {
    const [, header = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
    const real =
      readFileSync(path.join(ROOT, 'test', 'tools', 'recordings', 'faults.ndjson'), 'utf8').split(
        '\n',
        1,
      )[0] ?? '';
    const { url, started, tool } = JSON.parse(real) as Record<string, unknown>;
    assert.deepEqual(JSON.parse(header), { recording: 1, url, started, tool });
  });
});
