import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import type { LiveViewError } from '../../../lib/errors';
import type { ViewDefinition } from '../../../lib/protocol/frames';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../../lib/socket/endpoint';
import type { EndpointOptions } from '../../../lib/socket/endpoint-options';
import { CLOSE_TIMEOUT } from '../../../lib/socket/session';
import type { Event } from '../../../tools/recording/format';
import { RawRecorder } from '../../../tools/recording/raw-recorder';
import { type Recorder, ViewRecorder } from '../../../tools/recording/recorder';
import { Scribe } from '../../../tools/recording/scribe';
import { RecordingWriter } from '../../../tools/recording/write';
import { Recorder as Record } from '../../support/recorder';
import { eventsOf, newFile, readRecording, textOf } from '../../support/recordings';
import { answer, type Peer, ScriptedSystem } from '../../support/scripted-system';
import { Signal } from '../../support/signal';
import { SteeredClock } from '../../support/steered-clock';

const VIEW: ViewDefinition = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };
const VIEW_FRAME = `{"type":"view","distributions":[{"name":"Local Host"}],"filters":[],"expand":true}`;
const UPDATE =
  '{"type":"update","time":1000,"columns":["name","inbound_bps","int_rtt"],"rows":[["10.0.0.1",1000,null]]}';

interface Options extends Partial<EndpointOptions> {
  raw?: boolean;
  once?: boolean;
}

/** A recorder at work, and its reports. */
class Recorded {
  readonly file = newFile();
  readonly clock = new SteeredClock(() => 0.5);
  readonly notes = new Record<string>();
  updates = 0;
  readonly changes = new Signal();
  error: LiveViewError | undefined;
  readonly scribe: Scribe;
  private readonly writer: RecordingWriter;
  private readonly recorder: Recorder;

  constructor({ raw = false, once = false, ...options }: Options & { url: string }) {
    const endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, ...options });
    this.writer = new RecordingWriter(createWriteStream(this.file), { gzip: false }, this.clock, (error) => {
      throw error;
    });
    const about = { tool: 'a test', view: raw ? undefined : VIEW };
    this.scribe = new Scribe(this.writer, endpoint, this.clock, undefined, about);
    const listener = {
      update: () => {
        this.changes.after(() => this.updates++);
      },
      note: (text: string) => {
        this.notes.add(text);
      },
      ended: (error: LiveViewError) => {
        this.changes.after(() => (this.error = error));
      },
    };
    this.recorder = raw
      ? new RawRecorder(endpoint, this.scribe, listener, this.clock)
      : new ViewRecorder(endpoint, VIEW, this.scribe, listener, { once }, this.clock);
  }

  async ended(): Promise<LiveViewError> {
    await this.changes.until(() => this.error !== undefined);
    assert(this.error);
    return this.error;
  }

  /** Ends the recorder, and returns what it recorded. */
  async close(): Promise<Event[]> {
    await this.recorder.close();
    await this.writer.end();
    assert.equal(this.clock.pending(), 0, 'no timer is left');
    return eventsOf(this.file);
  }
}

