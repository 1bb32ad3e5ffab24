import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { BadRecording, type Entry, LONGEST_LINE } from '../../../tools/recording/format';
import { Recording } from '../../../tools/recording/read';
import { FLUSH_AFTER, MOST_WAITING, RecordingWriter } from '../../../tools/recording/write';
import { MOST_STEPS, readPlan } from '../../../tools/simulator/replay/plan';
import { HEADER, newFile, readRecording, writeRecording } from '../../support/recordings';
import { Signal } from '../../support/signal';
import { SteeredClock } from '../../support/steered-clock';

const ENTRIES: Entry[] = [
  { at: 0.5, open: 1 },
  // Characters that some programs take for a line end, one outside the first plane, and some that JSON
  // escapes.
  { at: 1, from: 'system', text: '{"type":"catalog","a\u2028b\u2029c":"\u{1f4e1} \\" \\\\ \\u0000"}\r\n' },
  { at: 1.25, from: 'client', text: 'not JSON: {"' },
  { at: 2, from: 'system', binary: Buffer.from([0, 255, 10, 13]).toString('base64') },
  { at: 2.125, from: 'system', ping: '' },
  { at: 2.5, from: 'system', omitted: 'binary', bytes: 12 },
  { at: 2.75, missed: 3, bytes: 1000 },
  { at: 3, from: 'system', close: { code: 1012, reason: 'restart' } },
  { at: 4, failed: 'appliance.example:8000 has too many views open (503)', status: 503 },
  { at: 5000, open: 2 },
];

function noFailure(error: Error): void {
  throw error;
}

async function written(gzip: boolean): Promise<string> {
  const file = newFile();
  const writer = new RecordingWriter(createWriteStream(file), { gzip }, new SteeredClock(), noFailure);
  writer.begin(HEADER);
  for (const entry of ENTRIES) writer.write(entry);
  await writer.end();
  return file;
}

