import assert from 'node:assert/strict';
import { once } from 'node:events';
import { gzipSync, gunzipSync } from 'node:zlib';
import {
  type Codec,
  type CodecConnection,
  type Decoded,
  profile1,
  View,
  ViewDistribution,
} from '../../../lib';
import { FeedPool } from '../../../lib/feed/pool';
import type { ViewDefinition } from '../../../lib/protocol/frames';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../../lib/socket/endpoint';
import type { EndpointOptions } from '../../../lib/socket/endpoint-options';
import { isRefusal, retryAfter } from '../../../lib/socket/failure';
import { manualClock } from '../../support/clock';
import { CATALOG, type Peer, ScriptedSystem } from '../../support/scripted-system';
import { WatchedSession } from '../../reliability/watched-session';

const VIEW: ViewDefinition = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };
const TOKEN = 'a-token-of-some-length';

/** The tests' codec: each frame spells out what to decode from it. */
const literal: CodecConnection = {
  catalog: CATALOG,
  encodeView: (view) => JSON.stringify(view.distributions),
  decode: (data) => JSON.parse(data.toString()) as ReturnType<CodecConnection['decode']>,
};

function codecOf(connection: Partial<CodecConnection>): Codec {
  return { name: 'mine', open: () => ({ ...literal, ...connection }) };
}

/** A codec that breaks the types, as one written in JavaScript can. */
function untypedCodec(connection: object): Codec {
  return codecOf(connection);
}

