import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { EndpointOptions } from '../../../lib/socket/endpoint-options';
import { Certificates, type Identity } from '../../support/certificates';
import { freePort } from '../../support/free-port';
import { HttpProxy } from '../../support/http-proxy';
import { ScriptedSystem } from '../../support/scripted-system';
import { Examined, examine, failureIn, told } from './examined';

const HERE = 'IP:127.0.0.1,DNS:localhost';

describe('the doctor, up to TLS', () => {
  let certificates: Certificates;
  /** What to end after each test. */
  const ends: (() => unknown)[] = [];

  before(() => {
    certificates = new Certificates();
    certificates.selfSigned('ca', 'DNS:ca', 60);
  });
  after(() => {
    certificates.remove();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  /** An appliance that sends its catalogue to every client. */
  async function serve(identity?: Identity): Promise<ScriptedSystem> {
    const system = await ScriptedSystem.start(identity);
    ends.push(() => system.stop());
    system.onPeer = (peer) => {
      peer.catalog();
    };
    return system;
  }

  async function serveTcp(listener: (socket: net.Socket) => void): Promise<string> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      listener(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  }

  const trusting = (host: string): Partial<EndpointOptions> & { url: string } => ({
    url: `wss://${host}/view`,
    tls: { ca: certificates.read('ca').cert },
  });

  describe('name and connection', () => {
    it('names the addresses of a name, and the one that accepts', async () => {
      const { port } = await serve();
      const { results } = await examine({ url: `ws://localhost:${port}/view` });
      const [name, connection] = results;
      assert.equal(name?.state, 'passed');
      assert.deepEqual(name.params.host, 'localhost');
      assert((name.params.addresses as string[]).includes('127.0.0.1'));
      assert.equal(name.milliseconds, 0);
      assert.equal(connection?.state, 'passed');
      assert.deepEqual([connection.params.address, connection.params.port], ['127.0.0.1', port]);
    });

    it('looks up no name for an address', async () => {
      const [name] = (await examine({ url: (await serve()).url })).results;
      assert.equal(told(name), 'name skipped: 127.0.0.1 is an address, not a name');
      assert.equal(name?.milliseconds, undefined);
    });

    it('says that a name is not found', async () => {
      assert.equal(
        failureIn(await examine({ url: 'ws://no-such-host.invalid/view' })),
        'name failed: The name no-such-host.invalid was not found -> ' +
          'Check the name in the URL, and whether this machine can look it up.',
      );
    });

    it('says that nothing listens', async () => {
      const host = `127.0.0.1:${await freePort()}`;
      assert.equal(
        failureIn(await examine({ url: `ws://${host}/view` })),
        `connection failed: ${host} refuses the connection -> ` +
          'Nothing listens there: check the port in the URL, and whether the API of the appliance is enabled.',
      );
    });

    it('says that an address cannot be reached', async () => {
      // You cannot connect to a broadcast address.
      assert.match(
        failureIn(await examine({ url: 'ws://255.255.255.255:80/view' })),
        /^connection failed: 255\.255\.255\.255(:80)? cannot be reached \(.*\) -> Check the address/,
      );
    });
  });

  describe('TLS', () => {
    it('is not used with ws://', async () => {
      const { results } = await examine({ url: (await serve()).url });
      assert.equal(told(results[2]), 'tls skipped: Not used with ws://');
    });

    it('is missed where credentials leave the machine', async () => {
      // The doctor does not know that this address is also this machine.
      const url = (await serve()).url.replace('127.0.0.1', '0.0.0.0');
      const tls = async (options: Partial<EndpointOptions>): Promise<string> =>
        told((await examine({ url, ...options })).results[2]);
      assert.equal(
        await tls({ credentials: { type: 'bearer', token: 'hush-hush' } }),
        'tls warning: Not used with ws://: anyone on the network path can read the credentials -> Use wss://.',
      );
      const origin = { name: 'Origin', value: 'https://here.example' };
      assert.equal(await tls({ headers: [origin] }), 'tls skipped: Not used with ws://');
      const { cert } = certificates.read('ca');
      assert.equal(await tls({ tls: { cert } }), 'tls skipped: Not used with ws://');
      assert.match(await tls({ headers: [{ ...origin, secret: true }] }), /^tls warning/);
    });

    it('shows versions, dates, names and chain', async () => {
      const identity = certificates.signed('good', 'ca', HERE, 40);
      const { results } = await examine(trusting((await serve(identity)).host));
      const tls = results[2];
      assert.equal(tls?.state, 'passed');
      const { until, days, ...params } = tls.params;
      assert.deepEqual(params, {
        protocol: 'TLSv1.3',
        names: ['127.0.0.1', 'localhost'],
        chain: ['good', 'ca'],
      });
      assert.match(String(until), /^\d{4}-\d\d-\d\d$/);
      // Counted on the steered clock, which stands in 2023.
      assert(Number(days) > 14);
      assert.deepEqual(
        results.slice(3).map(({ state }) => state),
        ['passed', 'passed', 'passed'],
      );
    });

    it('warns where any certificate is accepted, and continues', async () => {
      const identity = certificates.selfSigned('lax', 'DNS:elsewhere.example');
      const { host } = await serve(identity);
      const { results } = await examine({ url: `wss://${host}/view`, tls: { rejectUnauthorized: false } });
      assert.match(
        told(results[2]),
        /^tls warning: The certificate is not verified: for elsewhere\.example, valid until .*, chain: lax -> Anyone on the network path/,
      );
      assert.equal(results[3]?.state, 'passed');
    });

    const CA_ADVICE = 'Trust the CA that signed it.';
    const RENEW = 'Renew the certificate, or check the clocks.';
    const DISTRUSTED: Record<string, [() => Identity, RegExp]> = {
      'is signed by itself': [
        () => certificates.selfSigned('alone', HERE),
        /^tls failed: The certificate of alone is self-signed, and not trusted here -> If this is /,
      ],
      'is of a CA that is sent and not trusted': [
        () => {
          certificates.selfSigned('stranger');
          const { key, cert } = certificates.signed('strange', 'stranger', HERE);
          return { key, cert: cert + certificates.read('stranger').cert };
        },
        new RegExp(
          `^tls failed: The certificate of strange is signed by stranger, which is not trusted here -> ${CA_ADVICE}$`,
        ),
      ],
      'is of a CA in between that is not sent': [
        () => {
          certificates.intermediate('between', 'ca');
          return certificates.signed('incomplete', 'between', HERE);
        },
        /^tls failed: The certificate of incomplete is signed by between\. That issuer is not trusted here, and its own certificate was not sent -> Trust the CA .* in between\.$/,
      ],
      'has expired': [
        () => certificates.signed('expired', 'ca', HERE, -1),
        new RegExp(`^tls failed: The certificate of expired expired on \\d{4}-\\d\\d-\\d\\d -> ${RENEW}$`),
      ],
      'is not valid yet': [
        () => certificates.early('early', 'ca', HERE),
        new RegExp(`^tls failed: The certificate of early is not valid before 2049-01-01 -> ${RENEW}$`),
      ],
      'is not for servers': [
        () => certificates.signed('unfit', 'ca', `${HERE}\nextendedKeyUsage=clientAuth`),
        /^tls failed: TLS to 127\.0\.0\.1:\d+ failed: INVALID_PURPOSE$/,
      ],
      'is for other names': [
        () => certificates.signed('elsewhere', 'ca', 'DNS:one.example,DNS:two.example'),
        /^tls failed: The certificate is for one\.example, two\.example, not for 127\.0\.0\.1 -> Use a name from the certificate/,
      ],
    };
    for (const [what, [make, says]] of Object.entries(DISTRUSTED)) {
      it(`says that a certificate ${what}`, async () => {
        const system = await serve(make());
        assert.match(failureIn(await examine(trusting(system.host))), says);
        assert.equal(system.peers.length, 0);
      });
    }

    it('accepts the chain with its intermediate certificate', async () => {
      certificates.intermediate('middle', 'ca');
      const { key, cert } = certificates.signed('complete', 'middle', HERE, 40);
      const system = await serve({ key, cert: cert + certificates.read('middle').cert });
      const { results } = await examine(trusting(system.host));
      assert.deepEqual(results[2]?.params.chain, ['complete', 'middle', 'ca']);
      assert.equal(results[3]?.state, 'passed');
    });

    it('uses the server name where one is given', async () => {
      const system = await serve(certificates.signed('named', 'ca', 'DNS:named.example', 40));
      const endpoint = trusting(system.host);
      const tls = { ...(endpoint.tls as object), servername: 'named.example' };
      assert.equal((await examine({ ...endpoint, tls })).results[2]?.state, 'passed');
    });

    it('shows no control characters and no credentials of a certificate', async () => {
      const identity = certificates.signed(
        'loud',
        'ca',
        'DNS:a\u001b[31m.example,DNS:hush-hush-token.example',
      );
      const system = await serve(identity);
      const credentials = { type: 'bearer', token: 'hush-hush-token' } as const;
      const said = failureIn(await examine({ ...trusting(system.host), credentials }));
      assert.doesNotMatch(said, /hush/);
      assert(!said.includes('\u001b'));
      assert.match(said, /\*\*\*\.example/);
    });

    it('says that a port does not speak TLS', async () => {
      const system = await serve();
      assert.equal(
        failureIn(await examine({ url: `wss://${system.host}/view` })),
        `tls failed: ${system.host} answers, but not with TLS -> ` +
          'There seems to be no TLS on this port: check the port, or use ws://.',
      );
    });

    it('says that a port closes', async () => {
      const host = await serveTcp((socket) => {
        socket.once('data', () => socket.resetAndDestroy());
      });
      assert.match(
        failureIn(await examine({ url: `wss://${host}/view` })),
        /^tls failed: .* ends the connection during the TLS handshake -> The port may not use TLS/,
      );
    });

    it('says that a port is silent', async () => {
      const host = await serveTcp(() => undefined);
      const examined = new Examined({ url: `wss://${host}/view` });
      await examined.found('connection');
      await examined.timeOut(10_000);
      assert.match(
        failureIn(await examined.outcome()),
        /^tls failed: .* did not answer within 10 s -> There seems to be no TLS/,
      );
    });

    it('says that the two sides have no common version', async () => {
      const server = createTlsServer({ ...certificates.selfSigned('old'), maxVersion: 'TLSv1.1' });
      server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
      await once(server, 'listening');
      ends.push(() => server.close());
      const { port } = server.address() as net.AddressInfo;
      assert.match(
        failureIn(await examine({ url: `wss://127.0.0.1:${port}/view` })),
        /^tls failed: TLS to .* failed: .* -> The port may not use TLS, or the two sides have no TLS version/,
      );
    });

    it('says that the other side speaks TLS, although the URL does not', async () => {
      const system = await serve(certificates.selfSigned('secure', HERE));
      assert.equal(
        failureIn(await examine({ url: system.url })),
        `upgrade failed: ${system.host} speaks TLS, but the URL begins with ws:// -> Use wss://.`,
      );
    });
  });

  describe('a proxy', () => {
    let proxy: HttpProxy;

    afterEach(() => {
      for (const name of ['ws_proxy', 'wss_proxy']) Reflect.deleteProperty(process.env, name);
    });

    async function through(identity?: Identity): Promise<void> {
      proxy = await HttpProxy.start(identity);
      ends.push(() => {
        proxy.stop();
      });
      process.env.ws_proxy = process.env.wss_proxy = proxy.url('ann:hush-hush@');
    }

    it('is looked up and connected to instead of the appliance', async () => {
      await through();
      const system = await serve(certificates.signed('proxied', 'ca', HERE, 40));
      const { results } = await examine(trusting(system.host));
      assert.deepEqual(
        results.map(({ check, state }) => `${check} ${state}`),
        [
          'name skipped',
          ...['connection', 'tunnel', 'tls', 'upgrade', 'catalog', 'ping'].map((check) => `${check} passed`),
        ],
      );
      const { port, host } = new URL(proxy.url());
      assert.equal(results[1]?.params.port, Number(port));
      assert.deepEqual(results[2]?.params, { proxy: host, host: system.host });
      const authorization = `Basic ${Buffer.from('ann:hush-hush').toString('base64')}`;
      assert.deepEqual(proxy.asked, [{ target: system.host, authorization }]);
    });

    const REFUSALS: [number, RegExp][] = [
      [
        407,
        /refuses a tunnel to 127\.0\.0\.1:\d+ \(407\) -> The proxy requires a user name .* or correct them/,
      ],
      [405, /refuses a tunnel to .* \(405\) -> Check the proxy that the environment names/],
      [403, /refuses a tunnel to .* \(403\) -> The proxy does not allow/],
      [502, /refuses a tunnel to .* \(502\) -> The proxy cannot reach it/],
    ];
    for (const [status, says] of REFUSALS) {
      it(`says that it answers with ${status}`, async () => {
        await through();
        proxy.answer = (_target, socket) => {
          socket.end(`HTTP/1.1 ${status} ann:hush-hush\r\nContent-Length: 0\r\n\r\n`);
          return true;
        };
        const said = failureIn(await examine({ url: (await serve()).url }));
        assert.match(said, /^tunnel failed: /);
        assert.match(said, says);
        assert.doesNotMatch(said, /hush/);
      });
    }

    it('says that it is not a proxy', async () => {
      process.env.ws_proxy = `http://${await serveTcp((socket) => socket.end('SSH-2.0 hello\r\n'))}`;
      assert.match(
        failureIn(await examine({ url: 'ws://appliance.example/view' })),
        /^tunnel failed: .* does not answer like a proxy: .* -> Check the proxy/,
      );
    });

    it('says that it is silent', async () => {
      const host = await serveTcp(() => undefined);
      process.env.ws_proxy = `http://${host}`;
      const examined = new Examined({ url: 'ws://appliance.example/view' });
      await examined.found('connection');
      await examined.timeOut(10_000);
      assert.equal(
        failureIn(await examined.outcome()),
        `tunnel failed: ${host} did not answer within 10 s -> Check the proxy that the environment names.`,
      );
    });

    it('says that it is not there', async () => {
      const host = `127.0.0.1:${await freePort()}`;
      process.env.ws_proxy = `http://${host}`;
      assert.equal(
        failureIn(await examine({ url: 'ws://appliance.example/view' })),
        `connection failed: ${host} refuses the connection -> Check the proxy that the environment names.`,
      );
    });

    it('with TLS is verified', async () => {
      await through(certificates.selfSigned('proxy', HERE));
      assert.match(
        failureIn(await examine({ url: 'ws://appliance.example/view' })),
        /^tunnel failed: TLS to 127\.0\.0\.1:\d+ failed: self.signed certificate -> Check the proxy/,
      );
    });
  });

  describe('that is given up', () => {
    it('leaves nothing behind, and says what was not tried', async () => {
      const closed: Promise<unknown>[] = [];
      const host = await serveTcp((socket) => closed.push(once(socket.resume(), 'close')));
      const examined = new Examined({ url: `wss://${host}/view` });
      await examined.found('connection');
      await examined.clock.untilPending(10_000, 1);
      await examined.close();
      const { results } = await examined.outcome();
      assert.deepEqual(
        results.map(({ state }) => state),
        ['skipped', 'passed', 'untried', 'untried', 'untried', 'untried'],
      );
      assert.deepEqual(examined.begun, ['name', 'connection', 'tls']);
      assert.equal(closed.length, 1);
      await Promise.all(closed);
      assert.equal(examined.clock.pending(), 0);
    });
  });
});