describe('the file of a recording', () => {
  for (const gzip of [false, true]) {
    it(`survives unchanged, ${gzip ? '' : 'not '}compressed`, async () => {
      const file = await written(gzip);
      assert.equal(readFileSync(file)[0] === 0x1f, gzip);
      assert.deepEqual(await readRecording(file), { header: HEADER, entries: ENTRIES, problems: [] });
    });

    it(`is read up to where it was cut off, ${gzip ? '' : 'not '}compressed`, async () => {
      const content = readFileSync(await written(gzip));
      const cut = newFile();
      let [most, headless, warned] = [0, 0, 0];
      for (let length = 0; length < content.length; length++) {
        writeFileSync(cut, content.subarray(0, length));
        const read = await readRecording(cut).catch((error: unknown) => {
          assert(error instanceof BadRecording, String(error));
          headless++;
        });
        if (!read) continue;
        assert.deepEqual(read.entries, ENTRIES.slice(0, read.entries.length));
        assert(read.problems.length <= 1);
        assert(read.entries.length >= most, 'what is longer has no less');
        most = read.entries.length;
        warned += read.problems.length;
      }
      assert.equal(most, gzip ? ENTRIES.length : ENTRIES.length);
      assert(headless > 10 && warned > 10);
    });
  }

  it('can lack the last line feed', async () => {
    const file = writeRecording(ENTRIES);
    writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
    assert.deepEqual(await readRecording(file), { header: HEADER, entries: ENTRIES, problems: [] });
  });

  it('can end in the zeros that a power failure leaves behind', async () => {
    const file = writeRecording(ENTRIES);
    writeFileSync(file, Buffer.alloc(4096), { flag: 'a' });
    const { entries, problems } = await readRecording(file);
    assert.deepEqual(entries, ENTRIES);
    assert.deepEqual(problems, [`The file is cut off in line ${ENTRIES.length + 2}`]);
  });

  it('is read up to the disk block in which its compression is damaged', async () => {
    const file = newFile();
    const writer = new RecordingWriter(
      createWriteStream(file),
      { gzip: true },
      new SteeredClock(),
      noFailure,
    );
    writer.begin(HEADER);
    const entries: Entry[] = Array.from({ length: 500 }, (_, at) => ({
      at,
      from: 'system',
      binary: createHash('sha256').update(String(at)).digest('base64'),
    }));
    for (const entry of entries) writer.write(entry);
    await writer.end();
    const content = readFileSync(file);
    assert(content.length > 4 * 4096);
    content.fill(0, 3 * 4096, 4 * 4096);
    writeFileSync(file, content);
    const read = await readRecording(file);
    assert(read.entries.length > 250, String(read.entries.length));
    // The entry at the edge can consist of damaged data.
    const sound = read.entries.length - 1;
    assert.deepEqual(read.entries.slice(0, sound), entries.slice(0, sound));
    assert.equal(read.problems.length, 1);
    assert.match(read.problems.join(), /^The file is damaged /);
  });

  it('is damaged, and not empty, where nothing can be unpacked', async () => {
    const file = newFile();
    const content = gzipSync(readFileSync(await written(false)));
    content.writeUInt32LE(0, content.length - 8);
    writeFileSync(file, content);
    const message = 'it is damaged from its beginning';
    await assert.rejects(Recording.open(file), { name: 'BadRecording', message });
  });

  it('may begin with the byte order mark of an editor', async () => {
    const file = await written(false);
    writeFileSync(file, `\ufeff${readFileSync(file, 'utf8')}`);
    assert.deepEqual(await readRecording(file), { header: HEADER, entries: ENTRIES, problems: [] });
  });

  it('ignores lines of an unknown kind, which a later version can write', async () => {
    const file = writeRecording([
      { at: 0, open: 1 },
      { at: 1, mood: 'fine' },
      { at: 2, from: 'system', text: 'x' },
    ]);
    const { entries } = await readRecording(file);
    assert.deepEqual(
      entries.map(({ at }) => at),
      [0, 2],
    );
  });

  const bad: [string, object[], RegExp][] = [
    ['is no time', [{ at: 'noon', open: 1 }], /^line 2: at must be a number$/],
    [
      'is no side',
      [
        { at: 0, open: 1 },
        { at: 1, from: 'me', text: '' },
      ],
      /^line 3: from must be a side$/,
    ],
    ['is no close', [{ at: 1, from: 'system', close: 1000 }], /^line 2: close must be code and reason$/],
    ['is no text', [{ at: 1, from: 'system', text: {} }], /^line 2: text must be text$/],
    ['is no status', [{ at: 1, failed: 'x', status: '503' }], /^line 2: status must be an HTTP status$/],
    ['is no object', [[]], /^line 2: it is not a JSON object$/],
  ];
  for (const [what, entries, message] of bad) {
    it(`names the line that ${what}`, async () => {
      await assert.rejects(readRecording(writeRecording(entries)), { name: 'BadRecording', message });
    });
  }

  it('names an unreadable line in the middle, because nothing was cut off there', async () => {
    const file = writeRecording(ENTRIES);
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[4] = lines[4]?.slice(0, 20) ?? '';
    writeFileSync(file, lines.join('\n'));
    await assert.rejects(readRecording(file), {
      name: 'BadRecording',
      message: 'line 5: it is not a JSON object',
    });
  });

  const headers: [string, string, RegExp][] = [
    ['an empty file', '', /it is empty/],
    ['another file', 'Hello\nworld\n', /it does not begin like a recording/],
    ['JSON of another kind', '{"type":"catalog"}\n', /it does not begin like a recording/],
    ['a later version', '{"recording":2,"url":"ws://a/","started":1}\n', /version 2; this program reads 1/],
    ['a header without a URL', '{"recording":1,"started":1}\n', /url must be text/],
    ['a header of no time', '{"recording":1,"url":"ws://a/","started":1e300}\n', /started must be a time/],
  ];
  for (const [what, content, message] of headers) {
    it(`is not ${what}`, async () => {
      const file = newFile();
      writeFileSync(file, content);
      await assert.rejects(Recording.open(file), { name: 'BadRecording', message });
    });
  }

  const header = Buffer.from(`${JSON.stringify(HEADER)}\n`);
  const bombs: [string, Buffer[], RegExp][] = [
    ['a first line', [Buffer.alloc(LONGEST_LINE + 1, 'x')], /^line 1: it is longer than 64 MiB$/],
    ['a later line', [header, Buffer.alloc(LONGEST_LINE + 1)], /^line 2: it is longer than 64 MiB$/],
    [
      'a last line that is cut off',
      [header, Buffer.from('\n'), Buffer.alloc(LONGEST_LINE + 1, '[')],
      /^line 3: /,
    ],
    [
      'many small parts',
      [header, Buffer.from('{"at":1,"x":['), Buffer.alloc(300_000, '[],')],
      /it has too many parts/,
    ],
  ];
  for (const zipped of [false, true]) {
    for (const [what, content, message] of bombs) {
      it(`is not read beyond ${what} that would fill the memory, ${zipped ? '' : 'not '}compressed`, async () => {
        const file = newFile();
        const all = Buffer.concat(content);
        writeFileSync(file, zipped ? gzipSync(all, { level: 1 }) : all);
        await assert.rejects(readRecording(file), { name: 'BadRecording', message });
      });
    }
  }

  it('has no line beyond the longest allowed', async () => {
    const file = newFile();
    const writer = new RecordingWriter(
      createWriteStream(file),
      { gzip: false },
      new SteeredClock(),
      noFailure,
    );
    writer.begin(HEADER);
    const text = '"'.repeat(LONGEST_LINE / 2);
    writer.write({ at: 1, from: 'system', text });
    writer.write({ at: 2, from: 'client', text: 'x' });
    await writer.end();
    assert.deepEqual((await readRecording(file)).entries, [
      { at: 1, from: 'system', omitted: 'text', bytes: text.length },
      { at: 2, from: 'client', text: 'x' },
    ]);
  });

  it('cannot plan more connections than a replay accepts', async () => {
    const attempts = (count: number): object[] => Array.from({ length: count }, () => ({ at: 0, open: 1 }));
    const plan = async (count: number): Promise<number> =>
      (await readPlan(await Recording.open(writeRecording(attempts(count))))).steps.length;
    await assert.rejects(plan(MOST_STEPS + 1), {
      name: 'BadRecording',
      message: 'it has more than 100000 connections',
    });
  });

  it('must exist', async () => {
    await assert.rejects(Recording.open(newFile()), { code: 'ENOENT' });
  });
});

