import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Certificates, type Identity } from '../../support/certificates';
import { HttpProxy } from '../../support/http-proxy';
import { deploy, type FlowNode, getNode, load, Sink, StatusWatch, unload } from '../../support/node-red';
import { Relay } from '../../support/relay';
import { ScriptedSystem } from '../../support/scripted-system';

const TLS_VARIABLE = 'NODE_TLS_REJECT_UNAUTHORIZED';
const HERE = 'IP:127.0.0.1';

/** A `tls-config` node: its properties and its credentials. */
interface TlsConfig {
  properties?: Record<string, unknown>;
  secrets?: Record<string, string>;
}

describe('TLS of an appliance', () => {
  const certificates = new Certificates();
  let identity: Identity;
  let system: ScriptedSystem;
  let relay: Relay;
  let proxy: HttpProxy | undefined;
  /** The authorization of each client that got through. */
  let authorizations: (string | undefined)[];

  before(() => {
    identity = certificates.selfSigned('gw', HERE);
    certificates.selfSigned('client');
    certificates.selfSigned('other');
  });
  after(() => {
    certificates.remove();
  });

  beforeEach(async () => {
    authorizations = [];
    system = await ScriptedSystem.start(identity);
    system.onPeer = (peer) => {
      authorizations.push(peer.request.headers.authorization);
      peer.catalog();
      void peer.view().then(() => {
        peer.update();
      });
    };
    relay = new Relay(() => system.port);
    await relay.listen();
  });
  afterEach(async () => {
    await unload();
    relay.stop();
    proxy?.stop();
    proxy = undefined;
    await system.stop();
    for (const name of [TLS_VARIABLE, 'https_proxy']) Reflect.deleteProperty(process.env, name);
  });

  function flow(tls: unknown, config?: TlsConfig): FlowNode[] {
    return [
      { id: 'tab', type: 'tab' },
      {
        id: 'box',
        type: 'activelogic-appliance',
        name: '',
        url: `wss://${relay.host}/view`,
        auth: 'bearer',
        reconnectMin: 0.02,
        reconnectMax: 0.02,
        ...(tls === undefined ? {} : { tls }),
      },
      {
        id: 'live',
        type: 'activelogic-liveview',
        z: 'tab',
        appliance: 'box',
        distributions: [{ name: 'Service' }],
        wires: [['out']],
      },
      { id: 'catalog', type: 'activelogic-catalog', z: 'tab', appliance: 'box', wires: [['out']] },
      { id: 'out', type: 'helper', z: 'tab', wires: [] },
      ...(config
        ? [
            {
              id: 'tls',
              type: 'tls-config',
              cert: '',
              key: '',
              ca: '',
              verifyservercert: false,
              ...config.properties,
            },
          ]
        : []),
    ];
  }

  async function start(tls?: unknown, config?: TlsConfig): Promise<void> {
    await load(flow(tls, config), { box: { token: 'bearer-secret' }, tls: config?.secrets ?? {} });
  }

  async function delivers(tls: unknown, config?: TlsConfig): Promise<void> {
    await start(tls, config);
    await new Sink('out').message(0);
    assert.equal(authorizations[0], 'Bearer bearer-secret');
  }

  /** Checks that clients tried several times, and that the other side received only the beginning of TLS. */
  async function isRefused(tls?: unknown, config?: TlsConfig): Promise<void> {
    await start(tls, config);
    assert.match(await new StatusWatch('live').until('red', 'ring'), /TLS to .* failed/);
    assert(relay.accepted > 0);
    assert.deepEqual(authorizations, []);
    assert.equal(system.peers.length, 0);
  }

  describe('is verified', () => {
    it('without a TLS configuration', () => isRefused());

    for (const value of [true, undefined, 0, 'false']) {
      it(`with a TLS configuration whose choice is ${JSON.stringify(value)}`, () =>
        isRefused('tls', { properties: { verifyservercert: value } }));
    }

    it('even if the environment turns it off for all programs', async () => {
      process.env[TLS_VARIABLE] = '0';
      await isRefused();
      await deploy(flow('tls', { properties: { verifyservercert: true } }), 'full');
      assert.match(await new StatusWatch('live').until('red', 'ring'), /TLS to .* failed/);
      assert.deepEqual(authorizations, []);
    });

    it('through a proxy as well', async () => {
      proxy = await HttpProxy.start();
      process.env.https_proxy = proxy.url();
      await isRefused();
      assert(proxy.asked.length > 0);
    });

    it('for a TLS proxy as well, even if the environment turns it off', async () => {
      proxy = await HttpProxy.start(identity);
      process.env[TLS_VARIABLE] = '0';
      process.env.https_proxy = proxy.url('user:proxy-secret@');
      await start('tls', {});
      assert.match(await new StatusWatch('live').until('red', 'ring'), /TLS to .* failed: self-signed/);
      assert.deepEqual(proxy.asked, []);
      assert.equal(relay.accepted, 0);
    });
  });

  describe('follows the TLS configuration', () => {
    it('not verified, if you choose so', () => delivers('tls', {}));

    it('not verified, if you choose so, also after a deploy of that node alone', async () => {
      await isRefused('tls', { properties: { verifyservercert: true } });
      await deploy(flow('tls', {}), 'nodes');
      await new Sink('out').message(0);
    });

    for (const names of ['IP:127.0.0.1', 'DNS:localhost']) {
      it(`verified by the URL's host through a proxy, with a certificate for ${names}`, async () => {
        proxy = await HttpProxy.start();
        process.env.https_proxy = proxy.url();
        const { cert, key } = certificates.selfSigned('tunnelled', names);
        system.present({ cert, key });
        const trusting = { properties: { verifyservercert: true }, secrets: { cadata: cert } };
        await (names === HERE ? delivers('tls', trusting) : isRefused('tls', trusting));
        assert(proxy.asked.length > 0);
      });
    }

    it('verified with its CA, and with its own certificate and the key’s passphrase', () =>
      delivers('tls', {
        properties: { verifyservercert: true },
        secrets: {
          cadata: identity.cert,
          certdata: certificates.read('client').cert,
          keydata: certificates.lockedKey('client', 'passphrase-secret'),
          passphrase: 'passphrase-secret',
        },
      }));
  });

  const unusable: [string, unknown, RegExp, (() => TlsConfig)?][] = [
    ['that does not exist', 'gone', /is missing or disabled/],
    ['that is disabled', 'tls', /is missing or disabled/, () => ({ properties: { d: true } })],
    ['that is a node of another type', 'out', /is missing or disabled/],
    ['that is no id', 5, /is missing or disabled/],
    ['that is no text', { id: 'tls' }, /is missing or disabled/, () => ({})],
    ['that could not be made', 'tls', /is missing or disabled/, () => ({ properties: { cert: null } })],
    [
      'whose CA’s file is missing',
      'tls',
      /certificate or key that cannot be read/,
      () => ({ properties: { ca: '/not/there.pem' } }),
    ],
    [
      'whose certificate’s file is missing',
      'tls',
      /certificate or key that cannot be read/,
      () => ({ properties: { cert: '/not/there.pem', key: certificates.files('client').key } }),
    ],
    [
      'with a certificate without its key',
      'tls',
      /certificate or key that cannot be read/,
      () => ({ properties: { cert: certificates.files('client').cert } }),
    ],
    [
      'with an uploaded key without its certificate',
      'tls',
      /certificate or key that cannot be read/,
      () => ({ secrets: { keydata: certificates.read('client').key } }),
    ],
    ['with a CA that is none', 'tls', /CA cannot be read/, () => ({ secrets: { cadata: 'nonsense' } })],
    [
      'with a CA’s file that is empty',
      'tls',
      /CA cannot be read/,
      () => ({ properties: { ca: file('empty.pem', '') } }),
    ],
    [
      'with a CA that is cut off',
      'tls',
      /CA cannot be read/,
      () => ({ secrets: { cadata: identity.cert.slice(0, 200) } }),
    ],
    [
      'with a certificate that is none',
      'tls',
      /CA cannot be read/,
      () => ({ secrets: { certdata: 'nonsense', keydata: certificates.read('client').key } }),
    ],
    [
      'with a key that is none',
      'tls',
      /CA cannot be read/,
      () => ({ secrets: { certdata: certificates.read('client').cert, keydata: 'nonsense' } }),
    ],
    [
      'with a key of another certificate',
      'tls',
      /key values mismatch/,
      () => ({
        secrets: { certdata: certificates.read('client').cert, keydata: certificates.read('other').key },
      }),
    ],
    [
      'with a wrong passphrase',
      'tls',
      /CA cannot be read/,
      () => ({ secrets: { ...lockedClient(), passphrase: 'another-secret' } }),
    ],
    ['without the key’s passphrase', 'tls', /CA cannot be read/, () => ({ secrets: lockedClient() })],
  ];
  describe('is never left out with a TLS configuration', () => {
    for (const [what, tls, reason, config] of unusable) {
      it(what, async () => {
        await start(tls, config?.());
        const said = await new StatusWatch('live').until('red', 'dot');
        assert.match(said, reason);
        assert.doesNotMatch(said, /secret/);
        getNode('catalog').receive({ payload: 1 });
        assert.match(await new StatusWatch('catalog').until('red', 'dot'), reason);
        assert.equal(relay.accepted, 0);
      });
    }
  });

  function lockedClient(): { certdata: string; keydata: string } {
    return {
      certdata: certificates.read('client').cert,
      keydata: certificates.lockedKey('client', 'passphrase-secret'),
    };
  }

  function file(name: string, text: string): string {
    const made = path.join(certificates.folder, name);
    writeFileSync(made, text);
    return made;
  }
});
