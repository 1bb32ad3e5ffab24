import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { readManifest } from '../../../scripts/demo/package';
import { offline } from '../simulator/arbitraries';
import { rejectedWith, TestClient } from '../simulator/client';
import { commandLine, launch, run } from '../../support/command';
import { Recorder } from '../../support/recorder';
import { HEADER, newFile, writeRecording } from '../../support/recordings';
import { STEERING, STEERS } from '../../support/steering';
import { ROOT } from '../../support/root';
import { CATALOG } from '../../support/scripted-system';

const NAME = 'activelogic-simulator';
const CLI = commandLine(NAME).at(-1) ?? '';

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
    [['--rehearse', 'drops=long'], /--rehearse .*a number, but is "long"/],
    [['--rehearse', 'drops=0'], /--rehearse .*1 to 86400 seconds, but is 0/],
    [['--rehearse', 'disconnect=5'], /--rehearse .*"disconnect=5"/],
    [['--rehearse', 'quality:Nonsense=60'], /--rehearse .*"Nonsense"/],
    [['--tls-key', 'missing.pem'], /--tls-cert .*--tls-key/],
    [['--tls-key', 'missing.pem', '--tls-cert', 'missing.pem'], /--tls-key .*missing\.pem/],
    [['--tls-key', CLI, '--tls-cert', CLI], /--tls-cert .*simulator\.ts/],
    [['--user', 'viewer'], /--password .*--user/],
    [['--token', '${NOPE}'], /--token contains the name of a variable, \$\{NOPE\}/],
    [['--token', ''], /--token .*""/],
    [['--speed', '2'], /--speed .*with --replay/],
    [['--loop'], /--loop .*with --replay/],
    ...['interval', 'hosts', 'services', 'seed', 'counters', 'name', 'rehearse'].map(
      (option): [string[], RegExp] => [
        ['--replay', 'a.ndjson', `--${option}`, '1'],
        new RegExp(`--${option} must be given without --replay, because the recording decides what is shown`),
      ],
    ),
    [['--replay', ''], /--replay .*""/],
    [['--replay', 'a.ndjson', '--speed', 'fast'], /--speed .*"fast"/],
    [['--replay', 'a.ndjson', '--speed', '0'], /--speed .*0\.01 to 10000, or max, but is 0/],
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

  it('keeps serving when its standard output is closed', async () => {
    const child = launch(NAME, ['--port', '0', '--interval', '0.05', '--verbose']);
    const errors = text(child.stderr);
    const exit = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    child.stdout.destroy();
    // Each disconnection makes it print a line.
    for (let turn = 0; turn < 2; turn++) {
      const client = new TestClient(line);
      await client.catalog();
      client.view();
      await client.update();
      await client.end();
    }
    child.kill('SIGINT');
    assert.deepEqual(await exit, [0, null]);
    assert.equal(await errors, '');
  });

  it('shows nothing that controls the terminal when it reports a client’s request', async () => {
    const child = launch(NAME, ['--port', '0', '--verbose']);
    const out = text(child.stdout);
    const lines = new Recorder<string>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.add(line);
    });
    const url = await lines.waitFor('the URL', (line) => line.startsWith('ws://'));
    for (const view of [
      { distributions: [{ name: STEERING }] },
      {
        distributions: [{ name: 'Service' }],
        filters: [{ mode: 'include', name: 'Service', values: [STEERING] }],
      },
      { distributions: [{ name: 'Service' }], columns: ['name', STEERING] },
    ]) {
      const client = new TestClient(url);
      await client.opened();
      client.view(view);
      await client.catalog();
      await client.next();
      client.socket.close();
    }
    await lines.waitFor('the third', (line) => line.includes('unknown-column'));
    child.kill('SIGINT');
    assert.match(await out, /refused \(unknown-distribution\)[^]* view opened: /);
    assert.doesNotMatch(await out, STEERS);
  });

  describe('with a recording', () => {
    const RECORDING = path.join(ROOT, 'test', 'tools', 'recordings', 'faults.ndjson');

    it('plays it', async () => {
      const said = (at: number, frame: object): object => ({
        at,
        from: 'system',
        text: JSON.stringify(frame),
      });
      const view = '{"type":"view","distributions":[{"name":"Plan"}],"filters":[],"expand":false}';
      const file = writeRecording([
        { at: 0, open: 1 },
        said(60_000, { type: 'catalog', profile: 1, ...CATALOG }),
        { at: 60_000, from: 'client', text: view },
        said(120_000, { type: 'update', columns: ['name'], rows: [['a'], ['b']] }),
        { at: 120_000, from: 'system', close: { code: 1012, reason: '' } },
      ]);
      const child = launch(NAME, ['--port', '0', '--replay', file, '--speed', 'max', '--verbose']);
      const errors = text(child.stderr);
      const lines = new Recorder<string>();
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.add(line);
      });
      const url = await lines.waitFor('the URL', (line) => line.startsWith('ws://'));
      const summary =
        'a recording of ws://appliance.example:8000/view of 2023-11-14T22:13:20.000Z: 1 connection, 3 frames, 0:02:00';
      await lines.waitFor('the summary', (line) => line === summary);
      const client = new TestClient(url);
      assert.equal((await client.catalog()).system.name, 'scripted');
      client.view();
      assert.deepEqual((await client.update()).rows, [['a'], ['b']]);
      assert.equal(await client.closed, 1012);
      await lines.waitFor('the difference', (line) =>
        line.includes('the client asks for something else than was recorded'),
      );
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      assert.deepEqual(await exit, [0, null]);
      assert.equal(await errors, '');
    });

    it('shows nothing that controls the terminal, from the recording or its clients', async () => {
      const file = writeRecording(
        [
          { at: 0, open: 1 },
          { at: 0, from: 'client', text: `{"type":"view","note":"${STEERING}"}` },
        ],
        { ...HEADER, url: `ws://appliance.example/${STEERING}` },
      );
      const child = launch(NAME, ['--port', '0', '--replay', file, '--verbose']);
      const [out, errors] = [text(child.stdout), text(child.stderr)];
      const lines = new Recorder<string>();
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.add(line);
      });
      const client = new TestClient(await lines.waitFor('the URL', (line) => line.startsWith('ws://')));
      await client.opened();
      client.socket.send(`{"type":"view","distributions":["${STEERING}"]}`);
      await lines.waitFor('the difference', (line) => line.includes('the client asks for'));
      child.kill('SIGINT');
      assert.doesNotMatch(await out, STEERS);
      assert.doesNotMatch(await errors, STEERS);
    });

    it('plays the complete part of a truncated recording, and says so', async () => {
      const file = newFile();
      writeFileSync(file, readFileSync(RECORDING).subarray(0, 6000));
      const child = launch(NAME, ['--port', '0', '--replay', file]);
      const [[data]] = (await Promise.all([once(child.stderr, 'data'), once(child.stdout, 'data')])) as [
        [Buffer],
        unknown,
      ];
      assert.match(data.toString(), /^The file is cut off in line \d+; the part before that is played\n$/);
      const exit = once(child, 'exit');
      child.kill('SIGINT');
      assert.deepEqual(await exit, [0, null]);
    });

    const unplayable: [string, string, RegExp][] = [
      ['is not there', '/no/such/file', /^\/no\/such\/file cannot be played: ENOENT.*\n$/],
      ['is a folder', ROOT, /cannot be played: EISDIR/],
      [
        'is none',
        path.join(ROOT, 'package.json'),
        /package\.json cannot be played: it does not begin like a recording\n$/,
      ],
    ];
    for (const [what, file, message] of unplayable) {
      it(`says that it ${what}`, async () => {
        const { code, out, error } = await run(NAME, ['--port', '0', '--replay', file]);
        assert.deepEqual([code, out], [1, '']);
        assert.match(error, message);
      });
    }
  });
});
