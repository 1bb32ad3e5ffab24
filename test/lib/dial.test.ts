import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type LookupFunction } from 'node:net';
import type { LiveViewError } from '../../lib/errors';
import { dial, type Dialling, type DialStep } from '../../lib/socket/dial';
import { createEndpoint, type Endpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import type { EndpointOptions } from '../../lib/socket/endpoint-options';
import { retryAfter } from '../../lib/socket/failure';
import type { OpeningStep } from '../../lib/socket/open';
import { Session } from '../../lib/socket/session';
import { Certificates } from '../support/certificates';
import { manualClock } from '../support/clock';
import { freePort } from '../support/free-port';
import { HttpProxy } from '../support/http-proxy';
import { answer, ScriptedSystem } from '../support/scripted-system';
import { Signal } from '../support/signal';

/** Both are loopback addresses. */
const [FIRST, SECOND] = ['127.0.0.1', '127.0.0.2'];
/** Node.js reports the tried addresses since 20.12. */
const TELLS_ATTEMPTS = process.versions.node.localeCompare('20.12', undefined, { numeric: true }) >= 0;

function endpointOf(options: Partial<EndpointOptions> & { url: string }): Endpoint {
  return createEndpoint({ ...ENDPOINT_DEFAULTS, ...options });
}

/** A look-up that gives every name these addresses. */
function naming(...addresses: string[]): LookupFunction {
  return (_name, _options, found) => {
    process.nextTick(() => {
      found(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      );
    });
  };
}

describe('a name with several addresses', () => {
  let server: net.Server;
  let port: number;
  const attempt = new AbortController();

  beforeEach(async () => {
    server = net.createServer((socket) => socket.on('error', () => undefined).resume());
    server.listen(0, SECOND);
    await once(server, 'listening');
    port = (server.address() as net.AddressInfo).port;
  });
  afterEach(() => {
    server.close();
  });

  function dialled(lookup: LookupFunction, at = port, step?: Dialling['step']): Promise<net.Socket> {
    const endpoint = endpointOf({ url: `ws://appliance.example:${at}/view` });
    return dial(endpoint, { signal: attempt.signal, lookup, step });
  }

  it('connects to the first one that accepts, and says which did not', async function () {
    if (!TELLS_ATTEMPTS) this.skip();
    const steps: DialStep[] = [];
    const socket = await dialled(naming(FIRST, SECOND), port, (step) => steps.push(step));
    assert.deepEqual(steps, [
      { name: 'lookup', addresses: [FIRST, SECOND] },
      { name: 'connection', address: SECOND, port, unreached: [{ address: FIRST, code: 'ECONNREFUSED' }] },
    ]);
    socket.destroy();
  });

  it('is refused where all of them refuse', async () => {
    const closed = await freePort();
    await assert.rejects(dialled(naming(FIRST, SECOND), closed), {
      code: 'connection-refused',
      params: { host: `appliance.example:${closed}` },
    });
  });

  it('cannot be reached where they fail for several reasons, and the error names them', async () => {
    const closed = await freePort();
    await assert.rejects(
      dialled(naming('255.255.255.255', FIRST), closed),
      ({ code, params }: LiveViewError) => {
        assert.equal(code, 'unreachable');
        assert.match(String(params.reason), /^255\.255\.255\.255: E[A-Z]+, 127\.0\.0\.1: ECONNREFUSED$/);
        return true;
      },
    );
  });

  it('is reported by name alone where it is not found', async () => {
    const lookup: LookupFunction = (_name, _options, found) => {
      process.nextTick(() => {
        found(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
      });
    };
    await assert.rejects(dialled(lookup), { code: 'name-not-found', params: { host: 'appliance.example' } });
  });

  it('stops trying when it is given up', async () => {
    const own = new AbortController();
    const connected = once(server, 'connection');
    const endpoint = endpointOf({ url: `wss://${SECOND}:${port}/view` });
    const dialling = dial(endpoint, { signal: own.signal });
    const [peer] = (await connected) as [net.Socket];
    own.abort();
    await assert.rejects(dialling);
    if (!peer.closed) await once(peer, 'close');
  });
});

describe('the tap of a session', () => {
  let certificates: Certificates;
  const ends: (() => unknown)[] = [];

  before(() => {
    certificates = new Certificates();
    certificates.selfSigned('box', 'IP:127.0.0.1');
  });
  after(() => {
    certificates.remove();
  });
  afterEach(async () => {
    for (const name of ['ws_proxy', 'wss_proxy']) Reflect.deleteProperty(process.env, name);
    for (const end of ends.splice(0)) await end();
  });

  async function serve(secure: boolean): Promise<ScriptedSystem> {
    const system = await ScriptedSystem.start(secure ? certificates.read('box') : undefined);
    ends.push(() => system.stop());
    return system;
  }

  async function through(): Promise<HttpProxy> {
    const proxy = await HttpProxy.start();
    ends.push(() => {
      proxy.stop();
    });
    process.env.ws_proxy = process.env.wss_proxy = proxy.url();
    return proxy;
  }

  /** All steps of a session, up to the upgrade or an error. */
  async function stepsTo(url: string): Promise<{ steps: OpeningStep[]; error: LiveViewError | undefined }> {
    const changes = new Signal();
    const steps: OpeningStep[] = [];
    let error: LiveViewError | undefined;
    const session = new Session(
      endpointOf({ url, tls: { ca: certificates.read('box').cert } }),
      undefined,
      {
        catalog: () => undefined,
        update: () => undefined,
        report: () => undefined,
        failed: (failed) => {
          changes.after(() => (error = failed));
        },
        tap: {
          step: (step) => {
            changes.after(() => steps.push(step));
          },
          opened: () => undefined,
          frame: () => undefined,
          closed: () => undefined,
        },
      },
      manualClock(),
    );
    await changes.until(() => error !== undefined || steps.at(-1)?.name === 'upgrade');
    await session.close();
    return { steps, error };
  }

  it('gets the connection and the upgrade, with its status and headers', async () => {
    const system = await serve(false);
    const { steps } = await stepsTo(system.url);
    const [connection, upgrade] = steps;
    assert.deepEqual(connection, { name: 'connection', address: FIRST, port: system.port, unreached: [] });
    assert(upgrade?.name === 'upgrade');
    assert.equal(upgrade.status, 101);
    assert.equal(upgrade.headers.upgrade, 'websocket');
    assert.equal(steps.length, 2);
  });

  it('gets a refused upgrade', async () => {
    const system = await serve(false);
    system.upgrade = answer(404);
    const { steps, error } = await stepsTo(system.url);
    assert.deepEqual(
      steps.map((step) => (step.name === 'upgrade' ? step.status : step.name)),
      ['connection', 404],
    );
    assert.equal(error?.code, 'wrong-path');
  });

  it('gets the proxy’s tunnel and TLS, in their order', async () => {
    const proxy = await through();
    const system = await serve(true);
    const { steps } = await stepsTo(system.url.replace('ws:', 'wss:'));
    assert.deepEqual(
      steps.map(({ name }) => name),
      ['connection', 'tunnel', 'tls', 'upgrade'],
    );
    const [connection, , tls] = steps;
    assert(connection?.name === 'connection' && tls?.name === 'tls');
    assert.equal(connection.port, Number(new URL(proxy.url()).port));
    assert(tls.socket.authorized);
  });

  it('gets nothing after the step that fails, and the error names the proxy', async () => {
    const proxy = await through();
    for (const [status, retry] of [
      [403, 'longest'],
      [407, 'longest'],
      [429, 'backoff'],
      [502, 'backoff'],
    ] as const) {
      proxy.answer = (_target, socket) => {
        socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
        return true;
      };
      const { steps, error } = await stepsTo('ws://appliance.example/view');
      assert.deepEqual(
        steps.map(({ name }) => name),
        ['connection'],
      );
      assert.equal(error?.code, 'tunnel-refused');
      assert.deepEqual(error.params, { proxy: new URL(proxy.url()).host, host: 'appliance.example', status });
      assert.equal(retryAfter(error), retry);
    }
  });

  it('gets nothing where the proxy refuses, and the error names the proxy', async () => {
    const host = `127.0.0.1:${await freePort()}`;
    process.env.ws_proxy = `http://${host}`;
    const { steps, error } = await stepsTo('ws://appliance.example/view');
    assert.deepEqual(steps, []);
    assert.deepEqual([error?.code, error?.params], ['connection-refused', { host }]);
  });
});
