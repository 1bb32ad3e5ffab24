import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { decodeFrame } from '../../../lib/protocol/decode';
import { InvalidOption, Replay, type ReplayOptions } from '../../../tools/simulator';
import { type ClientOptions, WebSocket } from 'ws';
import { Recorder } from '../../support/recorder';
import { newFile, writeRecording } from '../../support/recordings';
import { SteeredClock } from '../../support/steered-clock';
import { rejectedWith } from './client';

const VIEW = '{"type":"view","distributions":[{"name":"Service"}],"filters":[],"expand":false}';

const said = (at: number, text: string): object => ({ at, from: 'system', text });
const asked = (at: number, text = VIEW): object => ({ at, from: 'client', text });
const closed = (at: number, code: number, reason = '', from = 'system'): object => ({
  at,
  from,
  close: { code, reason },
});

/** A client that notes what it receives, and when. */
class Client {
  readonly heard = new Recorder<string>();
  readonly socket: WebSocket;
  readonly closed: Promise<[code: number, reason: string]>;

  constructor(url: string, clock: SteeredClock, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.socket.on('message', (data: Buffer, isBinary) => {
      this.heard.add(`${clock.elapsed()} ${isBinary ? data.toString('hex') : data.toString()}`);
    });
    this.socket.on('ping', (data) => {
      this.heard.add(`${clock.elapsed()} ping ${data.toString()}`);
    });
    this.closed = new Promise((resolve) =>
      this.socket.once('close', (code, reason) => {
        resolve([code, reason.toString()]);
      }),
    );
  }

  async hear(text: string): Promise<void> {
    await this.heard.waitFor(text, (heard) => heard.endsWith(text), 5);
  }