describe('the recorder', () => {
  let system: ScriptedSystem;

  beforeEach(async () => {
    system = await ScriptedSystem.start();
  });
  afterEach(() => system.stop());

  /** A client that has its catalogue and its view. */
  async function viewer(index = 0): Promise<Peer> {
    const peer = await system.peer(index);
    peer.catalog();
    await peer.view();
    return peer;
  }

  it('writes every frame in both directions, unchanged, and how the connection ended', async () => {
    const recorded = new Recorded({ url: `${system.url}?token=abcdefgh` });
    const peer = await viewer();
    peer.update();
    await recorded.changes.until(() => recorded.updates === 1);
    peer.send('{"type":"update","columns":["na');
    peer.socket.send(Buffer.from([0, 1, 255]));
    peer.send('{"type":"error","code":"busy","message":"wait"}');
    peer.update([['a\u2028b', 1, 2]]);
    await recorded.changes.until(() => recorded.updates === 2);
    const events = await recorded.close();
    assert.match(JSON.stringify(events[1]), /"from":"system","text":"\{\\"type\\":\\"catalog/);
    events.splice(1, 1);
    assert.deepEqual(events, [
      { open: 1 },
      { from: 'client', text: VIEW_FRAME },
      { from: 'system', text: UPDATE },
      { from: 'system', text: '{"type":"update","columns":["na' },
      { from: 'system', binary: 'AAH/' },
      { from: 'system', text: '{"type":"error","code":"busy","message":"wait"}' },
      { from: 'system', text: UPDATE.replace('"10.0.0.1",1000,null', '"a\u2028b",1,2') },
      { from: 'client', close: { code: 1000, reason: '' } },
    ]);
    assert.equal(peer.closeCode, 1000);
    assert.deepEqual(recorded.scribe.figures.connections, 1);
    assert.deepEqual(recorded.scribe.figures.frames, 7);
    const { header } = await readRecording(recorded.file);
    assert.deepEqual(header, {
      recording: 1,
      url: `${system.url}?***`,
      started: recorded.clock.now(),
      tool: 'a test',
      view: VIEW,
      pseudonymised: false,
    });
    assert.deepEqual(recorded.notes.all, [
      `A frame from ${system.host} was skipped: the frame is not JSON`,
      `${system.host} reports: wait (busy)`,
    ]);
  });

  it('reconnects as a node does, and records each failure', async () => {
    const recorded = new Recorded({ url: system.url });
    const first = await viewer();
    first.update();
    await recorded.changes.until(() => recorded.updates === 1);
    system.upgrade = answer(503);
    first.socket.close(1012, 'restart');
    await recorded.clock.untilPending(500, 1);
    await recorded.clock.advance(500);
    // The second step of the backoff is twice as long.
    await recorded.clock.untilPending(1000, 1);
    system.upgrade = undefined;
    await recorded.clock.advance(1000);
    const second = await viewer(1);
    second.update();
    await recorded.notes.waitFor('its return', (note) => note === 'Connected again');
    await recorded.close();
    const { entries } = await readRecording(recorded.file);
    assert.deepEqual(
      entries.filter((entry) => !('text' in entry)),
      [
        { at: 0, open: 1 },
        { at: 0, from: 'system', close: { code: 1012, reason: 'restart' } },
        { at: 500, failed: `${system.host} has too many views open (503)`, status: 503 },
        { at: 1500, open: 2 },
        { at: 1500, from: 'client', close: { code: 1000, reason: '' } },
      ],
    );
    assert.deepEqual(recorded.notes.all, [
      `${system.host} ended the connection (1012 restart); connecting again`,
      'Connected again',
    ]);
  });

  it('ends with its first connection, on request', async () => {
    const recorded = new Recorded({ url: system.url, once: true });
    const peer = await viewer();
    peer.update();
    await recorded.changes.until(() => recorded.updates === 1);
    peer.socket.terminate();
    assert.equal((await recorded.ended()).code, 'lost');
    const events = await recorded.close();
    assert.deepEqual(events.at(-1), { from: 'system', close: { code: 1006, reason: '' } });
  });

  it('ends at once if it never could connect', async () => {
    system.upgrade = answer(404);
    const recorded = new Recorded({ url: system.url });
    assert.equal((await recorded.ended()).code, 'wrong-path');
    await recorded.close();
    assert.equal(recorded.scribe.figures.connections, 0);
  });

  it('ends when the view is refused, and has what the appliance sent', async () => {
    const recorded = new Recorded({ url: system.url });
    const peer = await viewer();
    peer.send({ type: 'error', code: 'unknown-distribution', message: 'There is none', fatal: true });
    peer.socket.close(4400, 'unknown-distribution');
    assert.equal((await recorded.ended()).code, 'view-refused');
    const events = await recorded.close();
    assert.deepEqual(events.at(-1), {
      from: 'system',
      close: { code: 4400, reason: 'unknown-distribution' },
    });
    assert.match(JSON.stringify(events.at(-2)), /There is none/);
  });

  it('says that this side gave up', async () => {
    const recorded = new Recorded({ url: system.url, once: true, staleAfter: 30, heartbeat: 0 });
    const peer = await viewer();
    peer.update();
    await recorded.changes.until(() => recorded.updates === 1);
    await recorded.clock.advance(30_000);
    assert.equal((await recorded.ended()).code, 'no-update');
    const events = await recorded.close();
    assert.deepEqual(events.at(-1), {
      from: 'client',
      close: { code: 1006, reason: '' },
      error: `${system.host} sent no update for 30 s`,
    });
  });

  const token = 'tok/en+with=16 or more characters';
  const echoes: [string, (peer: Peer) => void, RegExp][] = [
    [
      'a frame',
      (peer) => {
        peer.send({ type: 'note', headers: { authorization: `Bearer ${token}` } });
      },
      /"Bearer \*\*\*\\"/,
    ],
    [
      'a frame with escapes',
      (peer) => {
        peer.send(`{"type":"note","said":"${token.replaceAll('/', '\\/')}"}`);
      },
      /"\*\*\*\\"/,
    ],
    [
      'a frame that is no JSON',
      (peer) => {
        peer.send(`GET / Bearer ${token}`);
      },
      /Bearer \*\*\*/,
    ],
    [
      'a binary frame',
      (peer) => {
        peer.socket.send(Buffer.from(`\0${token}`));
      },
      /"omitted":"credentials","bytes":34/,
    ],
    [
      'an error',
      (peer) => {
        peer.send({ type: 'error', code: 'busy', message: `no ${token}` });
      },
      /no \*\*\*/,
    ],
    [
      'a ping',
      (peer) => {
        peer.socket.ping(token);
      },
      /"ping":""/,
    ],
    [
      'JSON in a frame',
      (peer) => {
        const inner = JSON.stringify({ token }).replaceAll('/', '\\/');
        peer.send({ type: 'note', said: inner });
      },
      /\*\*\*/,
    ],
    [
      'a frame that was cut off',
      (peer) => {
        peer.send(`{"type":"note","said":"${token.slice(0, 12)}`);
      },
      /"said\\":\\"\*\*\*"/,
    ],
    [
      'the close reason, cut off',
      (peer) => {
        peer.socket.close(1011, `no ${token.slice(0, 12)}`);
      },
      /"reason":"no \*\*\*"/,
    ],
    [
      'the close reason',
      (peer) => {
        peer.socket.close(1011, `no ${token}`);
      },
      /"reason":"no \*\*\*"/,
    ],
  ];
  for (const raw of [false, true]) {
    for (const [what, say, expected] of echoes) {
      if (what === 'a ping' && !raw) continue;
      it(`hides credentials that ${what} repeats${raw ? ', also when it only listens' : ''}`, async () => {
        const recorded = new Recorded({
          url: system.url,
          once: true,
          raw,
          credentials: { type: 'bearer', token },
        });
        const peer = raw ? await system.peer(0) : await viewer();
        assert.equal(peer.request.headers.authorization, `Bearer ${token}`);
        say(peer);
        peer.socket.close(1000);
        await recorded.ended();
        await recorded.close();
        const text = textOf(recorded.file);
        assert.match(text, expected);
        for (const form of [
          token.slice(0, 8),
          token.replaceAll('/', '\\\\/'),
          encodeURIComponent(token),
          Buffer.from(token).toString('base64'),
        ]) {
          assert(!text.includes(form));
        }
        for (const [, binary = ''] of text.matchAll(/"(?:binary|ping)":"([^"]*)"/g)) {
          assert(!Buffer.from(binary, 'base64').includes(token));
        }
      });
    }
  }

  it('keeps the words of the profile even if a password equals one', async () => {
    const recorded = new Recorded({
      url: system.url,
      credentials: { type: 'basic', username: 'update', password: 'name' },
    });
    const peer = await viewer();
    peer.update([['the name of update', 1, 2]]);
    await recorded.changes.until(() => recorded.updates === 1);
    const events = await recorded.close();
    assert.deepEqual(events.at(-2), {
      from: 'system',
      text: UPDATE.replace('"10.0.0.1",1000,null', '"the *** of ***",1,2'),
    });
  });

  describe('that only listens', () => {
    it('sends nothing, and writes everything that comes', async () => {
      const recorded = new Recorded({ url: system.url, raw: true });
      const peer = await system.peer(0);
      const pinged: unknown[] = [];
      peer.socket.on('ping', (data) => pinged.push(data));
      peer.send('hello');
      peer.socket.ping('are you there?');
      const pong = new Promise((resolve) => peer.socket.once('pong', resolve));
      peer.socket.send(Buffer.from([1, 2]));
      assert.equal(String(await pong), 'are you there?');
      await recorded.clock.advance(3_600_000);
      peer.socket.close(4000, 'who are you?');
      const error = await recorded.ended();
      assert.equal(error.message, `${system.host} ended the connection (4000 who are you?)`);
      assert.deepEqual(await recorded.close(), [
        { open: 1 },
        { from: 'system', text: 'hello' },
        { from: 'system', ping: Buffer.from('are you there?').toString('base64') },
        { from: 'system', binary: 'AQI=' },
        { from: 'system', close: { code: 4000, reason: 'who are you?' } },
      ]);
      assert.deepEqual([peer.received, pinged], [[], []]);
      const { header } = await readRecording(recorded.file);
      assert.equal('view' in header, false);
    });

    it('ends by itself if there is no WebSocket', async () => {
      system.upgrade = answer(401);
      const recorded = new Recorded({ url: system.url, raw: true });
      assert.equal((await recorded.ended()).code, 'no-credentials');
      assert.deepEqual(await recorded.close(), []);
    });

    it('does not wait for an upgrade for ever', async () => {
      const asked = new Promise<void>(
        (resolve) =>
          (system.upgrade = () => {
            resolve();
          }),
      );
      const recorded = new Recorded({ url: system.url, raw: true });
      await asked;
      await recorded.clock.advance(ENDPOINT_DEFAULTS.handshakeTimeout * 1000);
      assert.equal((await recorded.ended()).code, 'no-answer');
      assert.deepEqual(await recorded.close(), []);
    });

    it('does not wait for the other side to end', async () => {
      const recorded = new Recorded({ url: system.url, raw: true });
      const peer = await system.peer(0);
      peer.send('hello');
      await new Promise((resolve) => {
        peer.socket.once('pong', resolve);
        peer.socket.ping();
      });
      peer.socket.pause();
      const closed = recorded.close();
      await recorded.clock.untilPending(CLOSE_TIMEOUT, 1);
      await recorded.clock.advance(CLOSE_TIMEOUT);
      assert.deepEqual((await closed).at(-1), { from: 'client', close: { code: 1000, reason: '' } });
    });
  });
});
