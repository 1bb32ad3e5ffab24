import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Simulator } from '../../../tools/simulator';
import type { Event } from '../../../tools/recording/format';
import {
  commandLine,
  type CommandOptions,
  launch,
  launchInShell,
  type Outcome,
  outcome,
  run,
} from '../../support/command';
import { eventsOf, newFile, readRecording, textOf } from '../../support/recordings';
import { GREETED, greetedSystem } from '../../support/greeted-system';
import { CATALOG, ScriptedSystem } from '../../support/scripted-system';
import { STEERING, STEERS } from '../../support/steering';
import { temporaryDirectory } from '../../support/temporary';

const NAME = 'activelogic-record';

function record(args: readonly string[], options?: CommandOptions): Promise<Outcome> {
  return run(NAME, args, options);
}

/** The kinds of events, in order. */
function kinds(events: readonly Event[]): string[] {
  return events.map((event) => {
    if (!('text' in event)) return Object.keys(event).join(' ');
    const { type } = JSON.parse(event.text) as { type: string };
    return `${event.from} ${type}`;
  });
}

describe('activelogic-record', () => {
  let simulator: Simulator;
  let url: string;

  before(async () => {
    simulator = new Simulator({ port: 0, interval: 0.05, hosts: 5, services: 3 });
    url = await simulator.start();
  });
  after(() => simulator.stop());

  it('records another kind of appliance with its codec, including the handshake', async () => {
    const system = await greetedSystem();
    const folder = temporaryDirectory();
    const codec = path.join(folder, 'codec.js');
    writeFileSync(codec, GREETED);
    const file = path.join(folder, 'recording.ndjson');
    const { url: other } = system;
    const { code, error } = await record([other, '--codec', codec, '--updates', '2', '--output', file]);
    await system.stop();
    assert.equal(code, 0, error);
    const said = (await eventsOf(file)).flatMap((event) =>
      'text' in event ? [`${event.from} ${event.text.slice(0, 10)}`] : [],
    );
    assert.deepEqual(said.slice(0, 5), [
      'client hello',
      'system {"welcome"',
      'client [{"name":"',
      'system ["a","b"]',
      'client got it',
    ]);
    const raw = await record([other, '--raw', '--codec', codec]);
    assert.equal(raw.code, 2);
    assert.match(raw.error, /--codec must be given without --raw/);
  });

  it('does not count what pseudonyms leave out as recorded', async () => {
    const system = await ScriptedSystem.start();
    system.onPeer = ({ socket }) => {
      for (let frame = 0; frame < 6; frame++) socket.send(Buffer.from([frame]));
      for (let frame = 0; frame < 6; frame++) socket.send(`no JSON ${frame}`);
      socket.send('{"a":1}', () => {
        socket.close(1000);
      });
    };
    const args = [system.url, '--raw', '--pseudonymise', '--output', newFile()];
    const { code, error } = await record(args);
    await system.stop();
    assert.equal(code, 0, error);
    assert.match(error, /\nRecorded 1 frame \(7 B\) of 1 connection /);
    assert.match(
      error,
      /\n12 frames left out, because binary frames, and text that is not JSON, cannot have pseudonyms/,
    );
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`records until ${signal}, and ends cleanly`, async () => {
      const folder = temporaryDirectory();
      const child = launch(NAME, [url, '--gzip'], { cwd: folder });
      const over = outcome(child);
      await simulator.waitForViews(1);
      const [view] = simulator.openViews();
      assert.deepEqual(view, { distributions: [{ name: 'Local Host' }], filters: [], expand: true });
      child.kill(signal);
      const { code, out, error } = await over;
      assert.deepEqual([code, out], [0, '']);
      const [file = '', ...others] = readdirSync(folder);
      assert.deepEqual(others, []);
      assert.match(
        file,
        new RegExp(`^activelogic-127.0.0.1-${new URL(url).port}-\\d{8}T\\d{6}Z\\.ndjson\\.gz$`),
      );
      assert.match(
        error,
        new RegExp(
          `^Recording .* to ${file}; Ctrl-C ends it\nRecorded \\d+ frames \\(.*B\\) of 1 connection in 0:00:0\\d to ${file} \\(.* k?B\\)\n$`,
        ),
      );
      const events = await eventsOf(path.join(folder, file));
      assert.deepEqual(kinds(events).slice(0, 3), ['open', 'system catalog', 'client view']);
      assert.deepEqual(events.at(-1), { from: 'client', close: { code: 1000, reason: '' } });
      await simulator.waitForConnections(0);
    });
  }

  it('stops after a number of updates of the requested view', async () => {
    const file = newFile();
    const view = [
      '--distribution',
      'Service',
      '--column',
      'name,connections',
      '--exclude',
      'Service=DNS',
      '--no-expand',
    ];
    const { code } = await record([url, '--updates', '3', '--output', file, ...view]);
    assert.equal(code, 0);
    const { header } = await readRecording(file);
    assert.deepEqual(header.view, {
      columns: ['name', 'connections'],
      distributions: [{ name: 'Service' }],
      filters: [{ mode: 'exclude', name: 'Service', values: ['DNS'] }],
      expand: false,
    });
    assert.match(header.tool ?? '', /^activelogic-record \d/);
    const updates = ['system update', 'system update', 'system update'];
    assert.deepEqual(kinds(await eventsOf(file)), [
      'open',
      'system catalog',
      'client view',
      ...updates,
      'from close',
    ]);
  });

  it('stops after a time', async () => {
    const file = newFile();
    const { code, error } = await record([url, '--seconds', '0.3', '--output', file]);
    assert.deepEqual([code, error.includes('Recorded')], [0, true]);
    const { entries } = await readRecording(file);
    assert((entries.at(-1)?.at ?? 0) >= 290);
  });

  it('writes to its standard output, for a pipe', async () => {
    const { code, out, error } = await record([url, '--updates', '1', '--output', '-']);
    assert.equal(code, 0);
    const lines = out.trim().split('\n');
    assert.equal(lines.length, 6);
    for (const line of lines) JSON.parse(line);
    assert.match(error, /to the standard output/);
  });

  it('compresses if the file name has that ending', async () => {
    const file = newFile('a.ndjson.gz');
    await record([url, '--updates', '1', '--output', file]);
    assert.equal(readFileSync(file)[0], 0x1f);
    assert.equal((await eventsOf(file)).length, 5);
  });

  it('only listens, on request', async () => {
    const file = newFile();
    const { code } = await record([url, '--raw', '--seconds', '0.3', '--output', file]);
    assert.equal(code, 0);
    assert.deepEqual(kinds(await eventsOf(file)), ['open', 'system catalog', 'from close']);
  });

  it('leaves an existing file unchanged', async () => {
    const file = newFile();
    writeFileSync(file, 'a recording of something that happened once');
    const { code, error } = await record([url, '--updates', '1', '--output', file]);
    assert.deepEqual([code, error], [1, `${file} already exists; choose another name with --output\n`]);
    assert.equal(readFileSync(file, 'utf8'), 'a recording of something that happened once');
  });

  it('says where it cannot write', async () => {
    const file = path.join(temporaryDirectory(), 'no', 'folder');
    const { code, error } = await record([url, '--output', file]);
    assert.equal(code, 1);
    assert.equal(error, `${file} cannot be written: ENOENT: no such file or directory, open '${file}'\n`);
  });

  it('says that the disk is full', async () => {
    const { code, error } = await record([url, '--output', '/dev/full']);
    assert.equal(code, 1);
    assert.match(
      error,
      /^Recording .*\n\/dev\/full can no longer be written: ENOSPC: no space left on device, write\n$/,
    );
  });

  it('says that the disk behind its standard output is full', async () => {
    const { code, error } = await outcome(launchInShell(NAME, [url, '--output', '-'], '>/dev/full'));
    assert.equal(code, 1);
    assert.match(
      error,
      /^Recording .*\nThe standard output cannot be written: ENOSPC: no space left on device, write\n$/,
    );
  });

  for (const [what, redirection] of [
    ['the disk behind it is full', '2>/dev/full'],
    ['it is closed', '2>&-'],
  ] as const) {
    it(`keeps recording if its standard error is ${what}`, async () => {
      const file = newFile();
      const args = [url, '--updates', '3', '--output', file];
      const { code } = await outcome(launchInShell(NAME, args, redirection));
      assert.equal(code, 0);
      assert.equal((await eventsOf(file)).length, 7);
    });
  }

  it('keeps recording when its standard error is closed', async () => {
    const file = newFile();
    const child = launch(NAME, [url, '--output', file]);
    await once(child.stderr, 'data');
    const exit = once(child, 'exit');
    child.stderr.destroy();
    await simulator.waitForViews(1);
    // Each disconnection makes it print a line.
    simulator.disconnectAll();
    await simulator.waitForConnections(0);
    await simulator.waitForViews(1);
    child.kill('SIGINT');
    assert.deepEqual(await exit, [0, null]);
    const events = await eventsOf(file);
    assert.equal(kinds(events).filter((kind) => kind === 'open').length, 2);
    assert.deepEqual(events.at(-1), { from: 'client', close: { code: 1000, reason: '' } });
  });

  it('ends when its standard output is closed, and says that the recording has no end', async () => {
    const child = launch(NAME, [url, '--output', '-']);
    const exit = once(child, 'exit');
    const error = text(child.stderr);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    assert.deepEqual(await exit, [1, null]);
    assert.match(await error, /^Recording .*\nthe standard output can no longer be written: write EPIPE\n$/);
  });

  it('ends well if its file was removed meanwhile', async () => {
    const file = newFile();
    const child = launch(NAME, [url, '--output', file]);
    const over = outcome(child);
    await simulator.waitForViews(1);
    unlinkSync(file);
    child.kill('SIGINT');
    const { code, error } = await over;
    assert.equal(code, 0);
    assert.match(error, /Recorded .* to [^ ]+\n$/);
  });

  it('says why there is nothing to record, and leaves no file', async () => {
    const folder = temporaryDirectory();
    const { code, out, error } = await record([url.replace('/view', '/vew')], { cwd: folder });
    assert.deepEqual([code, out], [1, '']);
    assert.match(error, /has nothing at the path \/vew \(404\)\nNothing was recorded\n$/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('has what the appliance sent about a refused view', async () => {
    const file = newFile();
    const { code, error } = await record([url, '--distribution', 'Nonsense', '--output', file]);
    assert.equal(code, 1);
    assert.match(error, /refused the view: There is no distribution "Nonsense"/);
    const events = await eventsOf(file);
    assert.deepEqual(kinds(events), ['open', 'system catalog', 'client view', 'system error', 'from close']);
  });

  it('ends with the first connection, on request', async () => {
    const file = newFile();
    const over = record([url, '--once', '--output', file]);
    await simulator.waitForViews(1);
    simulator.disconnectAll();
    const { code, error } = await over;
    assert.equal(code, 0);
    assert.match(error, /ended the connection \(1012\)\nRecorded/);
    assert.deepEqual((await eventsOf(file)).at(-1), { from: 'system', close: { code: 1012, reason: '' } });
  });

  it('keeps credentials out of the file and the output', async () => {
    const guarded = new Simulator({
      port: 0,
      interval: 0.05,
      hosts: 5,
      credentials: { token: 'abcdefgh-12345678' },
    });
    const file = newFile();
    try {
      const env = { ACTIVELOGIC_TOKEN: 'abcdefgh-12345678' };
      const { code, error } = await record(
        [`${await guarded.start()}?key=secret-key`, '--updates', '1', '--output', file],
        { env },
      );
      assert.equal(code, 0);
      assert.doesNotMatch(textOf(file) + error, /abcdefgh|secret-key/);
      assert.match(textOf(file), /"url":"ws:\/\/127\.0\.0\.1:\d+\/view\?\*\*\*"/);
    } finally {
      await guarded.stop();
    }
  });

  describe('with pseudonyms', () => {
    it('has no name and no address of the appliance, not even in the file name', async () => {
      const folder = temporaryDirectory();
      const view = [
        '--distribution',
        'Subscriber',
        '--distribution',
        'Local Host',
        '--include',
        'Host=10.0.0.0/8',
      ];
      const { code, error } = await record([url, '--updates', '2', '--pseudonymise', ...view], {
        cwd: folder,
      });
      assert.equal(code, 0);
      const [file = ''] = readdirSync(folder);
      assert.match(file, /^activelogic-\d{8}T\d{6}Z\.ndjson$/);
      const written = textOf(path.join(folder, file));
      assert.doesNotMatch(written, /subscriber-|10\.0\.0|127\.0\.0\.1|simulator|Gold/i);
      assert.match(written, /"HLS\\?"/);
      assert.match(error, /Texts that were kept: .*; HLS; .*\nAlso kept: /);
    });

    it('has the same pseudonyms with the same key, which it makes if it is missing', async () => {
      const key = newFile('key');
      const files = [newFile(), newFile(), newFile()];
      const names = new Set<string>();
      for (const [index, file] of files.entries()) {
        const options = index < 2 ? ['--pseudonym-key', key] : [];
        const { code } = await record([
          url,
          '--updates',
          '1',
          '--pseudonymise',
          ...options,
          '--output',
          file,
        ]);
        assert.equal(code, 0);
        names.add(/"system\\":\{\\"name\\":\\"(.*?)\\"/.exec(textOf(file))?.[1] ?? '');
      }
      assert.equal(names.size, 2, 'the third has a key of its own');
      assert.equal(statSync(key).mode & 0o077, 0);
      assert.match(readFileSync(key, 'utf8'), /^[0-9a-f]{64}\n$/);
      assert(!files.some((file) => textOf(file).includes(readFileSync(key, 'utf8').trim())));
    });
  });

  it('neither shows nor writes anything that controls the terminal', async () => {
    const system = await ScriptedSystem.start();
    try {
      const file = newFile();
      const over = record([system.url, '--pseudonymise', '--updates', '1', '--output', file]);
      const peer = await system.peer(0);
      const fields = [...CATALOG.fields, { column: STEERING, name: STEERING, unit: STEERING }];
      const services = [STEERING];
      peer.send({ type: 'catalog', profile: 1, ...CATALOG, fields, services });
      peer.send({ type: 'error', code: 'busy', message: STEERING });
      await peer.view();
      peer.update([[STEERING, 1, 2]]);
      const { code, error } = await over;
      assert.equal(code, 0);
      assert.match(error, / reports: a\ufffd\[2J/);
      assert.doesNotMatch(error + textOf(file), STEERS);
    } finally {
      await system.stop();
    }
  });

  const shortKey = newFile('short');
  writeFileSync(shortKey, 'guess me\n');
  const mistakes: [string[], RegExp][] = [
    [[], /<URL> is missing/],
    [['http://localhost/'], /"?http:\/\/localhost\/"? is not a ws/],
    [['ws://localhost/', '--seconds', '0'], /--seconds .*"0"/],
    [['ws://localhost/', '--updates', '1.5'], /--updates .*"1.5"/],
    [['ws://localhost/', '--output', ''], /--output .*""/],
    [['ws://localhost/', '--raw', '--updates', '1'], /--updates .*without --raw/],
    [['ws://localhost/', '--raw', '--distribution', 'Service'], /--distribution .*without --raw/],
    [['ws://localhost/', '--raw', '--no-expand'], /--no-expand .*without --raw/],
    [['ws://localhost/', '--pseudonym-key', 'x'], /--pseudonym-key .*with --pseudonymise/],
    [
      ['ws://localhost/', '--pseudonymise', '--pseudonym-key', shortKey],
      /--pseudonym-key .*16 characters or more/,
    ],
    [['ws://localhost/', '--pseudonymise', '--pseudonym-key', '/no/folder/key'], /--pseudonym-key .*ENOENT/],
  ];
  for (const [args, message] of mistakes) {
    it(`refuses ${args.filter((arg) => arg !== shortKey).join(' ') || 'to begin without a URL'}`, async () => {
      const folder = temporaryDirectory();
      const { code, out, error } = await record(args, { cwd: folder });
      assert.deepEqual([code, out], [2, '']);
      assert.match(error, message);
      assert.match(error, /See activelogic-record --help\n$/);
      assert.deepEqual(readdirSync(folder), [], 'no file');
    });
  }

  it('shows its progress in one line of a terminal', async function () {
    // Debian's bsdutils, which every Debian has, provide terminals.
    if (!existsSync('/usr/bin/script') && process.env.CI === undefined) this.skip();
    const file = newFile();
    const command = `${commandLine(NAME).join(' ')} ${url} --updates 30 --output ${file}`;
    const child = spawn('/usr/bin/script', ['--quiet', '--return', '--command', command, '/dev/null']);
    const ended = once(child, 'exit');
    const shown = await text(child.stdout);
    assert.deepEqual(await ended, [0, null]);
    const [first = '', ...drawn] = shown.split('\r\u001b[K');
    assert.equal(first, '');
    assert.match(
      drawn.at(-2) ?? '',
      /^0:00:0\d {2}\d+ frames {2}\d+\.\d kB {2}\d+\.\d frames\/s {2}\d+\.\d kB\/s$/,
    );
    assert.match(drawn.at(-1) ?? '', /^Recorded 32 frames .*\r\n$/);
  });
});
