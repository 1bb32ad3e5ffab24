import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { Simulator, type SimulatorOptions } from '../../../tools/simulator';
import type {
  ApplianceDraft,
  CatalogAnswer,
  CheckLine,
  Problem,
  TestAnswer,
  TlsDraft,
} from '../../../nodes/admin/api';
import { type AdminAnswer, type AdminClient, AdminServer } from '../../support/admin-client';
import { Certificates } from '../../support/certificates';
import { draft } from '../../support/drafts';
import { freePort } from '../../support/free-port';
import { type FlowNode, load, Sink, unload } from '../../support/node-red';
import { answer as answerUpgrade, ScriptedSystem } from '../../support/scripted-system';
import { Signal } from '../../support/signal';

/** The line of a check, with its state and texts. */
function line(
  check: CheckLine['check'],
  state: CheckLine['state'],
  key: string,
  params: Problem['params'] = {},
): CheckLine {
  return { check, state, said: { key, params } };
}

describe('the offers of appliances, for dialogs', () => {
  const admin = new AdminServer();
  let client: AdminClient;
  let simulator: Simulator | undefined;
  let system: ScriptedSystem | undefined;
  let server: net.Server | undefined;

  afterEach(async () => {
    await admin.stop();
    await unload();
    await simulator?.stop();
    await system?.stop();
    server?.close();
    simulator = system = server = undefined;
    for (const name of ['ACTIVELOGIC_HOST', 'ACTIVELOGIC_TOKEN']) Reflect.deleteProperty(process.env, name);
    Reflect.deleteProperty(admin.RED.settings, 'tlsConfigDisableLocalFiles');
  });

  async function serve(options: SimulatorOptions = {}): Promise<string> {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 5, services: 3, ...options });
    return simulator.start();
  }

  async function start(flow: FlowNode[] = [], credentials: Record<string, object> = {}): Promise<void> {
    await load([{ id: 'tab', type: 'tab' }, ...flow], credentials, { first: [admin.set] });
    client = await admin.start();
  }

  function box(properties: object): FlowNode {
    return { id: 'box', type: 'activelogic-appliance', name: '', ...properties };
  }

  function problemIn({ status, body }: AdminAnswer): Problem {
    assert.equal(status, 200);
    assert.ok(typeof body === 'object' && body !== null && 'error' in body, JSON.stringify(body));
    return body.error as Problem;
  }

  function catalogIn({ status, body }: AdminAnswer): void {
    assert.equal(status, 200);
    const found = body as CatalogAnswer;
    assert.ok('catalog' in found, JSON.stringify(body));
    assert.deepEqual(found.catalog, { ...simulator?.catalog });
  }

  /** The checks and their states, such as `tls failed`. */
  function checksIn({ body }: AdminAnswer): string[] {
    return ((body as TestAnswer).checks ?? []).map(({ check, state }) => `${check} ${state}`);
  }

  function test(properties: Partial<ApplianceDraft>): Promise<AdminAnswer> {
    return client.post('test', { appliance: draft(properties) });
  }

  describe('GET :id/catalog', () => {
    it('is the catalogue of the deployed appliance, and leaves no socket behind', async () => {
      await start([box({ url: await serve() })]);
      catalogIn(await client.get('box/catalog'));
      await simulator?.waitForConnections(0);
    });

    it('is that of an open view where there is one', async () => {
      await start([
        box({ url: await serve() }),
        { id: 'live', type: 'activelogic-liveview', z: 'tab', appliance: 'box', wires: [['out']] },
        { id: 'out', type: 'helper', z: 'tab', wires: [] },
      ]);
      await new Sink('out').message(0);
      catalogIn(await client.get('box/catalog'));
      assert.equal(simulator?.upgradeCount, 1);
    });

    it('says what the appliance does not do', async () => {
      await start([box({ url: await serve() })]);
      simulator?.refuse(503);
      const { key, params } = problemIn(await client.get('box/catalog'));
      assert.equal(key, 'errors.too-many-views');
      assert.equal(params.status, 503);
    });

    for (const id of ['none', 'off', 'tab', 'other', '__proto__']) {
      it(`does not exist for ${id}`, async () => {
        await start([
          { ...box({ url: 'ws://localhost' }), id: 'off', d: true },
          { id: 'other', type: 'helper', z: 'tab' },
        ]);
        const { status, body } = await client.get(`${id}/catalog`);
        assert.equal(status, 404);
        assert.deepEqual(body, { error: { key: 'problems.no-appliance', params: {} } });
      });
    }

    const broken: [object, Problem][] = [
      [{ url: 'http://u:secret@gw' }, { key: 'errors.invalid-url', params: { value: 'http://***@gw' } }],
      [
        { url: 'wss://gw', tls: 'gone' },
        { key: 'problems.no-tls', params: {} },
      ],
      [
        { url: 'ws://gw', heartbeat: -1 },
        { key: 'errors.invalid-number', params: { field: 'heartbeat', minimum: 0, value: '-1' } },
      ],
      [
        { url: 'ws://gw', codec: 'gone' },
        { key: 'problems.no-codec', params: { field: 'codec', value: 'gone' } },
      ],
      [
        { url: 'ws://gw', codec: ['gone'] },
        { key: 'errors.invalid-text', params: { field: 'codec', value: '["gone"]' } },
      ],
    ];
    for (const [properties, expected] of broken) {
      it(`says what is wrong with ${JSON.stringify(properties)}`, async () => {
        await start([box(properties)]);
        assert.deepEqual(problemIn(await client.get('box/catalog')), expected);
      });
    }
  });

  describe('POST test', () => {
    it('is the catalogue of an appliance that is not deployed', async () => {
      const url = await serve();
      await start();
      catalogIn(await test({ url }));
      await simulator?.waitForConnections(0);
    });

    it('says what each check has found', async () => {
      const url = await serve();
      await start();
      const { body } = await test({ url });
      const { checks = [] } = body as TestAnswer;
      for (const { milliseconds, state } of checks) {
        assert.ok(state === 'skipped' ? milliseconds === undefined : Number(milliseconds) >= 0);
      }
      const { distributions, filters, services, fields, system: said } = simulator?.catalog ?? assert.fail();
      const catalog = {
        system: said.name,
        firmware: said.firmware ?? '',
        distributions: distributions.length,
        filters: filters.length,
        services: services.length,
        columns: fields.length,
      };
      assert.deepEqual(
        checks.map(({ check, state, said }) => ({ check, state, said })),
        [
          line('name', 'skipped', 'doctor.says.address', { host: '127.0.0.1' }),
          line('connection', 'passed', 'doctor.says.accepts', {
            address: '127.0.0.1',
            port: Number(new URL(url).port),
          }),
          line('tls', 'skipped', 'doctor.says.no-tls'),
          line('upgrade', 'passed', 'doctor.says.upgrade', { path: '/view' }),
          line('catalog', 'passed', 'doctor.says.catalog', catalog),
          line('ping', 'passed', 'doctor.says.pong'),
        ],
      );
    });

    it('has no checks where there is nothing to connect to', async () => {
      await start();
      assert.deepEqual(Object.keys((await test({ url: 'http://gw' })).body as object), ['error']);
    });

    it('has the catalogue of an appliance that ignores pings, and sends no ping where that is off', async () => {
      system = await ScriptedSystem.start();
      system.onPeer = (peer) => {
        peer.pongs = false;
        peer.catalog();
      };
      await start();
      const silent = await test({ url: system.url, heartbeat: 0.2 });
      assert.ok('catalog' in (silent.body as object));
      assert.deepEqual(checksIn(silent).slice(-2), ['catalog passed', 'ping failed']);
      assert.deepEqual(checksIn(await test({ url: system.url, heartbeat: 0 })).slice(-1), ['ping skipped']);
    });

    it('replaces variables inside and in place of values', async () => {
      const url = new URL(await serve({ credentials: { token: 'abc' } }));
      process.env.ACTIVELOGIC_HOST = url.host;
      process.env.ACTIVELOGIC_TOKEN = 'abc';
      await start();
      const credentials = { token: '${ACTIVELOGIC_TOKEN}' };
      catalogIn(await test({ url: 'ws://${ACTIVELOGIC_HOST}/view', auth: 'bearer', credentials }));
    });

    it('sends what is typed, and the stored value where nothing is', async () => {
      const url = await serve({ credentials: { user: 'operator', password: 'st0red' } });
      await start([box({ url, auth: 'basic' })], { box: { username: 'operator', password: 'st0red' } });
      const typed = { username: 'operator', password: 'st0red' };
      catalogIn(await test({ url, auth: 'basic', credentials: typed }));
      for (const credentials of [{}, { username: 'operator' }]) {
        const stored = await test({ id: 'box', url, auth: 'basic', credentials });
        catalogIn(stored);
        assert.doesNotMatch(stored.text, /st0red/);
      }
      const wrong = await test({ id: 'box', url, auth: 'basic', credentials: { password: '' } });
      assert.equal(problemIn(wrong).key, 'errors.unauthorized');
      assert.doesNotMatch(wrong.text, /st0red/);
    });

    it('does not send what is stored for another appliance', async () => {
      const url = await serve({ credentials: { token: 'st0red' } });
      await start([box({ url, auth: 'bearer' })], { box: { token: 'st0red' } });
      assert.equal(problemIn(await test({ url, auth: 'bearer' })).key, 'errors.no-credentials');
    });

    it('names the stage that fails', async () => {
      const port = await freePort();
      const url = await serve({ credentials: { token: 'abc' } });
      await start();
      const unknown = await test({ url: 'ws://appliance.invalid/view' });
      const found = problemIn(unknown);
      assert.deepEqual(found, { key: 'errors.name-not-found', params: { host: 'appliance.invalid' } });
      const untried = ['connection', 'tls', 'upgrade', 'catalog', 'ping'].map((check) => `${check} untried`);
      assert.deepEqual(checksIn(unknown), ['name failed', ...untried]);
      assert.equal((unknown.body as TestAnswer).checks?.[0]?.advice, 'doctor.advice.name');
      const refused = problemIn(await test({ url: `ws://127.0.0.1:${port}/` }));
      assert.deepEqual(refused, { key: 'errors.connection-refused', params: { host: `127.0.0.1:${port}` } });
      const unauthorized = problemIn(await test({ url }));
      assert.equal(unauthorized.key, 'errors.no-credentials');
      assert.equal(unauthorized.params.status, 401);
      const path = problemIn(await test({ url: url.replace('/view', '/elsewhere') }));
      assert.equal(path.key, 'errors.wrong-path');
      assert.equal(path.params.path, '/elsewhere');
    });

    it('says that no catalogue came in time, and closes', async () => {
      system = await ScriptedSystem.start();
      await start();
      const { key, params } = problemIn(await test({ url: system.url, handshakeTimeout: 0.2 }));
      assert.equal(key, 'errors.no-catalog');
      assert.equal(params.seconds, 0.2);
      await (await system.peer(0)).closed();
    });

    it('says that a silent peer does not answer', async () => {
      server = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
      await once(server, 'listening');
      await start();
      const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      assert.equal(problemIn(await test({ url, handshakeTimeout: '0.2' })).key, 'errors.no-answer');
    });

    it('says that the peer does not speak WebSocket', async () => {
      server = net.createServer((socket) => socket.on('error', () => undefined).end('SSH-2.0\r\n\r\n'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      await start();
      const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      assert.equal(problemIn(await test({ url })).key, 'errors.not-a-websocket');
    });

    const never: [unknown, string][] = [
      ['http://u:hidden@127.0.0.1/', 'errors.invalid-url'],
      ['file:///etc/passwd', 'errors.invalid-url'],
      ['', 'errors.invalid-url'],
      ['ws://u:hidden@', 'errors.invalid-url'],
      ['ws://u:hidden@gw/#x', 'errors.invalid-url'],
      [null, 'errors.invalid-text'],
      [{ href: 'ws://gw' }, 'errors.invalid-text'],
    ];
    for (const [url, key] of never) {
      it(`never opens ${JSON.stringify(url)}`, async () => {
        await start();
        const answer = await test({ url });
        assert.equal(problemIn(answer).key, key);
        assert.doesNotMatch(answer.text, /hidden/);
      });
    }

    it('does not open a URL with a password', async () => {
      system = await ScriptedSystem.start();
      await start();
      const answer = await test({ url: system.url.replace('ws://', 'ws://u:hidden@') });
      assert.deepEqual(problemIn(answer), { key: 'errors.url-credentials', params: { host: system.host } });
      assert.equal(system.peers.length, 0);
    });

    it('stops when the browser does', async () => {
      system = await ScriptedSystem.start();
      await start();
      const request = client.request('POST', 'test', { appliance: draft({ url: system.url }) });
      const peer = await system.peer(0);
      request.destroy();
      await peer.closed();
      assert.equal(peer.closeCode, 1000);
    });

    it('makes four connections at once, and a fifth when one of them has ended', async () => {
      const upgrades = new Signal();
      let open = 0;
      system = await ScriptedSystem.start();
      system.upgrade = (socket) => {
        upgrades.after(() => open++);
        socket.on('end', () => {
          upgrades.after(() => open--);
        });
        socket.resume();
      };
      await start();
      const appliance = draft({ url: system.url });
      const requests = [1, 2, 3, 4].map(() => client.request('POST', 'test', { appliance }));
      await upgrades.until(() => open === 4);
      const fifth = await client.post('test', { appliance });
      assert.equal(fifth.status, 429);
      assert.deepEqual(fifth.body, { error: { key: 'problems.too-many-requests', params: { count: 4 } } });
      requests[0]?.destroy();
      await upgrades.until(() => open === 3);
      system.upgrade = answerUpgrade(401);
      assert.equal(problemIn(await client.post('test', { appliance })).key, 'errors.no-credentials');
    });

    const bodies: [unknown, string][] = [
      [{}, 'appliance'],
      [{ appliance: [] }, 'appliance'],
      [{ appliance: { ...draft({}), id: 7 } }, 'appliance.id'],
      [{ appliance: { ...draft({}), credentials: undefined } }, 'appliance.credentials'],
      [{ appliance: { ...draft({}), credentials: { token: 7 } } }, 'appliance.credentials.token'],
      [{ appliance: { ...draft({}), tls: 7 } }, 'appliance.tls'],
      [{ appliance: { ...draft({}), tls: { id: 'x', cert: {}, credentials: {} } } }, 'appliance.tls.cert'],
      [['appliance'], 'body'],
    ];
    for (const [body, field] of bodies) {
      it(`refuses a body with a wrong ${field}: ${JSON.stringify(body).slice(0, 40)}`, async () => {
        await start();
        const { status, body: said } = await client.post('test', body as object);
        assert.equal(status, 400);
        assert.deepEqual(said, { error: { key: 'problems.malformed', params: { field } } });
      });
    }

    it('accepts JSON only, because another site could send a form', async () => {
      await start();
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
      assert.equal((await client.post('test', 'appliance[id]=new', form)).status, 400);
    });

    for (const [what, appliance, status] of [
      ['64 KiB of a text, compressed', { url: 'x'.repeat(64 * 1024) }, 413],
      ['200,000 slashes, compressed', { url: '/'.repeat(200_000) }, 413],
      ['a long list, compressed', { url: new Array(40_000).fill(0) }, 413],
      [
        'many properties, compressed',
        Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [n, 0])),
        413,
      ],
      ['lists in lists', { url: 'DEEP' }, 400],
      ['a URL of 60,000 slashes', { url: '/'.repeat(60_000) }, 200],
      ['little, compressed', { url: 'http://gw' }, 200],
    ] as const) {
      it(`answers ${status} to ${what}`, async () => {
        await start();
        const deep = '['.repeat(20_000) + ']'.repeat(20_000);
        const text = JSON.stringify({ appliance: { ...draft({}), ...appliance } }).replace('"DEEP"', deep);
        const body = gzipSync(text);
        const headers = { 'Content-Encoding': 'gzip', 'Content-Length': body.length };
        assert.equal((await client.post('test', body, headers)).status, status);
      });
    }

    for (const [auth, name] of [
      ['bearer', 'token'],
      ['basic', 'username'],
      ['basic', 'password'],
    ] as const) {
      it(`does not send the name of a variable that is not set as a ${name}`, async () => {
        await start();
        const appliance = draft({ auth, credentials: { [name]: '${NOPE}' } });
        const answer = await client.post('test', { appliance });
        assert.deepEqual(problemIn(answer), {
          key: 'errors.variable-missing',
          params: { field: name, name: 'NOPE' },
        });
      });
    }

    it('accepts at most 64 KiB', async () => {
      await start();
      const large = draft({ credentials: { token: 'x'.repeat(64 * 1024) } });
      const { status, body } = await client.post('test', { appliance: large });
      assert.equal(status, 413);
      assert.deepEqual(body, { error: { key: 'problems.too-large', params: { limit: 64 } } });
    });
  });

  describe('POST test over TLS', () => {
    const certificates = new Certificates();
    after(() => {
      certificates.remove();
    });

    async function serveTls(): Promise<string> {
      return serve({ tls: certificates.selfSigned('gw', 'IP:127.0.0.1') });
    }

    function tlsDraft(properties: Partial<TlsDraft> = {}): TlsDraft {
      return { id: 'tls', cert: '', key: '', ca: '', verifyservercert: true, credentials: {}, ...properties };
    }

    it('says why a certificate is not trusted', async () => {
      const url = await serveTls();
      await start();
      const { key, params } = problemIn(await test({ url }));
      assert.equal(key, 'doctor.says.self-signed');
      assert.equal(params.subject, 'gw');
    });

    it('trusts what the TLS configuration trusts, deployed or not', async () => {
      const url = await serveTls();
      const ca = certificates.files('gw').cert;
      const deployed = { id: 'tls', type: 'tls-config', cert: '', key: '', ca, verifyservercert: true };
      await start([deployed]);
      catalogIn(await test({ url, tls: 'tls' }));
      catalogIn(await test({ url, tls: tlsDraft({ ca }) }));
      const unverified = await test({ url, tls: tlsDraft({ verifyservercert: false }) });
      catalogIn(unverified);
      assert.ok(checksIn(unverified).includes('tls warning'));
      const { cert } = certificates.selfSigned('gw2', 'IP:127.0.0.1');
      const other = problemIn(await test({ url, tls: tlsDraft({ credentials: { cadata: cert } }) }));
      assert.equal(other.key, 'doctor.says.self-signed');
    });

    it('says what is wrong with a TLS configuration', async () => {
      await start();
      const url = 'wss://127.0.0.1:1/';
      const ask = async (tls: string | TlsDraft): Promise<Problem> => problemIn(await test({ url, tls }));
      assert.equal((await ask('gone')).key, 'problems.no-tls');
      assert.equal((await ask('tab')).key, 'problems.no-tls');
      assert.equal((await ask(tlsDraft({ credentials: { certdata: 'x' } }))).key, 'problems.tls-incomplete');
      assert.equal((await ask(tlsDraft({ credentials: { cadata: 'x' } }))).key, 'errors.invalid-tls');
      const missing = await ask(tlsDraft({ ca: '/not/there' }));
      assert.deepEqual(missing, {
        key: 'errors.invalid-tls',
        params: { reason: "Error: ENOENT: no such file or directory, open '/not/there'" },
      });
      Object.assign(admin.RED.settings, { tlsConfigDisableLocalFiles: true });
      assert.equal((await ask(tlsDraft({ ca: '/not/there' }))).key, 'problems.no-local-files');
    });
  });
});
