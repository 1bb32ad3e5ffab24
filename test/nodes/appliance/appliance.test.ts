import assert from 'node:assert/strict';
import { once } from 'node:events';
import type net from 'node:net';
import { inspect } from 'node:util';
import type { Node } from 'node-red';
import { Simulator, type SimulatorOptions } from '../../../tools/simulator';
import { Certificates } from '../../support/certificates';
import { HttpProxy } from '../../support/http-proxy';
import { complaints, type FlowNode, getNode, load, Sink, StatusWatch, unload } from '../../support/node-red';

describe('activelogic-appliance', () => {
  let simulator: Simulator | undefined;
  afterEach(async () => {
    await unload();
    await simulator?.stop();
    simulator = undefined;
    for (const name of ['ACTIVELOGIC_HOST', 'ACTIVELOGIC_BEAT', 'ws_proxy', 'http_proxy', 'no_proxy'])
      Reflect.deleteProperty(process.env, name);
  });

  async function serve(options: SimulatorOptions = {}): Promise<string> {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 5, services: 2, ...options });
    return simulator.start();
  }

  function flow(appliance: object, ...more: FlowNode[]): FlowNode[] {
    return [
      { id: 'tab', type: 'tab' },
      { id: 'box', type: 'activelogic-appliance', name: '', ...appliance },
      {
        id: 'live',
        type: 'activelogic-liveview',
        z: 'tab',
        appliance: 'box',
        distributions: [{ name: 'Service' }],
        wires: [['out']],
      },
      { id: 'out', type: 'helper', z: 'tab', wires: [] },
      ...more,
    ];
  }

  async function delivers(appliance: object, credentials?: object, ...more: FlowNode[]): Promise<string> {
    await load(flow(appliance, ...more), credentials ? { box: credentials } : {});
    return (await new Sink('out').message(0)).liveview.appliance;
  }

  async function fails(appliance: object, credentials?: object, ...more: FlowNode[]): Promise<string> {
    await load(flow(appliance, ...more), credentials ? { box: credentials } : {});
    return new StatusWatch('live').until('red', 'dot');
  }

  it('is named after its host if it has no name', async () => {
    const url = await serve();
    assert.equal(await delivers({ url }), new URL(url).host);
  });

  it('is named after the host that a variable stands for', async () => {
    const url = new URL(await serve());
    process.env.ACTIVELOGIC_HOST = url.host;
    assert.equal(await delivers({ url: 'ws://${ACTIVELOGIC_HOST}/view?a=b' }), url.host);
  });

  for (const [url, value] of [
    ['ws://user:hidden@__HOST__/view', '-'],
    ['ws://user@__HOST__/view', '-'],
    ['ws://:hidden@__HOST__/view', '-'],
    ['ws://${ACTIVELOGIC_HOST}/view', 'user:hidden@__HOST__'],
    ['${ACTIVELOGIC_HOST}', 'ws://user:hidden@__HOST__/view'],
    ['ws://user:${ACTIVELOGIC_HOST}@__HOST__/view', 'hidden'],
  ] as const) {
    it(`refuses a URL with a user name or password: ${url} with ${value} as the variable`, async () => {
      const { host } = new URL(await serve());
      process.env.ACTIVELOGIC_HOST = value.replace('__HOST__', host);
      const said = await fails({ url: url.replace('__HOST__', host) });
      assert.equal(
        said,
        `refused: The URL of ${host} contains a user name or password; they belong in the credentials`,
      );
      assert.doesNotMatch(complaints().join('\n'), /hidden/);
      assert.equal(simulator?.connectionCount, 0);
    });
  }

  it('takes variables as credentials', async () => {
    const url = await serve({ credentials: { user: 'operator', password: 'p:ss' } });
    process.env.ACTIVELOGIC_HOST = 'p:ss';
    await delivers({ url, auth: 'basic' }, { username: 'operator', password: '${ACTIVELOGIC_HOST}' });
  });

  it('needs no TLS configuration for ws://, so it ignores a missing one', async () => {
    await delivers({ url: await serve(), tls: 'gone' });
  });

  it('takes ${VAR} inside the URL and for numbers', async () => {
    const url = new URL(await serve());
    process.env.ACTIVELOGIC_HOST = url.host;
    process.env.ACTIVELOGIC_BEAT = '5';
    await delivers({ url: 'ws://${ACTIVELOGIC_HOST}/view', heartbeat: '${ACTIVELOGIC_BEAT}' });
  });

  it('sends basic credentials', async () => {
    const url = await serve({ credentials: { user: 'operator', password: 'p:ss' } });
    await delivers({ url, auth: 'basic' }, { username: 'operator', password: 'p:ss' });
  });

  it('shows no secret when inspected, but keeps its credentials where all nodes do', async () => {
    const url = await serve({ credentials: { user: 'operator', password: 'p:ss' } });
    await delivers({ url, auth: 'basic' }, { username: 'operator', password: 'p:ss' });
    const header = Buffer.from('operator:p:ss').toString('base64');
    for (const id of ['box', 'live']) {
      const { credentials, ...rest } = getNode(id) as Partial<Node<{ username?: string }>>;
      assert.equal(credentials?.username, id === 'box' ? 'operator' : undefined);
      const shown = inspect(rest, { depth: Infinity });
      for (const secret of ['operator', 'p:ss', header]) assert(!shown.includes(secret), secret);
    }
  });

  it('sends a bearer token', async () => {
    const url = await serve({ credentials: { token: 'abc' } });
    await delivers({ url, auth: 'bearer' }, { token: 'abc' });
  });

  it('shows that credentials are refused', async () => {
    const url = await serve({ credentials: { token: 'abc' } });
    assert.match(await fails({ url, auth: 'bearer' }, { token: 'wrong' }), /credentials \(401\)/);
  });

  const wrong: [object, RegExp][] = [
    [{ url: 'http://localhost' }, /The URL http:\/\/localhost is not/],
    [{ url: 'http://user:secret@localhost' }, /The URL http:\/\/\*\*\*@localhost is not/],
    [{}, /URL must be text, but is undefined/],
    [{ url: null }, /URL must be text, but is null/],
    [
      { url: 'ws://localhost', auth: 'digest' },
      /Credentials must be one of none, basic, bearer, but is "digest"/,
    ],
    [{ url: 'ws://${NOT_SET}/view' }, /URL: the variable NOT_SET is not set/],
    [
      { url: 'ws://localhost', heartbeat: 'often' },
      /Ping every must be a number of at least 0, but is "often"/,
    ],
    [
      { url: 'ws://localhost', staleAfter: -1 },
      /Expect an update within must be a number of at least 0, but is -1/,
    ],
    [
      { url: 'ws://localhost', reconnectMin: 5, reconnectMax: '2' },
      /Later reconnects within must be a number of at least 5, but is "2"/,
    ],
    [{ url: 'ws://localhost', maxPayload: 0 }, /Largest frame must be/],
    [{ url: 'wss://localhost', tls: 'gone' }, /TLS configuration is missing/],
  ];
  for (const [appliance, expected] of wrong) {
    it(`says what is wrong with ${JSON.stringify(appliance)}`, async () => {
      assert.match(await fails(appliance), expected);
    });
  }

  it('logs one warning when the appliance is lost and one info line when it is back', async () => {
    const url = await serve();
    await load(flow({ url, reconnectMin: 0.02, reconnectMax: 0.02 }));
    const node = getNode('box');
    const log: string[] = [];
    const back = new Promise<void>((resolve) => {
      node.warn = (text: unknown) => void log.push(`warn ${String(text)}`);
      node.log = (text: unknown) => {
        log.push(`log ${String(text)}`);
        resolve();
      };
    });
    await new Sink('out').message(0);
    simulator?.refuse(503);
    simulator?.terminateAll();
    // Many attempts, one warning.
    await simulator?.waitForUpgrades(6);
    simulator?.accept();
    await back;
    assert.equal(log.length, 2, log.join('\n'));
    assert.match(log[0] ?? '', /^warn .*lost/);
    assert.match(log[1] ?? '', /^log .*is back/);
  });

  describe('with TLS', () => {
    const certificates = new Certificates();
    after(() => {
      certificates.remove();
    });

    function tlsNode(more: object): FlowNode {
      return { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true, ...more };
    }

    it('trusts the CA of the core tls-config node', async () => {
      const identity = certificates.selfSigned('localhost');
      const url = (await serve({ tls: identity })).replace('127.0.0.1', 'localhost');
      await delivers({ url, tls: 'tls' }, undefined, tlsNode({ ca: certificates.files('localhost').cert }));
    });

    it('is refused without it, with the reason in the status', async () => {
      const url = (await serve({ tls: certificates.selfSigned('localhost') })).replace(
        '127.0.0.1',
        'localhost',
      );
      await load(flow({ url }));
      assert.match(await new StatusWatch('live').until('red', 'ring'), /TLS .* self-signed certificate/);
    });

    it('respects the choice not to verify', async () => {
      const url = await serve({ tls: certificates.selfSigned('other.example') });
      await delivers({ url, tls: 'tls' }, undefined, tlsNode({ verifyservercert: false }));
    });
  });

  describe('with a proxy in the environment', () => {
    let proxy: HttpProxy;

    beforeEach(async () => {
      proxy = await HttpProxy.start();
    });
    afterEach(() => {
      proxy.stop();
    });

    for (const name of ['ws_proxy', 'http_proxy']) {
      it(`goes through ${name}`, async () => {
        process.env[name] = proxy.url();
        const url = await serve();
        await delivers({ url });
        assert.deepEqual(
          proxy.asked.map(({ target }) => target),
          [new URL(url).host],
        );
      });
    }

    it('leaves no connection open to a proxy that does not answer', async () => {
      const silent = new Set<net.Socket>();
      const all = new Set<net.Socket>();
      const given = new Promise<void>((resolve) => {
        let count = 0;
        proxy.server.removeAllListeners('connect').on('connect', (_request, socket: net.Socket) => {
          silent.add(socket);
          all.add(socket);
          socket.on('error', () => undefined).on('end', () => silent.delete(socket));
          socket.resume();
          if (++count === 4) resolve();
        });
      });
      process.env.http_proxy = proxy.url();
      await load(
        flow({ url: await serve(), handshakeTimeout: 0.05, reconnectMin: 0.02, reconnectMax: 0.02 }),
      );
      await given;
      await unload();
      // Each socket ends from the other side. A leftover socket makes the test time out here.
      await Promise.all([...silent].map((socket) => once(socket, 'end')));
      for (const socket of all) socket.destroy();
    });

    it('bypasses the proxy where no_proxy names the host', async () => {
      process.env.http_proxy = proxy.url();
      process.env.no_proxy = '127.0.0.1';
      await delivers({ url: await serve() });
      assert.deepEqual(proxy.asked, []);
    });
  });
});
