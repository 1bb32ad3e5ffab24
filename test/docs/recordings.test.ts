import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Simulator } from 'node-red-contrib-activelogic/simulator';
import { Child } from '../../scripts/demo/child';
import { checkTypes } from '../support/check-types';
import { commandFile } from '../support/command';
import { freePort } from '../support/free-port';
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
    // What npx finds where the package is installed.
    const npx = path.join(folder, 'npx');
    const names = ['activelogic-record', 'activelogic-simulator'] as const;
    const cases = names.map((name) => `${name}) exec "${process.execPath}" "${commandFile(name)}" "$@";;`);
    writeFileSync(npx, `#!/bin/sh\nname=$1\nshift\ncase $name in\n${cases.join('\n')}\nesac\nexit 127\n`);
    chmodSync(npx, 0o755);
  });
  after(async () => {
    await replay?.end();
    await simulator.stop();
  });

  const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}` };

  /** Shorter, too. */
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

  for (const command of commands) {
    it(`has a command that works: ${command}`, async () => {
      if (command.includes('activelogic-simulator')) {
        replay = new Child('the replay', 'sh', ['-c', `exec ${withPorts(command)}`], {
          cwd: folder,
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const lines = new Recorder<string>();
        replay.onLine('stdout', (line) => {
          lines.add(line);
        });
        await lines.waitFor('its URL', (line) => line === `ws://127.0.0.1:${second}/view`, 5);
        return;
      }
      const child = spawn('sh', ['-c', withPorts(command)], { cwd: folder, env });
      const exit = once(child, 'exit');
      const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
      assert.deepEqual(await exit, [0, null], error);
      assert.match(error, /^Recorded \d+ frames? /m);
      const [, file] = / --output (\S+)/.exec(command) ?? [];
      if (file === '-') assert.match(out, /^\{"recording":1,.*\n\{"at":[\d.]+,"open":1\}\n/);
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
      readFileSync(path.join(ROOT, 'test', 'recordings', 'faults.ndjson'), 'utf8').split('\n', 1)[0] ?? '';
    const { url, started, tool } = JSON.parse(real) as Record<string, unknown>;
    assert.deepEqual(JSON.parse(header), { recording: 1, url, started, tool });
  });
});