describe('a codec', () => {
  let system: ScriptedSystem;
  let watched: WatchedSession;

  beforeEach(async () => {
    system = await ScriptedSystem.start();
  });
  afterEach(async () => {
    await (watched as WatchedSession | undefined)?.session.close();
    await system.stop();
  });

  async function open(codec: Codec, options: Partial<EndpointOptions> = {}): Promise<Peer> {
    const index = system.peers.length;
    watched = new WatchedSession(VIEW, { url: system.url, heartbeat: 0, codec, ...options });
    return system.peer(index);
  }

  it('of an appliance without a catalogue brings one, and the view is requested at once', async () => {
    const peer = await open(codecOf({}));
    assert.deepEqual(await peer.view(), VIEW.distributions);
    assert.deepEqual(await watched.catalog(), CATALOG);
    peer.update([['host', 5, 0.5]]);
    const update = await watched.update(0);
    assert.deepEqual(update.items(), [{ name: 'host', inbound: 5, 'int.rtt': 0.5 }]);
    assert.equal(update.stamp.time, 1000);
    assert.deepEqual(watched.reports, []);
  });

  it('gives that catalogue to a caller that wants nothing else', async () => {
    const endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, url: system.url, codec: codecOf({}) });
    const silent = { lost: () => undefined, back: () => undefined };
    const pool = new FeedPool(endpoint, { min: 1000, max: 1000 }, silent, manualClock());
    assert.deepEqual(await pool.catalog(), CATALOG);
    const peer = await system.peer(0);
    await pool.close();
    await peer.closed();
    assert.deepEqual(peer.received, []);
  });

  it('greets, answers, and speaks binary', async () => {
    const peer = await open(
      codecOf({
        catalog: undefined,
        greeting: '["hello"]',
        encodeView: (view) => Buffer.from(JSON.stringify(view)),
        decode(data, isBinary) {
          if (!isBinary) return { type: 'reply', data: Buffer.from(`["heard ${data.toString()}"]`) };
          const said = data.toString();
          if (said === 'welcome') return { type: 'catalog', catalog: CATALOG };
          return { type: 'update', columns: ['name'], rows: [[said]] };
        },
      }),
    );
    const kinds: boolean[] = [];
    peer.socket.on('message', (_data, isBinary) => kinds.push(isBinary));
    assert.deepEqual(await peer.view(), ['hello']);
    peer.socket.send('ping');
    await once(peer.socket, 'message');
    peer.socket.send(Buffer.from('welcome'));
    await once(peer.socket, 'message');
    assert.deepEqual(peer.received, [['hello'], ['heard ping'], VIEW]);
    assert.deepEqual(kinds.slice(-2), [true, true]);
    peer.socket.send(Buffer.from('host'));
    assert.deepEqual((await watched.update(0)).items(), [{ name: 'host' }]);
  });

  it('decodes several things from one frame: an update, and its acknowledgement', async () => {
    const decode = (data: Buffer): Decoded[] => [
      { type: 'update', columns: ['name'], rows: [[data.toString()]] },
      { type: 'reply', data: JSON.stringify(`got ${data.toString()}`) },
    ];
    const peer = await open(codecOf({ decode }));
    await peer.view();
    for (const number of ['1', '2']) peer.socket.send(number);
    while (peer.received.length < 3) await once(peer.socket, 'message');
    assert.deepEqual(peer.received.slice(1), ['got 1', 'got 2']);
    assert.deepEqual((await watched.update(1)).items(), [{ name: '2' }]);
  });

  it('decodes nothing from a frame with one mistake, and nothing after the end', async () => {
    const peer = await open(codecOf({}));
    await peer.view();
    const update = (name: string): object => ({ type: 'update', columns: ['name'], rows: [[name]] });
    peer.send([update('a'), { type: 'update', columns: ['name'], rows: [[1]] }]);
    peer.send([]);
    peer.send([[update('nested')]]);
    peer.send([update('b'), { type: 'error', code: 'over', message: 'over', fatal: true }, update('c')]);
    await watched.failed();
    assert.deepEqual(
      watched.updates.map((each) => each.items()),
      [[{ name: 'b' }]],
    );
    assert.deepEqual(watched.codes(), ['invalid-frame', 'invalid-frames']);
  });

  it('gets its catalogue after the view was requested, if its greeting requests it', async () => {
    const codec: Codec = {
      name: 'mine',
      open: (view) => ({
        ...literal,
        catalog: undefined,
        greeting: JSON.stringify(view?.distributions),
        encodeView: () => undefined,
      }),
    };
    const peer = await open(codec);
    assert.deepEqual(await peer.view(), VIEW.distributions);
    peer.send({ type: 'catalog', catalog: CATALOG });
    peer.update([['host', 5, 0.5]]);
    assert.deepEqual((await watched.update(0)).items(), [{ name: 'host', inbound: 5, 'int.rtt': 0.5 }]);
    assert.equal(peer.received.length, 1);
  });

  it('has a state per connection, and reads each frame once, in order, for all readers', async () => {
    let opened = 0;
    const returned: unknown[] = [];
    const codec: Codec = {
      name: 'counting',
      open() {
        const number = ++opened;
        let frames = 0;
        return {
          ...literal,
          decode() {
            const rows: [string, number][] = [['frames', ++frames]];
            returned.push(rows);
            return { type: 'update', columns: ['name', `connection ${number}`], rows };
          },
        };
      },
    };
    let peer = await open(codec);
    for (const frame of ['1', '2', '3']) peer.socket.send(frame);
    const third = await watched.update(2);
    assert.deepEqual(
      watched.updates.map((update) => update.items()),
      [1, 2, 3].map((count) => [{ name: 'frames', 'connection 1': count }]),
    );
    assert.deepEqual(third.items(), third.items());
    assert.equal(returned.length, 3);
    await watched.session.close();
    peer = await open(codec);
    peer.socket.send('1');
    assert.deepEqual((await watched.update(0)).items(), [{ name: 'frames', 'connection 2': 1 }]);
  });

  it('can build on profile 1', async () => {
    const zipped: Codec = {
      name: 'zipped',
      open(view) {
        const inner = profile1.open(view);
        return {
          encodeView: (definition) => gzipSync(inner.encodeView(definition)),
          decode: (data) => inner.decode(gunzipSync(data), false),
        };
      },
    };
    system.onPeer = (peer) => {
      peer.socket.removeAllListeners('message').once('message', (data: Buffer) => {
        assert.deepEqual(JSON.parse(gunzipSync(data).toString()), { type: 'view', ...VIEW });
        const update = { type: 'update', columns: ['name'], rows: [['zip']] };
        peer.socket.send(gzipSync(JSON.stringify(update)));
      });
      peer.socket.send(gzipSync(JSON.stringify({ type: 'catalog', profile: 1, ...CATALOG })));
    };
    const view = new View(system.url, true, { codec: zipped });
    view.addDistributions(new ViewDistribution('Local Host')).expandByDefault(true);
    await view.connect();
    assert.deepEqual(await view.waitForUpdate(), [{ name: 'zip' }]);
    await view.close();
  });

  describe('says which close codes are final:', () => {
    const codec = codecOf({
      refusal: (code) =>
        (({ 4003: 'refused', 4001: 'unauthorized', 4008: 'too-many-views', view: 'refused' }) as const)[
          String(code) as 'view'
        ],
    });
    for (const [close, code, retry] of [
      [4003, 'view-refused', 'never'],
      [4001, 'no-credentials', 'longest'],
      [4008, 'too-many-views', 'backoff'],
      // This code belongs to profile 1, which the appliance here does not speak.
      [4400, 'ended', 'backoff'],
    ] as const) {
      it(`${close} is ${code}`, async () => {
        const peer = await open(codec);
        await peer.view();
        peer.socket.close(close, 'why');
        const failure = await watched.failed();
        assert.deepEqual([failure.code, retryAfter(failure)], [code, retry]);
      });
    }

    for (const [said, code] of [
      ['view', 'view-refused'],
      ['busy', 'system-error'],
    ] as const) {
      it(`the fatal error ${said} is ${code}`, async () => {
        const peer = await open(codec);
        await peer.view();
        peer.send({ type: 'error', code: said, message: 'no such view', fatal: true });
        const failure = await watched.failed();
        assert.equal(failure.code, code);
        assert.match(failure.message, /no such view/);
      });
    }

    for (const refusal of [
      () => 'for ever' as 'refused',
      () => {
        throw new Error('oops');
      },
    ]) {
      it(`a refusal that makes no sense is reported, and the view tried again: ${refusal.toString().replace(/\s+/g, ' ')}`, async () => {
        const peer = await open(codecOf({ refusal }));
        await peer.view();
        peer.socket.close(4003);
        assert.equal((await watched.failed()).code, 'ended');
        const [report] = watched.reports;
        assert.match(
          report?.message ?? '',
          /^The codec mine cannot tell whether the view was refused: ("for ever" is not one of refused, |oops$)/,
        );
      });

      it(`it is reported once per connection, also after a fatal error: ${refusal.toString().replace(/\s+/g, ' ')}`, async () => {
        const peer = await open(codecOf({ refusal }));
        await peer.view();
        peer.send({ type: 'error', code: 'view', message: 'no', fatal: true });
        peer.socket.close(4003);
        const failure = await watched.failed();
        assert.equal(retryAfter(failure), 'backoff');
        assert.deepEqual(watched.codes(), ['codec-refusal']);
        // A view that is tried again and again must not report this again and again.
        assert(watched.reports.every((report) => !isRefusal(report)));
      });
    }
  });

  describe('ends the session for good when it cannot go on:', () => {
    const fails = (): never => {
      throw new Error('there is no Local Host in this system');
    };
    for (const [title, codec, reason] of [
      ['open throws', { name: 'mine', open: fails }, /mine failed: there is no Local Host/],
      ['open returns nothing', { name: 'mine', open: () => undefined }, /open returns is not an object/],
      ['there is no decode', untypedCodec({ decode: undefined }), /decode is not a function/],
      ['there is no encodeView', untypedCodec({ encodeView: 1 }), /encodeView is not a function/],
      ['the catalogue is broken', untypedCodec({ catalog: { fields: [] } }), /system is not an object/],
      ['the greeting is an object', untypedCodec({ greeting: {} }), /greeting is neither text nor bytes/],
      ['encodeView throws', untypedCodec({ encodeView: fails }), /there is no Local Host/],
      [
        'encodeView returns an object',
        untypedCodec({ encodeView: () => ({}) }),
        /view is neither text nor bytes/,
      ],
      [
        'encodeView throws once there is a catalogue',
        untypedCodec({ catalog: undefined, encodeView: fails }),
        /there is no Local Host/,
      ],
    ] as [string, Codec, RegExp][]) {
      it(title, async () => {
        const peer = await open(codec);
        if (title.endsWith('a catalogue')) peer.send({ type: 'catalog', catalog: CATALOG });
        const failure = await watched.failed();
        assert.equal(failure.code, 'codec-failed');
        assert.match(failure.message, reason);
        assert.equal(retryAfter(failure), 'never');
        await peer.closed();
        assert.deepEqual(watched.updates, []);
      });
    }
  });

  describe('is named in the report of a bad frame, and the view continues:', () => {
    const circular: unknown[] = ['name', 1];
    circular.push([circular]);
    const row = (...values: unknown[]): object => ({
      type: 'update',
      columns: ['name', 'x'],
      rows: [values],
    });
    for (const [title, returned, reason] of [
      ['text', 'update', /what decode returns is not an object/],
      ['another type', { type: 'items' }, /type is "items", not catalog, update, error or reply/],
      ['no type', {}, /type is undefined/],
      ['a row that is too short', row('a'), /a row has 1 values for 2 columns/],
      ['a row that is too long', row('a', 1, [], 2), /a row has 4 values for 2 columns/],
      ['NaN', row('a', NaN), /a value is not a finite number, text or null/],
      ['no value', row('a', undefined), /a value is not a finite number, text or null/],
      ['a flag', row('a', true), /a value is not a finite number, text or null/],
      ['a big integer', row('a', 1n), /a value is not a finite number, text or null/],
      ['a hole', { type: 'update', columns: ['name'], rows: new Array(2) }, /a row is not a list/],
      ['a name that is a number', row(1, 1), /a row's name is not text/],
      ['rows in a circle', { type: 'update', columns: ['name', 'x'], rows: [circular] }, /nested deeper/],
      [
        '__proto__',
        { type: 'update', columns: ['name', '__proto__'], rows: [] },
        /columns\[1\] is __proto__/,
      ],
      ['no name', { type: 'update', columns: ['x'], rows: [] }, /columns\[0\] is not name/],
      ['a column twice', { type: 'update', columns: ['name', 'x', 'x'], rows: [] }, /one column twice/],
      ['a time that is none', { type: 'update', time: 'now', columns: ['name'], rows: [] }, /time is not/],
      ['an error without a text', { type: 'error', code: 'x' }, /message is not text/],
      ['a reply without data', { type: 'reply' }, /data is neither text nor bytes/],
      ['a second catalogue', { type: 'catalog', catalog: CATALOG }, /a second catalogue/],
      ['a broken catalogue', { type: 'catalog', catalog: {} }, /system is not an object/],
    ] as [string, unknown, RegExp][]) {
      it(title, async () => {
        const peer = await open(
          untypedCodec({
            decode: (data: Buffer) => (data.toString() === 'bad' ? returned : literal.decode(data, false)),
          }),
        );
        await peer.view();
        peer.socket.send('bad');
        peer.update([['good', 1, null]]);
        assert.deepEqual((await watched.update(0)).items(), [{ name: 'good', inbound: 1, 'int.rtt': null }]);
        assert.deepEqual(watched.codes(), ['invalid-frame']);
        const message = watched.reports[0]?.message ?? '';
        assert.match(message, reason);
        if (title !== 'a second catalogue') assert.match(message, /skipped: codec mine: /);
      });
    }

    it('an async decode that fails does not end the process', async () => {
      let unhandled: unknown;
      const note = (reason: unknown): void => {
        unhandled = reason;
      };
      process.once('unhandledRejection', note);
      const peer = await open(untypedCodec({ decode: () => Promise.reject(new Error('later')) }));
      await peer.view();
      peer.socket.send('frame');
      peer.socket.close();
      await watched.failed();
      // Node.js reports unhandled rejections before the next turn.
      await new Promise((resolve) => setImmediate(resolve));
      process.removeListener('unhandledRejection', note);
      assert.equal(unhandled, undefined);
      assert.match(watched.reports[0]?.message ?? '', /codec mine: decode returns a promise$/);
    });

    for (const [title, thrown, reason] of [
      ['an error', new RangeError('too far\u001b[31m'), /mine: too far�\[31m$/],
      ['text', 'no', /mine: "no"$/],
      ['nothing', undefined, /mine: undefined$/],
    ] as [string, unknown, RegExp][]) {
      it(`when it throws ${title}`, async () => {
        const peer = await open(
          untypedCodec({
            decode: () => {
              throw thrown;
            },
          }),
        );
        await peer.view();
        for (const frame of ['1', '2']) peer.socket.send(frame);
        peer.socket.close();
        await watched.failed();
        assert.deepEqual(watched.codes(), ['invalid-frame', 'invalid-frames']);
        assert.match(watched.reports[0]?.message ?? '', reason);
      });
    }

    for (const [title, frame] of [
      ['row', { type: 'update', columns: ['name', 'x'], rows: [['host', `Bearer ${TOKEN}`]] }],
      ['column', { type: 'update', columns: ['name', TOKEN], rows: [] }],
      ['catalogue', { type: 'catalog', catalog: { ...CATALOG, services: [TOKEN] } }],
    ] as [string, object][]) {
      it(`a ${title} that repeats the credentials, although the frame hides them`, async () => {
        const peer = await open(
          untypedCodec({
            catalog: title === 'catalogue' ? undefined : CATALOG,
            decode: (data: Buffer) => JSON.parse(gunzipSync(data).toString()) as unknown,
          }),
          { credentials: { type: 'bearer', token: TOKEN } },
        );
        peer.socket.send(gzipSync(JSON.stringify(frame)));
        peer.socket.close();
        await watched.failed();
        assert.match(watched.reports[0]?.message ?? '', /mine: the frame repeats the credentials/);
        assert.deepEqual(watched.updates, []);
      });
    }

    it('its error repeats the credentials', async () => {
      const peer = await open(
        codecOf({
          decode: (data) => {
            throw new Error(`what is ${data.toString()}?`);
          },
        }),
        { credentials: { type: 'bearer', token: TOKEN } },
      );
      await peer.view();
      peer.socket.send(TOKEN);
      peer.socket.close();
      await watched.failed();
      assert.match(watched.reports[0]?.message ?? '', /mine: what is \*\*\*\?$/);
    });
  });

  for (const codec of [{}, null, 'profile 1', { name: 'mine' }, { open: 1, name: 'mine' }]) {
    it(`is not ${JSON.stringify(codec)}`, () => {
      assert.throws(
        () => createEndpoint({ ...ENDPOINT_DEFAULTS, url: system.url, codec: codec as unknown as Codec }),
        { code: 'invalid-codec', message: /^codec must be a codec, / },
      );
    });
  }
});
