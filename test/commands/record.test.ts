import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Simulator } from 'node-red-contrib-activelogic/simulator';
import type { Event } from '../../dist/recording/format';
import { commandFile, type CommandOptions, launch, type Outcome, outcome, run } from '../support/command';
import { eventsOf, newFile, readRecording, textOf } from '../support/recordings';
import { temporaryDirectory } from '../support/temporary';

const NAME = 'activelogic-record';

function record(args: readonly string[], options?: CommandOptions): Promise<Outcome> {
  return run(NAME, args, options);
}

/** What kinds of things happened, one after the other. */
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

  it('stops after so many updates of the view that was asked for', async () => {
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

  it('stops after so long', async () => {
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

  it('compresses what has the ending of a compressed file', async () => {
    const file = newFile('a.ndjson.gz');
    await record([url, '--updates', '1', '--output', file]);
    assert.equal(readFileSync(file)[0], 0x1f);
    assert.equal((await eventsOf(file)).length, 5);
  });

  it('only listens, where that is wanted', async () => {
    const file = newFile();
    const { code } = await record([url, '--raw', '--seconds', '0.3', '--output', file]);
    assert.equal(code, 0);
    assert.deepEqual(kinds(await eventsOf(file)), ['open', 'system catalog', 'from close']);
  });

  it('leaves a file that is there as it is', async () => {
    const file = newFile();
    writeFileSync(file, 'a recording of something that happened once');
    const { code, error } = await record([url, '--updates', '1', '--output', file]);
    assert.deepEqual([code, error], [1, `${file} is there already; give another name with --output\n`]);
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
      /^Recording .*\n\/dev\/full cannot be written any more: ENOSPC: no space left on device, write\n$/,
    );
  });

  it('says why there is nothing to record, and leaves no file', async () => {
    const folder = temporaryDirectory();
    const { code, out, error } = await record([url.replace('/view', '/vew')], { cwd: folder });
    assert.deepEqual([code, out], [1, '']);
    assert.match(error, /has nothing at the path \/vew \(404\)\nNothing was recorded\n$/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('has what the system said of a view that it refused', async () => {
    const file = newFile();
    const { code, error } = await record([url, '--distribution', 'Nonsense', '--output', file]);
    assert.equal(code, 1);
    assert.match(error, /refused the view: There is no distribution "Nonsense"/);
    const events = await eventsOf(file);
    assert.deepEqual(kinds(events), ['open', 'system catalog', 'client view', 'system error', 'from close']);
  });

  it('ends with the first connection, where that is wanted', async () => {
    const file = newFile();
    const over = record([url, '--once', '--output', file]);
    await simulator.waitForViews(1);
    simulator.disconnectAll();
    const { code, error } = await over;
    assert.equal(code, 0);
    assert.match(error, /ended the connection \(1012\)\nRecorded/);
    assert.deepEqual((await eventsOf(file)).at(-1), { from: 'system', close: { code: 1012, reason: '' } });
  });

  it('keeps credentials out of the file and of what it says', async () => {
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
    it('has no name and no address of the system, in the name of the file either', async () => {
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
      assert.match(error, /Left as they are, .*\n.*\bHLS\b/);
    });

    it('has the same ones with the same key, which is made when it is not there', async () => {
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

  it('shows on a terminal how it goes, in one line', async function () {
    // Of Debian's bsdutils, which every system has; it makes a terminal.
    if (!existsSync('/usr/bin/script') && process.env.CI === undefined) this.skip();
    const file = newFile();
    const command = `${process.execPath} ${commandFile(NAME)} ${url} --updates 30 --output ${file}`;
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
