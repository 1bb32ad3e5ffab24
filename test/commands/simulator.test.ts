import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { readManifest } from '../../scripts/demo/package';
import { offline } from '../simulator/arbitraries';
import { rejectedWith, TestClient } from '../simulator/client';
import { commandFile, launch, run } from '../support/command';
import { ROOT } from '../support/root';

const NAME = 'activelogic-simulator';
const CLI = commandFile(NAME);

describe('activelogic-simulator', () => {
  it('shows its options with their defaults', async () => {
    const { code, out, error } = await run(NAME, ['--help']);
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
    const { version } = readManifest(ROOT);
    assert.deepEqual(await run(NAME, ['--version']), { code: 0, out: `${version}\n`, error: '' });
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
    [['--tls-key', CLI, '--tls-cert', CLI], /--tls-cert .*simulator\.js/],
    [['--user', 'viewer'], /--password .*--user/],
    [['--token', ''], /--token .*""/],
    [['--nonsense'], /--nonsense/],
    [['--port'], /--port/],
    [['nonsense'], /nonsense/],
  ];
  for (const [args, message] of mistakes) {
    it(`refuses ${args.map((arg) => (arg === CLI ? 'a file that is no certificate' : `"${arg}"`)).join(' ')}`, async () => {
      const { code, out, error } = await run(NAME, args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(error, message);
      assert.match(error, /--help/);
      assert.doesNotMatch(error, /\n\s+at /, 'no stack');
    });
  }

  it('never repeats a secret', async () => {
    const { code, error } = await run(NAME, ['--token', 'hush', '--user', 'viewer', '--password', 'quiet']);
    assert.equal(code, 2);
    assert.doesNotMatch(error, /hush|quiet/);
  });

  it('says that the port is in use', async () => {
    const simulator = offline();
    const port = new URL(await simulator.start()).port;
    try {
      const { code, error } = await run(NAME, ['--port', port]);
      assert.equal(code, 1);
      assert.match(error, new RegExp(`Port ${port} .*in use.*--port`));
      assert.doesNotMatch(error, /\n\s+at /, 'no stack');
    } finally {
      await simulator.stop();
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`serves until ${signal}, and ends cleanly`, async () => {
      const child = launch(NAME, [
        '--port',
        '0',
        '--hosts',
        '5',
        '--interval',
        '0.05',
        '--token',
        'abc',
        '--verbose',
      ]);
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
