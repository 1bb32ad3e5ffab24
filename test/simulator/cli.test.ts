import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { offline } from './arbitraries';
import { rejectedWith, TestClient } from './client';

const ROOT = path.join(__dirname, '..', '..');
const CLI = path.join(ROOT, 'dist', 'simulator', 'cli.js');

function launch(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [CLI, ...args]);
}

async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
  const child = launch(...args);
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number]>,
  ]);
  return { code, out, error };
}

describe('simulator: the command', () => {
  it('shows its options with their defaults', async () => {
    const { code, out, error } = await run('--help');
    assert.equal(code, 0);
    assert.equal(error, '');
    for (const option of [
      'port',
      'host',
      'path',
      'tls-key',
      'tls-cert',
      'user',
      'password',
      'token',
      'interval',
    ]) {
      assert.match(out, new RegExp(`--${option} `));
    }
    assert.match(out, /--port .*8000/);
    assert.match(out, /--hosts .*200/);
    assert.match(out, /--rehearse .*quality/);
  });

  it('shows its version', async () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    assert.deepEqual(await run('--version'), { code: 0, out: `${version}\n`, error: '' });
  });

  const mistakes: [string[], RegExp][] = [
    [['--port', 'many'], /--port .*"many"/],
    [['--port=-1'], /--port .*-1/],
    [['--hosts', '0'], /--hosts .*0/],
    [['--interval', '0'], /--interval .*"0"/],
    [['--max-views', '0'], /--max-views .*0/],
    [['--counters', 'some'], /--counters .*"some"/],
    [['--path', 'view'], /--path .*"view"/],
    [['--rehearse', 'drops,flood'], /--rehearse .*"flood"/],
    [['--rehearse', 'quality:Nonsense'], /--rehearse .*"Nonsense"/],
    [['--rehearse', 'refuse:200'], /--rehearse .*200/],
    [['--rehearse', 'stall:5'], /--rehearse .*"stall:5"/],
    [['--tls-key', 'missing.pem'], /--tls-cert .*--tls-key/],
    [['--tls-key', 'missing.pem', '--tls-cert', 'missing.pem'], /--tls-key .*missing\.pem/],
    [['--tls-key', CLI, '--tls-cert', CLI], /--tls-cert .*cli\.js/],
    [['--user', 'viewer'], /--password .*--user/],
    [['--token', ''], /--token .*""/],
    [['--nonsense'], /--nonsense/],
    [['--port'], /--port/],
    [['nonsense'], /nonsense/],
  ];
  for (const [args, message] of mistakes) {
    it(`refuses ${args.map((arg) => (arg === CLI ? 'a file that is no certificate' : `"${arg}"`)).join(' ')}`, async () => {
      const { code, out, error } = await run(...args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(error, message);
      assert.match(error, /--help/);
      assert.doesNotMatch(error, /\n\s+at /, 'no stack');
    });
  }

  it('never repeats a secret', async () => {
    const { code, error } = await run('--token', 'hush', '--user', 'viewer', '--password', 'quiet');
    assert.equal(code, 2);
    assert.doesNotMatch(error, /hush|quiet/);
  });

  it('says that the port is in use', async () => {
    const simulator = offline();
    const port = new URL(await simulator.start()).port;
    try {
      const { code, error } = await run('--port', port);
      assert.equal(code, 1);
      assert.match(error, new RegExp(`Port ${port} .*in use.*--port`));
      assert.doesNotMatch(error, /\n\s+at /, 'no stack');
    } finally {
      await simulator.stop();
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`serves until ${signal}, and ends cleanly`, async () => {
      const child = launch(
        '--port',
        '0',
        '--hosts',
        '5',
        '--interval',
        '0.05',
        '--token',
        'abc',
        '--verbose',
      );
      const errors = text(child.stderr);
      const lines: string[] = [];
      const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
      while (lines.length < 2) await once(output, 'line');
      const [url = '', summary = ''] = lines;
      assert.match(summary, /5 hosts, 12 services, seed 1, an update every 0\.05 s/);
      assert.equal(await rejectedWith(url), 401);
      const client = new TestClient(url, { headers: { authorization: 'Bearer abc' } });
      await client.catalog();
      client.view();
      for (let update = 0; update < 3; update++) assert.ok((await client.update()).rows.length > 0);
      const exit = once(child, 'exit');
      child.kill(signal);
      assert.equal(await client.closed, 1001);
      assert.deepEqual(await exit, [0, null]);
      assert.equal(await errors, '');
      assert.ok(lines.some((line) => /view opened: .*"Service"/.test(line)));
      assert.doesNotMatch(lines.join('\n'), /abc/);
    });
  }
});
