import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidOption, Simulator, type SimulatorOptions } from '../../../tools/simulator';
import { offline } from './arbitraries';
import { rejectedWith, TestClient } from './client';

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

describe('simulator: the server', () => {
  const running: Simulator[] = [];

  async function started(options: SimulatorOptions = {}): Promise<Simulator> {
    const simulator = offline(options);
    running.push(simulator);
    await simulator.start();
    return simulator;
  }

  afterEach(async () => {
    await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
  });

  it('answers 404 at other paths, and 426 to plain requests', async () => {
    const simulator = await started({ path: '/live/view' });
    assert.match(simulator.url, /^ws:\/\/127\.0\.0\.1:\d+\/live\/view$/);
    assert.equal(await rejectedWith(simulator.url.replace('/live', '')), 404);
    const status = (url: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        get(url, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject);
      });
    const http = simulator.url.replace('ws:', 'http:');
    assert.equal(await status(http), 426);
    assert.equal(await status(`${http}s`), 404);
    const client = new TestClient(`${simulator.url}?query`);
    await client.catalog();
  });

  it('asks for a user and a password', async () => {
    const simulator = await started({ credentials: { user: 'viewer', password: 'sécret:1' } });
    assert.equal(await rejectedWith(simulator.url), 401);
    assert.equal(
      await rejectedWith(simulator.url, { headers: { authorization: basic('viewer:wrong') } }),
      401,
    );
    const client = new TestClient(simulator.url, { headers: { authorization: basic('viewer:sécret:1') } });
    await client.catalog();
    assert.equal(simulator.upgradeCount, 3);
  });

  it('asks for a bearer token', async () => {
    const simulator = await started({ credentials: { token: 'abc' } });
    assert.equal(await rejectedWith(simulator.url), 401);
    assert.equal(await rejectedWith(simulator.url, { headers: { authorization: 'Bearer abcd' } }), 401);
    await new TestClient(simulator.url, { headers: { authorization: 'bearer abc' } }).catalog();
  });

  it('speaks wss with a certificate', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'simulator-'));
    try {
      const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
          .concat(['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'])
          .concat(['-keyout', key, '-out', cert]),
        { stdio: 'ignore' },
      );
      const ca = readFileSync(cert);
      const simulator = await started({ tls: { key: readFileSync(key), cert: ca } });
      assert.match(simulator.url, /^wss:/);
      const client = new TestClient(simulator.url, { ca });
      await client.catalog();
      client.view();
      await client.update();
      const stranger = new TestClient(simulator.url);
      const refused = new Promise<Error>((resolve) => stranger.socket.once('error', resolve));
      assert.match((await refused).message, /self-signed/);
      assert.equal(await rejectedWith(simulator.url.replace('/view', '/'), { ca }), 404);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses connections beyond its limit', async () => {
    const simulator = await started({ maxViews: 1 });
    const client = new TestClient(simulator.url);
    await client.catalog();
    assert.equal(await rejectedWith(simulator.url), 503);
    await client.end();
    await simulator.waitForConnections(0);
    await new TestClient(simulator.url).catalog();
  });

  it('stops within a second, regardless of its clients, and frees the port', async () => {
    const simulator = await started();
    const client = new TestClient(simulator.url);
    await client.catalog();
    const deaf = new TestClient(simulator.url);
    await deaf.catalog();
    deaf.socket.pause();
    const url = simulator.url;
    const begin = performance.now();
    await Promise.all([simulator.stop(), simulator.stop()]);
    assert.ok(performance.now() - begin < 1000);
    assert.equal(await client.closed, 1001);
    assert.equal(simulator.connectionCount, 0);
    assert.throws(() => simulator.url, /not started/);
    const successor = await started({ port: Number(new URL(url).port) });
    assert.equal(successor.url, url);
    deaf.socket.terminate();
  });

  it('says that a port is in use, and can be started later', async () => {
    const first = await started();
    const second = offline({ port: Number(new URL(first.url).port) });
    await assert.rejects(second.start(), { code: 'EADDRINUSE' });
    await second.stop();
    await first.stop();
    running.push(second);
    await second.start();
    await assert.rejects(second.start(), /already started/);
  });

  it('ticks by its clock once it is started', async () => {
    const timers = new Map<number, { callback: () => void; ms: number }>();
    const clock = {
      now: () => 1_000_000,
      setInterval: (callback: () => void, ms: number) => timers.set(timers.size + 1, { callback, ms }).size,
      clearInterval: (handle: unknown) => timers.delete(handle as number),
    };
    const simulator = await started({ interval: 2.5, clock });
    const client = new TestClient(simulator.url);
    await client.catalog();
    client.view();
    assert.equal((await client.update()).time, 1_000_000);
    assert.deepEqual(
      [...timers.values()].map(({ ms }) => ms),
      [2500],
    );
    for (const { callback } of timers.values()) callback();
    await client.update();
    assert.equal(simulator.currentTick, 1);
    await simulator.stop();
    assert.equal(timers.size, 0);
  });

  it('refuses impossible options', () => {
    const invalid: SimulatorOptions[] = [
      { port: -1 },
      { port: 65_536 },
      { port: 1.5 },
      { hosts: 0 },
      { services: 501 },
      { hosts: 50_000, services: 500 },
      { seed: -1 },
      { interval: -1 },
      { interval: NaN },
      { maxViews: 0 },
      { path: 'view' },
      { host: '' },
      { credentials: { token: '' } },
      { counters: 'none' as 'total' },
      { rehearse: [{ kind: 'nonsense' as 'stall' }] },
      { rehearse: [{ kind: 'refuse', how: 200 }] },
      { rehearse: [{ kind: 'quality', service: 'Nonsense' }] },
      { rehearse: [{ kind: 'drops', seconds: 0 }] },
      { rehearse: [{ kind: 'stall', seconds: 86_401 }] },
      { rehearse: [{ kind: 'quality', seconds: NaN }] },
      { rehearse: [{ kind: 'disconnect', seconds: 5 } as { kind: 'disconnect' }] },
    ];
    for (const options of invalid) {
      assert.throws(
        () => new Simulator(options),
        (error) => error instanceof InvalidOption && error.message.includes(Object.keys(options)[0] ?? ''),
        JSON.stringify(options),
      );
    }
  });
});
