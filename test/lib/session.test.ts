import assert from 'node:assert/strict';
import { constants } from 'node:buffer';
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { LiveViewError } from '../../lib/errors';
import type { Update } from '../../lib/items/update';
import type { Catalog, ViewDefinition } from '../../lib/protocol/frames';
import { createEndpoint, type Endpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import type { EndpointOptions } from '../../lib/socket/endpoint-options';
import { retryAfter } from '../../lib/socket/failure';
import { Session } from '../../lib/socket/session';
import { manualClock, type ManualClock } from '../support/clock';
import { answer, type Peer, ScriptedSystem } from '../support/scripted-system';

const VIEW: ViewDefinition = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };

/** A session, and everything that it reports. */
class Watched {
  readonly session: Session;
  readonly updates: Update[] = [];
  readonly reports: LiveViewError[] = [];
  failure: LiveViewError | undefined;
  catalog: Catalog | undefined;
  pong: number | undefined;
  private wake: () => void = () => undefined;

  constructor(endpoint: Endpoint, clock: ManualClock) {
    this.session = new Session(
      endpoint,
      VIEW,
      {
        catalog: (catalog) => {
          this.noted(() => (this.catalog = catalog));
        },
        update: (update) => {
          // Read the update at once, as a reader does that wants each one.
          this.noted(() => this.updates.push(update));
        },
        report: (error) => {
          this.noted(() => this.reports.push(error));
        },
        failed: (error) => {
          this.noted(() => (this.failure = error));
        },
        pong: (milliseconds) => {
          this.noted(() => (this.pong = milliseconds));
        },
      },
      clock,
    );
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  failed(): Promise<LiveViewError> {
    return this.until(() => this.failure);
  }

  private noted(note: () => void): void {
    assert.equal(this.failure, undefined, 'nothing is said after the failure');
    note();
    this.wake();
  }
}

describe('a session', () => {
  let system: ScriptedSystem;
  let clock: ManualClock;

  beforeEach(async () => {
    system = await ScriptedSystem.start();
    clock = manualClock();
  });
  afterEach(() => system.stop());

  function watch({ url = system.url, ...options }: Partial<EndpointOptions> = {}): Watched {
    return new Watched(createEndpoint({ ...ENDPOINT_DEFAULTS, url, ...options }), clock);
  }

  /** A session whose view is open and has had its first update. */
  async function live(options: Partial<EndpointOptions> = {}): Promise<{ watched: Watched; peer: Peer }> {
    const watched = watch(options);
    const peer = await system.peer(0);
    peer.catalog();
    await peer.view();
    peer.update();
    await watched.until(() => watched.updates[0]);
    return { watched, peer };
  }

  it('requests the view after the catalogue, and hands out updates', async () => {
    const { watched, peer } = await live();
    assert.deepEqual(peer.received, [{ type: 'view', ...VIEW }]);
    assert.deepEqual(watched.updates[0]?.items(), [{ name: '10.0.0.1', inbound: 1000, 'int.rtt': null }]);
    assert.equal(watched.updates[0].stamp.received, clock.now());
    await watched.session.close();
    await peer.closed();
    assert.equal(peer.closeCode, 1000);
    assert.equal(clock.pending(), 0);
  });

  it('counts the age of an update from when it was made, and ignores a stale one', async () => {
    const { watched, peer } = await live({ staleAfter: 5, heartbeat: 0 });
    const update = (number: number, age: number): void => {
      const id = { connection: 'upstream', number };
      peer.send({ type: 'update', id, age, columns: ['name'], rows: [] });
    };
    update(7, 5000);
    update(8, 4900);
    const aged = await watched.until(() => watched.updates[1]);
    assert.deepEqual(aged.stamp, { connection: 'upstream', number: 8, received: clock.now() - 4900 });
    clock.tick(99);
    assert.equal(watched.failure, undefined);
    clock.tick(1);
    assert.equal((await watched.failed()).code, 'no-update');
    assert.equal(watched.updates.length, 2);
  });

  it('sends credentials', async () => {
    const watched = watch({ credentials: { type: 'basic', username: 'ü', password: 'p:w' } });
    const peer = await system.peer(0);
    assert.equal(peer.request.headers.authorization, `Basic ${Buffer.from('ü:p:w').toString('base64')}`);
    await watched.session.close();
  });

  const statuses: [number, string, string][] = [
    [401, 'no-credentials', 'longest'],
    [403, 'no-credentials', 'longest'],
    [404, 'wrong-path', 'longest'],
    [302, 'http-status', 'longest'],
    [429, 'too-many-views', 'backoff'],
    [503, 'too-many-views', 'backoff'],
    [500, 'http-status', 'backoff'],
  ];
  for (const [status, code, retry] of statuses) {
    it(`takes HTTP ${status} for ${code}`, async () => {
      system.upgrade = answer(status);
      const failure = await watch().failed();
      assert.equal(failure.code, code);
      assert.equal(retryAfter(failure), retry);
      assert.equal(clock.pending(), 0);
    });
  }

  const closes: [number, string, string][] = [
    [1000, 'ended', 'backoff'],
    [1001, 'ended', 'backoff'],
    [1011, 'ended', 'backoff'],
    [1012, 'ended', 'backoff'],
    [4400, 'view-refused', 'never'],
    [4401, 'no-credentials', 'longest'],
    [4429, 'too-many-views', 'backoff'],
  ];
  for (const [closeCode, code, retry] of closes) {
    it(`takes close code ${closeCode} for ${code}`, async () => {
      const { watched, peer } = await live();
      peer.socket.close(closeCode, 'reason');
      const failure = await watched.failed();
      assert.equal(failure.code, code);
      assert.equal(retryAfter(failure), retry);
      assert.equal(clock.pending(), 0);
    });
  }

  it('gives the appliance’s reason for a refused view', async () => {
    const watched = watch();
    const peer = await system.peer(0);
    peer.catalog();
    await peer.view();
    peer.send({ type: 'error', code: 'unknown-distribution', message: 'no Local Host here', fatal: true });
    peer.socket.close(4400);
    const failure = await watched.failed();
    assert.equal(failure.code, 'view-refused');
    assert.match(failure.message, /no Local Host here \(unknown-distribution\)/);
  });

  it('ends by itself after a fatal error if the appliance does not close', async () => {
    const watched = watch();
    const peer = await system.peer(0);
    peer.catalog();
    await peer.view();
    peer.send({ type: 'error', code: 'bad-value', message: 'm', fatal: true });
    assert.equal((await watched.failed()).code, 'view-refused');
  });

  it('gives that error as the reason even if a ping is due before the end', async () => {
    const { watched, peer } = await live({ heartbeat: 0.5 });
    peer.socket.pause();
    peer.send({ type: 'error', code: 'busy', message: 'wait' });
    peer.send({ type: 'error', code: 'bad-value', message: 'm', fatal: true });
    await watched.until(() => watched.reports[0]);
    await new Promise((resolve) => setImmediate(resolve));
    clock.tick(2_000);
    assert.equal((await watched.failed()).code, 'view-refused');
    peer.socket.resume();
  });

  it('does not take an unknown fatal error for a refusal of the view', async () => {
    const { watched, peer } = await live();
    peer.send({ type: 'error', code: 'overheated', message: 'a fan is broken', fatal: true });
    peer.socket.close(1011);
    const failure = await watched.failed();
    assert.match(failure.message, /a fan is broken \(overheated\)/);
    assert.equal(retryAfter(failure), 'backoff');
  });

  it('skips data that repeats the credentials, and hides them in an error', async () => {
    const token = 'a-token-0123456789';
    const { watched, peer } = await live({ credentials: { type: 'bearer', token } });
    peer.update([[`Bearer ${token}`, 1, 2]]);
    peer.send({ type: 'error', code: 'internal', message: `not ${token}\nbut another` });
    await watched.until(() => watched.reports[1]);
    assert.deepEqual(
      watched.reports.map(({ params }) => params.reason ?? params.message),
      ['the frame repeats the credentials', 'not *** but another'],
    );
    assert.equal(watched.updates.length, 1);
    await watched.session.close();
  });

  it('passes on data that contains a short token by chance', async () => {
    const { watched, peer } = await live({ credentials: { type: 'bearer', token: 'Facebook' } });
    peer.update([['Facebook', 1, 2]]);
    await watched.until(() => watched.updates[1]);
    assert.equal(watched.updates[1]?.items()[0]?.name, 'Facebook');
    await watched.session.close();
  });

  it('reports an error that is not fatal, and continues', async () => {
    const { watched, peer } = await live();
    peer.send({ type: 'error', code: 'busy', message: 'slow down' });
    peer.update();
    await watched.until(() => watched.updates[1]);
    assert.deepEqual(
      watched.reports.map(({ code }) => code),
      ['system-error'],
    );
    await watched.session.close();
  });

  it('skips an invalid frame as a whole, reports it once, and reads the next', async () => {
    const { watched, peer } = await live();
    peer.update([['short']]);
    peer.send('{');
    peer.socket.send(Buffer.from([1, 2]), { binary: true });
    peer.catalog();
    peer.update([['after', 1, 2]]);
    await watched.until(() => watched.updates[1]);
    assert.equal(watched.updates.length, 2);
    assert.equal(watched.updates[1]?.items()[0]?.name, 'after');
    assert.equal(watched.reports.length, 1);
    assert.match(watched.reports[0]?.message ?? '', /1 values for 3 columns/);
    peer.socket.terminate();
    await watched.failed();
    assert.match(watched.reports[1]?.message ?? '', /^4 frames from .* were skipped/);
    assert.equal(watched.reports.length, 2);
  });

  it('accepts no update before the catalogue', async () => {
    const watched = watch();
    const peer = await system.peer(0);
    peer.update();
    peer.catalog();
    await watched.until(() => watched.catalog);
    assert.equal(watched.updates.length, 0);
    assert.equal(watched.reports[0]?.code, 'invalid-frame');
    await watched.session.close();
  });

  it('ends when the appliance speaks another profile', async () => {
    const watched = watch();
    (await system.peer(0)).send({ type: 'catalog', profile: 2 });
    const failure = await watched.failed();
    assert.equal(failure.code, 'profile-unknown');
    assert.equal(retryAfter(failure), 'longest');
  });

  it('ends when a frame is larger than allowed', async () => {
    const { watched, peer } = await live({ maxPayload: 0.001 });
    peer.update([['x'.repeat(2000), 1, 2]]);
    assert.equal((await watched.failed()).code, 'frame-too-large');
  });

  it('gives up an upgrade that is not answered in time', async () => {
    const asked = new Promise<void>(
      (resolve) =>
        (system.upgrade = () => {
          resolve();
        }),
    );
    const watched = watch();
    await asked;
    clock.tick(10_000);
    assert.equal((await watched.failed()).code, 'no-answer');
    assert.equal(clock.pending(), 0);
  });

  it('gives up when no catalogue comes in time', async () => {
    const watched = watch();
    const peer = await system.peer(0);
    const opened = new Promise<void>((resolve) =>
      peer.socket.once('pong', () => {
        resolve();
      }),
    );
    peer.socket.ping();
    await opened;
    clock.tick(10_000);
    assert.equal((await watched.failed()).code, 'no-catalog');
  });

  it('gives up when updates stop, and not before', async () => {
    const { watched, peer } = await live({ heartbeat: 0 });
    clock.tick(59_000);
    peer.update();
    await watched.until(() => watched.updates[1]);
    clock.tick(59_000);
    assert.equal(watched.failure, undefined);
    clock.tick(1_000);
    assert.equal((await watched.failed()).code, 'no-update');
    await peer.closed();
    assert.equal(clock.pending(), 0);
  });

  it('gives up when no first update comes', async () => {
    const watched = watch({ heartbeat: 0 });
    const peer = await system.peer(0);
    peer.catalog();
    await peer.view();
    clock.tick(60_000);
    assert.equal((await watched.failed()).code, 'no-update');
  });

  it('pings, and continues while pongs arrive', async () => {
    const { watched, peer } = await live({ staleAfter: 0 });
    for (let beats = 0; beats < 3; beats++) {
      const pinged = once(peer.socket, 'ping');
      clock.tick(15_000);
      await pinged;
      // The pong was sent before this update, so it is read first.
      peer.update();
      await watched.until(() => watched.updates[beats + 1]);
    }
    assert.equal(watched.failure, undefined);
    await watched.session.close();
  });

  it('pings on request, and waits for a pong that is already due', async () => {
    const { watched, peer } = await live({ heartbeat: 15 });
    const pings: unknown[] = [];
    peer.socket.on('ping', () => pings.push(true));
    peer.pongs = false;
    clock.tick(15_000);
    clock.tick(10);
    watched.session.ping();
    watched.session.ping();
    await once(peer.socket, 'ping');
    clock.tick(30);
    peer.socket.pong();
    // Counted from the ping of the heartbeat.
    assert.equal(await watched.until(() => watched.pong), 40);
    assert.deepEqual([pings.length, watched.failure], [1, undefined]);
    peer.socket.pong();
    peer.pongs = true;
    watched.session.ping();
    await once(peer.socket, 'ping');
    await watched.session.close();
  });

  it('gives up when a ping is not answered by the next', async () => {
    const { watched, peer } = await live({ staleAfter: 0 });
    peer.socket.pause();
    clock.tick(15_000);
    assert.equal(watched.failure, undefined);
    clock.tick(15_000);
    assert.equal((await watched.failed()).code, 'no-pong');
    peer.socket.resume();
  });

  it('does not miss a pong that has arrived but has not been read yet', async () => {
    const { watched, peer } = await live({ staleAfter: 0 });
    const pingedAgain = new Promise((resolve) => {
      peer.socket.once('ping', () => {
        // The pong was just sent, and an update follows it. The time is up before either is read.
        peer.socket.once('ping', resolve);
        peer.update();
        clock.tick(15_000);
      });
    });
    clock.tick(15_000);
    await pingedAgain;
    await watched.until(() => watched.updates[1]);
    assert.equal(watched.failure, undefined);
    await watched.session.close();
  });

  it('sets no timer that is switched off', async () => {
    const { watched } = await live({ staleAfter: 0, heartbeat: 0 });
    assert.equal(clock.pending(), 0);
    await watched.session.close();
  });

  it('cuts the socket when the closing handshake takes longer than 2 s', async () => {
    const { watched, peer } = await live();
    peer.socket.pause();
    const closing = watched.session.close();
    clock.tick(2_000);
    await closing;
    assert.equal(clock.pending(), 0);
    peer.socket.resume();
  });

  it('can be closed while it connects, and then reports nothing more', async () => {
    system.upgrade = () => undefined;
    const watched = watch();
    await watched.session.close();
    assert.equal(watched.failure, undefined);
    assert.equal(clock.pending(), 0);
  });

  it('can be closed after its end, and leaves no timer', async () => {
    const { watched, peer } = await live();
    peer.socket.close(1011);
    await watched.failed();
    await watched.session.close();
    await watched.session.close();
    assert.equal(clock.pending(), 0);
  });

  it('can be closed twice', async () => {
    const { watched } = await live();
    await Promise.all([watched.session.close(), watched.session.close()]);
    await watched.session.close();
  });

  it('names a host that refuses', async () => {
    const { host } = system;
    const url = system.url;
    await system.stop();
    const failure = await watch({ url }).failed();
    assert.equal(failure.code, 'connection-refused');
    assert.match(failure.message, new RegExp(host));
    system = await ScriptedSystem.start();
  });

  it('names a host that is not found', async () => {
    const failure = await watch({ url: 'ws://no-such-host.invalid/view' }).failed();
    assert.equal(failure.code, 'name-not-found');
    assert.match(failure.message, /no-such-host\.invalid/);
  });

  it('says that a server does not speak HTTP', async () => {
    const server = net.createServer((socket) => socket.end('hello\r\n\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    assert.equal((await watch({ url: `ws://127.0.0.1:${port}/` }).failed()).code, 'not-a-websocket');
    server.close();
  });

  it('tells a server that ends the connection instead of opening a WebSocket', async () => {
    for (const end of ['destroy', 'end', 'resetAndDestroy'] as const) {
      const server = http.createServer((_request, response) => response.end('hello'));
      // This is how a server behaves that has WebSockets at other paths only, such as Node-RED's own.
      server.on('upgrade', (_request, socket: net.Socket) => socket[end]());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as net.AddressInfo;
      const failure = await watch({ url: `ws://127.0.0.1:${port}/` }).failed();
      assert.equal(failure.code, 'no-websocket', end);
      server.close();
    }
  });

  it('says that the connection broke without a close', async () => {
    const { watched, peer } = await live();
    peer.socket.terminate();
    assert.equal((await watched.failed()).code, 'lost');
  });
});

describe('an endpoint', () => {
  const make =
    (options: object): (() => Endpoint) =>
    () =>
      createEndpoint({ ...ENDPOINT_DEFAULTS, url: 'wss://appliance.example/view', ...options });

  for (const url of ['appliance', 'http://appliance.example/', 'ws://', 'ws://a.example/view#x', '']) {
    it(`refuses the URL ${JSON.stringify(url)}`, () => {
      assert.throws(make({ url }), { code: 'invalid-url', message: new RegExp(`The URL ${url} is not`) });
    });
  }

  it('refuses an invalid CA before anything connects', () => {
    assert.throws(make({ tls: { ca: '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----' } }), {
      code: 'invalid-tls',
    });
  });

  it('refuses an invalid duration', () => {
    for (const heartbeat of [NaN, -1, '5', undefined] as number[]) {
      assert.throws(
        () => createEndpoint({ ...ENDPOINT_DEFAULTS, url: 'ws://localhost', heartbeat }),
        new LiveViewError('invalid-number', { field: 'heartbeat', minimum: 0, value: String(heartbeat) }),
      );
    }
  });

  it('has an effective limit for frames, however large you set it', () => {
    for (const maxPayload of [600, 2048, 4096]) {
      const endpoint = createEndpoint({ ...ENDPOINT_DEFAULTS, url: 'ws://localhost', maxPayload });
      assert.equal(endpoint.maxPayload, constants.MAX_STRING_LENGTH);
    }
  });

  it('does not show the password of a refused URL, or of the proxy’s', () => {
    const refusal = (): unknown => {
      try {
        return createEndpoint({ ...ENDPOINT_DEFAULTS, url });
      } catch (error) {
        return error;
      }
    };
    let url = 'ws://user:secret@no host/view';
    assert.doesNotMatch(inspect(refusal()), /secret/);
    url = 'ws://localhost/view';
    process.env.ws_proxy = 'http://user:secret@no proxy:1';
    const refused = inspect(refusal());
    delete process.env.ws_proxy;
    assert.match(refused, /invalid-proxy/);
    assert.doesNotMatch(refused, /secret/);
  });

  describe('a proxy that is not an HTTP proxy', () => {
    const VARIABLES = ['all_proxy', 'http_proxy', 'HTTP_PROXY'];
    const before = VARIABLES.map((name) => process.env[name]);

    afterEach(() => {
      VARIABLES.forEach((name, index) => {
        if (before[index] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[index];
      });
    });

    for (const [value, shown, scheme] of [
      ['socks5h://ann:hush-hush@proxy.example:1080', 'socks5h://proxy.example:1080', 'SOCKS'],
      ['SOCKS4://proxy.example', 'socks4://proxy.example', 'SOCKS'],
      ['ftp://proxy.example', 'ftp://proxy.example', 'FTP'],
    ] as const) {
      it(`is refused by its name, without its credentials: ${shown}`, () => {
        process.env.all_proxy = process.env.HTTP_PROXY = value;
        for (const proxyMode of ['strict', 'legacy'] as const) {
          assert.throws(make({ url: 'ws://appliance.example/view', proxyMode }), {
            code: 'proxy-scheme',
            message: `The proxy ${shown} from the environment cannot be used: only HTTP is supported, not ${scheme}`,
          });
        }
      });
    }

    it('gives way to one that is', () => {
      process.env.all_proxy = 'socks5://proxy.example:1080';
      process.env.http_proxy = 'http://proxy.example:3128';
      assert.equal(createEndpoint({ ...ENDPOINT_DEFAULTS, url: 'ws://appliance.example' }).proxy?.port, 3128);
    });
  });

  it('refuses a token that no header can carry, and does not show it', () => {
    assert.throws(make({ credentials: { type: 'bearer', token: 'se\ncret' } }), (error: LiveViewError) => {
      assert.equal(error.code, 'invalid-credentials');
      assert.doesNotMatch(error.message, /cret/);
      return true;
    });
  });
});