  async end(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

describe('the replay of a recording', () => {
  const clock = new SteeredClock();
  let replay: Replay | undefined;
  let log: string[];

  async function start(entries: readonly object[], options: Partial<ReplayOptions> = {}): Promise<string> {
    log = [];
    replay = new Replay({
      file: writeRecording(entries),
      port: 0,
      clock,
      log: (line) => log.push(line),
      ...options,
    });
    return replay.start();
  }

  function connect(url: string): { client: Client; begun: number } {
    return { client: new Client(url, clock), begun: clock.elapsed() };
  }

  /** Lets time pass, once the replay waits for it. */
  async function pass(ms: number): Promise<void> {
    await clock.untilPending(ms, 1);
    await clock.advance(ms);
  }

  afterEach(async () => {
    await replay?.stop();
    assert.equal(clock.pending(), 0, 'no timer is left');
  });

  const RECORDING = [
    { at: 100, open: 1 },
    said(150, 'catalogue'),
    asked(200),
    said(210, 'first'),
    said(1210, 'second'),
    closed(1300, 1012, 'restart'),
  ];

  it('has its own pace: the catalogue after the upgrade, the updates after the client’s request', async () => {
    const url = await start(RECORDING);
    const { client, begun } = connect(url);
    await pass(50);
    await client.hear('catalogue');
    // The client can take as long as it likes.
    await clock.advance(5000);
    client.socket.send(VIEW);
    await pass(10);
    await client.hear('first');
    await pass(1000);
    await client.hear('second');
    await pass(90);
    assert.deepEqual(await client.closed, [1012, 'restart']);
    assert.deepEqual(client.heard.all, [
      `${begun + 50} catalogue`,
      `${begun + 5060} first`,
      `${begun + 6060} second`,
    ]);
  });

  it('can be faster and slower', async () => {
    for (const [speed, waits] of [
      [10, [5, 1, 100, 9]],
      [0.5, [100, 20, 2000, 180]],
    ] as const) {
      const url = await start(RECORDING, { speed });
      const { client } = connect(url);
      await pass(waits[0]);
      client.socket.send(VIEW);
      for (const wait of waits.slice(1)) await pass(wait);
      assert.deepEqual(await client.closed, [1012, 'restart']);
      assert.equal(client.heard.all.length, 3);
      await replay?.stop();
    }
  });

  it('can be as fast as the client reads', async () => {
    const url = await start(RECORDING, { speed: 'max' });
    const { client, begun } = connect(url);
    client.socket.once('open', () => {
      client.socket.send(VIEW);
    });
    assert.deepEqual(await client.closed, [1012, 'restart']);
    assert.deepEqual(client.heard.all, [`${begun} catalogue`, `${begun} first`, `${begun} second`]);
  });

  it('does not pile up for a client that does not read', async () => {
    const frame = 'x'.repeat(1024 * 1024);
    // A marker in the recording is reported when its turn comes, which shows how far the replay is.
    const frames = Array.from({ length: 64 }, (_, index) => [
      said(index, frame),
      { at: index, from: 'system', omitted: 'binary', bytes: index },
    ]).flat();
    const url = await start(frames, { speed: 'max' });
    const { client } = connect(url);
    await once(client.socket, 'open');
    client.socket.pause();
    const told = (): number => log.filter((line) => line.includes('is not in the recording')).length;
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    // The network's buffers hold some.
    assert(told() < 32, String(told()));
    client.socket.resume();
    assert.deepEqual(await client.closed, [1000, 'the recording is over']);
    assert.deepEqual([client.heard.all.length, told()], [64, 64]);
  });

  it('has every frame byte for byte, even those that break all rules', async () => {
    const frames = ['', '{"type":"upd', '\ufeff{}', '{"a":1e999,"a":-0}', 'a\u2028b\r\n\0', '\u{1f4e1}'];
    const binary = Buffer.from([0, 255, 10]);
    const url = await start([
      ...frames.map((text) => said(0, text)),
      { at: 0, from: 'system', binary: binary.toString('base64') },
      { at: 0, from: 'system', ping: Buffer.from('there?').toString('base64') },
      { at: 0, from: 'system', omitted: 'binary', bytes: 12 },
      { at: 0, missed: 2, bytes: 100 },
    ]);
    const { client, begun } = connect(url);
    assert.deepEqual(await client.closed, [1000, 'the recording is over']);
    assert.deepEqual(
      client.heard.all,
      [...frames, binary.toString('hex'), 'ping there?'].map((text) => `${begun} ${text}`),
    );
    assert(log.includes('a frame of 12 bytes is not in the recording (binary)'));
  });

  it('can be compressed or not', async () => {
    const file = newFile();
    writeFileSync(file, gzipSync(readFileSync(writeRecording([said(0, 'hello')]))));
    const url = await start([], { file });
    const { client } = connect(url);
    await client.hear('hello');
    await client.closed;
  });

  it('starts from the beginning for each client, at any time', async () => {
    const url = await start(RECORDING);
    const first = connect(url);
    await pass(50);
    await first.client.hear('catalogue');
    const second = connect(url);
    await pass(50);
    await second.client.hear('catalogue');
    second.client.socket.send(VIEW);
    await pass(10);
    await second.client.hear('first');
    assert.equal(replay?.connectionCount, 2);
    assert.deepEqual(first.client.heard.all.length, 1);
    await Promise.all([first.client.end(), second.client.end()]);
  });

  it('says where a client’s request differs from the recording, and continues', async () => {
    const url = await start(RECORDING, { speed: 'max' });
    for (const [view, differs] of [
      ['{"filters":[],"type":"view","distributions":[{"name":"Service"}],"expand":false}', false],
      [VIEW.replace('Service', 'Plan'), true],
      ['hello', true],
    ] as const) {
      log.length = 0;
      const { client } = connect(url);
      client.socket.once('open', () => {
        client.socket.send(view);
      });
      assert.deepEqual(await client.closed, [1012, 'restart']);
      assert.equal(client.heard.all.length, 3);
      const line = log.find((line) => line.startsWith('the client asks for something else'));
      assert.equal(line !== undefined, differs, view);
      if (differs) assert(line?.endsWith(`: ${view} instead of ${VIEW}`));
    }
  });

  it('has codes that no close frame can have: without a code, and a cut connection', async () => {
    for (const code of [1005, 1006, 1015, 4400]) {
      const url = await start([{ at: 0, open: 1 }, said(0, 'hello'), closed(0, code)]);
      const { client } = connect(url);
      assert.deepEqual(await client.closed, [code === 1015 ? 1006 : code, '']);
      await replay?.stop();
    }
  });

  it('ends where the recorder ended, and is silent where the client gave up', async () => {
    const url = await start([{ at: 0, open: 1 }, said(0, 'hello'), closed(10, 1000, '', 'client')]);
    const { client } = connect(url);
    await pass(10);
    assert.deepEqual(await client.closed, [1000, 'the recording is over']);
    await replay?.stop();
    const silent = await start([{ at: 0, open: 1 }, said(0, 'hello'), closed(10, 1006, '', 'client')]);
    const waiting = connect(silent).client;
    await waiting.hear('hello');
    await clock.advance(3_600_000);
    assert.equal(waiting.socket.readyState, WebSocket.OPEN);
    await waiting.end();
  });

  describe('with several connections', () => {
    const SEVERAL = [
      { at: 0, open: 1 },
      said(0, 'one'),
      closed(0, 1012),
      { at: 10, failed: 'too many', status: 503 },
      { at: 20, failed: 'connection refused' },
      { at: 30, failed: 'wrong', status: 404 },
      { at: 40, open: 2 },
      said(40, 'two'),
      closed(40, 1006, '', 'client'),
      { at: 50, open: 3 },
      said(50, 'three'),
    ];

    it('gives the next one to a client that has heard the last one to its end', async () => {
      const url = await start(SEVERAL, { loop: true });
      for (let round = 0; round < 2; round++) {
        const one = connect(url).client;
        assert.deepEqual(await one.closed, [1012, '']);
        await replay?.waitForConnections(0);
        assert.equal(await rejectedWith(url), 503);
        assert.equal(await rejectedWith(url), 404);
        const two = connect(url).client;
        await two.hear('two');
        await two.end();
        await replay?.waitForConnections(0);
        const three = connect(url).client;
        assert.deepEqual(await three.closed, [1000, 'the recording is over']);
        assert.deepEqual(
          [one, two, three].map(({ heard }) => heard.all.map((line) => line.split(' ')[1])),
          [['one'], ['two'], ['three']],
        );
        await replay?.waitForConnections(0);
      }
      assert.equal(replay?.upgradeCount, 10);
    });

    it('starts again for a client that stays away, and for one that left before the end', async () => {
      const url = await start(SEVERAL);
      const one = connect(url).client;
      await one.closed;
      await replay?.waitForConnections(0);
      await clock.advance(120_000);
      const again = connect(url).client;
      await again.hear('one');
      await again.closed;
      await replay?.stop();

      const slow = await start([
        said(0, 'one'),
        said(1000, 'more'),
        closed(1000, 1012),
        { at: 2000, open: 2 },
        said(2000, 'two'),
      ]);
      const impatient = connect(slow).client;
      await impatient.hear('one');
      await impatient.end();
      await replay?.waitForConnections(0);
      const next = connect(slow).client;
      await next.hear('one');
      await next.end();
    });
  });

  describe('in a loop', () => {
    it('repeats what came after the view, at the pace of the recording', async () => {
      const url = await start(
        [...RECORDING.slice(0, 4), said(1010, 'second'), said(1810, 'third'), closed(2000, 1012)],
        { loop: true },
      );
      const { client, begun } = connect(url);
      await pass(50);
      client.socket.send(VIEW);
      await pass(10);
      for (let round = 0; round < 3; round++) {
        for (const wait of [800, 800, 800]) await pass(wait);
      }
      await client.heard.waitFor('the third round', () => client.heard.all.length === 11, 5);
      assert.deepEqual(client.heard.all, [
        `${begun + 50} catalogue`,
        ...['first', 'second', 'third', 'first', 'second', 'third', 'first', 'second', 'third', 'first'].map(
          (text, index) => `${begun + 60 + index * 800} ${text}`,
        ),
      ]);
      await client.end();
    });

    it('repeats a single update every second, and nothing without an update', async () => {
      const url = await start([...RECORDING.slice(0, 4)], { loop: true, speed: 10 });
      const { client } = connect(url);
      await pass(5);
      client.socket.send(VIEW);
      await pass(1);
      await pass(100);
      await pass(100);
      await client.heard.waitFor('three', () => client.heard.all.length === 4, 5);
      await client.end();
      await replay?.stop();
      const nothing = await start(RECORDING.slice(0, 3), { loop: true, speed: 'max' });
      const quiet = connect(nothing).client;
      quiet.socket.once('open', () => {
        quiet.socket.send(VIEW);
      });
      await quiet.hear('catalogue');
      await clock.advance(60_000);
      assert.equal(quiet.heard.all.length, 1);
      await quiet.end();
    });

    const ANSWERED = [
      { at: 0, open: 1 },
      asked(0, 'hello'),
      said(0, 'welcome'),
      asked(10),
      said(20, 'first'),
      asked(30, 'got it'),
      said(130, 'second'),
      asked(140, 'got it'),
      closed(200, 1012),
    ];

    it('repeats a conversation of several client frames, and waits for each again', async () => {
      const url = await start(ANSWERED, { loop: true, speed: 'max' });
      const { client } = connect(url);
      await once(client.socket, 'open');
      client.socket.send('hello');
      await client.hear('welcome');
      client.socket.send(VIEW);
      const texts = (): (string | undefined)[] => client.heard.all.map((line) => line.split(' ')[1]);
      for (const [index, text] of ['first', 'second', 'first', 'second', 'first', 'second'].entries()) {
        await client.heard.waitFor(text, () => client.heard.all.length > index + 1, 5);
        assert.deepEqual(texts().slice(index + 1), [text], 'nothing comes before the answer');
        client.socket.send('got it');
      }
      await client.end();
    });

    it('continues if the client does not repeat its frames', async () => {
      const url = await start(ANSWERED, { loop: true, speed: 'max' });
      const { client } = connect(url);
      await once(client.socket, 'open');
      for (const text of ['hello', VIEW, 'got it', 'got it']) client.socket.send(text);
      for (let wait = 0; wait < 2; wait++) await pass(1000);
      await client.heard.waitFor('the second round', () => client.heard.all.length >= 5, 5);
      await client.end();
    });

    it('gives a gateway’s updates another connection in each round, and for each client', async () => {
      const update = (number: number): string =>
        `{"type":"update","time":5,"id":{"connection":"abc","number":${number}},"columns":["name"],"rows":[]}`;
      const url = await start([{ at: 0, open: 1 }, asked(0), said(0, update(1)), said(0, update(2))], {
        loop: true,
        speed: 'max',
      });
      const ids = new Set<string>();
      for (let time = 0; time < 2; time++) {
        const { client } = connect(url);
        await once(client.socket, 'open');
        client.socket.send(VIEW);
        await client.heard.waitFor('rounds', () => client.heard.all.length >= 6, 5);
        await client.end();
        const frames = client.heard.all.slice(0, 6).map((line) => decodeFrame(line.replace(/^\d+ /, ''), 1));
        const seen = frames.map((frame) => (frame?.type === 'update' ? frame.id : undefined));
        assert.deepEqual(
          seen.map((id) => id?.number),
          [1, 2, 1, 2, 1, 2],
        );
        for (const id of seen) ids.add(id?.connection ?? '');
      }
      assert.equal(ids.size, 6);
    });

    it('continues as fast as the client reads', async () => {
      const url = await start(RECORDING, { loop: true, speed: 'max' });
      const { client } = connect(url);
      client.socket.once('open', () => {
        client.socket.send(VIEW);
      });
      await client.heard.waitFor('many', () => client.heard.all.length >= 101, 5);
      await client.end();
      const texts = client.heard.all.map((line) => line.split(' ')[1]);
      assert.deepEqual(texts.slice(0, 5), ['catalogue', 'first', 'second', 'first', 'second']);
    });
  });

  it('listens as the simulator does', async () => {
    const url = await start(RECORDING, { credentials: { token: 'abc' }, path: '/other', maxViews: 1 });
    assert.equal(new URL(url).pathname, '/other');
    assert.equal(await rejectedWith(url), 401);
    assert.equal(await rejectedWith(url.replace('other', 'view')), 404);
    const headers = { authorization: 'Bearer abc' };
    const client = new Client(url, clock, { headers });
    await pass(50);
    await client.hear('catalogue');
    assert.equal(await rejectedWith(url, { headers }), 503);
    await replay?.stop();
    assert.deepEqual(await client.closed, [1001, 'the replay stops']);
    assert.throws(() => replay?.url, /not started/);
  });

  it('says what the recording contains', async () => {
    await start(RECORDING);
    assert.deepEqual(replay?.summary, {
      url: 'ws://appliance.example:8000/view',
      started: 1_700_000_000_000,
      connections: 1,
      refusals: 0,
      frames: 4,
      length: 1200,
    });
  });

  it('says where the file is cut off, and plays what comes before', async () => {
    const file = writeRecording([said(0, 'hello'), said(0, 'there')]);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -10));
    const url = await start([], { file });
    assert.equal(replay?.summary.problem, 'The file is cut off in line 3');
    const { client } = connect(url);
    assert.deepEqual(await client.closed, [1000, 'the recording is over']);
    assert.equal(client.heard.all.length, 1);
  });

  it('refuses a file that is not a recording, or has nothing to play', async () => {
    const file = newFile();
    await assert.rejects(start([], { file }), { code: 'ENOENT' });
    writeFileSync(file, '{"type":"catalog"}\n');
    await assert.rejects(start([], { file }), {
      name: 'BadRecording',
      message: /does not begin like a recording/,
    });
    await assert.rejects(start([]), { name: 'BadRecording', message: 'it has no connection' });
    await assert.rejects(start([{ at: 0, from: 'system', text: 1 }]), {
      message: 'line 2: text must be text',
    });
  });

  for (const [options, message] of [
    [{ speed: 0 }, 'speed must be 0.01 to 10000, or max, but is 0'],
    [{ speed: NaN }, 'speed must be 0.01 to 10000, or max, but is null'],
    [{ path: 'view' }, 'path must be a path that begins with /, but is "view"'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => new Replay({ file: 'x', ...options }),
        (error: Error) => error instanceof InvalidOption && error.message === message,
      );
    });
  }
});