/** An output that accepts data only when the test lets it. */
class Sluggish extends Writable {
  readonly taken: Buffer[] = [];
  readonly changes = new Signal();
  private waiting: (() => void) | undefined;
  constructor(private slow: boolean) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(chunk);
    if (this.slow) this.waiting = done;
    else done();
    this.changes.after(() => undefined);
  }

  speedUp(): void {
    this.slow = false;
    this.waiting?.();
  }

  get text(): string {
    return Buffer.concat(this.taken).toString();
  }
}

describe('writing a recording', () => {
  it('has everything older than a second in the file, also compressed', async () => {
    const sink = new Sluggish(false);
    const clock = new SteeredClock();
    const writer = new RecordingWriter(sink, { gzip: true }, clock, noFailure);
    const inFile = (): string =>
      sink.taken.length === 0
        ? ''
        : gunzipSync(Buffer.concat(sink.taken), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
    writer.begin(HEADER);
    writer.write({ at: 1, open: 1 });
    await clock.advance(FLUSH_AFTER);
    await sink.changes.until(() => inFile().endsWith('{"at":1,"open":1}\n'));
    assert.equal(clock.pending(), 0, 'nothing to do, no timer');
    writer.write({ at: 2, open: 2 });
    await clock.advance(FLUSH_AFTER);
    await sink.changes.until(() => inFile().endsWith('{"at":2,"open":2}\n'));
    await writer.end();
  });

  it('omits what a slow disk does not accept, and counts it', async () => {
    const sink = new Sluggish(true);
    const writer = new RecordingWriter(sink, { gzip: false }, new SteeredClock(), noFailure);
    writer.begin(HEADER);
    const text = 'x'.repeat(1024 * 1024);
    const fit = Math.ceil(MOST_WAITING / text.length);
    for (let at = 0; at < fit + 10; at++) writer.write({ at, from: 'system', text });
    assert(sink.writableLength < MOST_WAITING + 2 * text.length, String(sink.writableLength));
    const { left } = writer;
    assert(left >= 9 && left <= 11, String(left));
    sink.speedUp();
    await sink.changes.until(() => sink.writableLength === 0);
    writer.write({ at: 1000, from: 'system', text: 'again' });
    await writer.end();
    const lines = sink.text.trim().split('\n').slice(-2);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line) as unknown),
      [
        { at: 1000, missed: left, bytes: left * text.length },
        { at: 1000, from: 'system', text: 'again' },
      ],
    );
  });

  for (const gzip of [false, true]) {
    it(`says that the disk is full, ${gzip ? '' : 'not '}compressed`, async () => {
      const told: Error[] = [];
      const clock = new SteeredClock();
      const writer = new RecordingWriter(createWriteStream('/dev/full'), { gzip }, clock, (error) =>
        told.push(error),
      );
      writer.begin(HEADER);
      writer.write({ at: 1, open: 1 });
      await assert.rejects(writer.end(), { code: 'ENOSPC' });
      writer.write({ at: 2, open: 2 });
      assert.deepEqual(
        told.map((error) => (error as NodeJS.ErrnoException).code),
        ['ENOSPC'],
      );
      assert.equal(clock.pending(), 0);
    });
  }
});
