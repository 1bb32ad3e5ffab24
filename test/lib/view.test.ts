import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import {
  type Item,
  type TlsOptions,
  View,
  ViewDistribution,
  ViewExcludeFilter,
  ViewIncludeFilter,
} from '../../lib';
import { Simulator } from '../../tools/simulator';
import { Certificates } from '../support/certificates';
import { ScriptedSystem } from '../support/scripted-system';

const root = `${__dirname}/../..`;

describe('the View of the vendor’s API', () => {
  let simulator: Simulator;
  let url: string;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 20, services: 4 });
    url = await simulator.start();
  });
  afterEach(() => simulator.stop());

  it('waits for updates until it is closed', async () => {
    const view = new View(url).addDistributions(
      new ViewDistribution('Local Host'),
      new ViewDistribution('Service'),
    );
    assert.equal(view.connected(), false);
    await view.connect();
    assert.equal(view.connected(), true);
    const seen: Item[][] = [];
    while (view.connected()) {
      seen.push(await view.waitForUpdate());
      if (seen.length === 3) await view.close();
      else simulator.tick();
    }
    assert.equal(seen.length, 3);
    assert.equal(seen[0]?.length, 20);
    assert.deepEqual(Object.keys(seen[0][0] ?? {}).slice(0, 3), ['name', 'inbound', 'outbound']);
    assert.equal(seen[0][0]?.children, undefined, 'child items only when asked for');
    await simulator.waitForConnections(0);
  });

  it('accepts no more levels than a view can have, all of a call or none', async () => {
    const level = new ViewDistribution('Service');
    const view = new View(url).addDistributions(...Array<ViewDistribution>(31).fill(level));
    assert.throws(() => view.addDistributions(level, level), {
      code: 'too-many-distributions',
      message: 'distributions[32] is too many: a view has at most 32 distributions',
    });
    await view.addDistributions(level).connect();
    await simulator.waitForViews(1);
    assert.equal(simulator.openViews()[0]?.distributions.length, 32);
    await view.close();
  });

  it('requests what was added to it', async () => {
    const view = new View(url)
      .addColumns('name', 'inbound_bps')
      .addColumns('in_shapingdrops', 'inbound_bps')
      .addDistributions(new ViewDistribution('Local Host'), new ViewDistribution('Service'))
      .addFilters(new ViewIncludeFilter('Session Context', ['Gold', 'Silver', 'Bronze'], 'S1/plan'))
      .addFilters(new ViewExcludeFilter('Flags', true, 'ASYMMETRIC'))
      .expandByDefault(true);
    await view.connect();
    await simulator.waitForViews(1);
    assert.deepEqual(simulator.openViews(), [
      {
        columns: ['name', 'inbound_bps', 'in_shapingdrops'],
        distributions: [{ name: 'Local Host' }, { name: 'Service' }],
        filters: [
          { mode: 'include', name: 'Session Context', values: ['Gold', 'Silver', 'Bronze'], arg: 'S1/plan' },
          { mode: 'exclude', name: 'Flags', values: [true], arg: 'ASYMMETRIC' },
        ],
        expand: true,
      },
    ]);
    const [item] = await view.waitForUpdate();
    assert.deepEqual(Object.keys(item ?? {}), ['name', 'inbound_bps', 'in_shapingdrops', 'children']);
    assert.equal(view.fields().inbound_bps?.unit, 'bit/s');
    await view.close();
  });

  it('lists what the appliance presents', async () => {
    const view = new View(url).addDistributions(new ViewDistribution('Service'));
    assert.throws(() => view.filters(), { code: 'not-connected' });
    await view.connect();
    assert(view.filters().some(({ name }) => name === 'Host'));
    assert(view.distributions().some(({ name }) => name === 'Local Host'));
    assert.deepEqual(view.services(), simulator.catalog.services);
    await view.close();
  });

  it('is an async iterable; leaving the loop closes it', async () => {
    const view = new View(url).addDistributions(new ViewDistribution('Service'));
    await view.connect();
    let updates = 0;
    for await (const items of view) {
      assert.equal(items.length, 4);
      if (++updates === 2) break;
      simulator.tick();
    }
    assert.equal(view.connected(), false);
    await simulator.waitForConnections(0);
  });

  it('ends the iteration when it is closed from elsewhere', async () => {
    const view = new View(url).addDistributions(new ViewDistribution('Service'));
    await view.connect();
    for await (const items of view) {
      assert.equal(items.length, 4);
      void view.close();
    }
    await assert.rejects(view.waitForUpdate(), { code: 'closed' });
  });

  it('throws out of the iteration when the connection ends', async () => {
    const view = new View(url).addDistributions(new ViewDistribution('Service'));
    await view.connect();
    await assert.rejects(
      async () => {
        for await (const items of view) {
          assert.equal(items.length, 4);
          simulator.disconnectAll(1011);
        }
      },
      { code: 'ended' },
    );
  });

  it('gives a slow reader only the newest update', async () => {
    const system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
    };
    const view = new View(system.url).addDistributions(new ViewDistribution('Service'));
    await view.connect();
    const peer = await system.peer(0);
    for (const name of ['first', 'second', 'third']) peer.update([[name, 1, 1]]);
    // The pong comes after everything that was sent before it has been read.
    peer.socket.ping();
    await once(peer.socket, 'pong');
    assert.equal((await view.waitForUpdate())[0]?.name, 'third');
    const next = view.waitForUpdate();
    peer.update([['fourth', 1, 1]]);
    assert.equal((await next)[0]?.name, 'fourth');
    await view.close();
    await system.stop();
  });

  it('says why it could not connect', async () => {
    await assert.rejects(new View(url).connect(), { code: 'no-distribution' });
    const wrongPath = new View(`${url}/nothing`).addDistributions(new ViewDistribution('Service'));
    await assert.rejects(wrongPath.connect(), { code: 'wrong-path' });
    assert.throws(() => new View('http://appliance.example'), { code: 'invalid-url' });
    const view = new View(url).addDistributions(new ViewDistribution('Service'));
    await view.connect();
    await assert.rejects(view.connect(), { code: 'already-connected' });
    await view.close();
  });

  it('says why the appliance refused the view', async () => {
    const view = new View(url).addDistributions(new ViewDistribution('Nonsense'));
    await view.connect();
    await assert.rejects(view.waitForUpdate(), { code: 'view-refused', message: /Nonsense/ });
    assert.equal(view.connected(), false);
  });

  it('gives up connecting when it is closed', async () => {
    const system = await ScriptedSystem.start();
    system.upgrade = () => undefined;
    const view = new View(system.url).addDistributions(new ViewDistribution('Service'));
    const connecting = assert.rejects(view.connect(), { code: 'closed' });
    await view.close();
    await connecting;
    await system.stop();
  });

  it('checks names and values where they are given', () => {
    assert.throws(() => new ViewDistribution(' '), { code: 'invalid-name' });
    assert.throws(() => new ViewIncludeFilter('Host', []), { code: 'no-filter-values' });
    assert.throws(() => new View(url).addColumns('name', ''), { message: /columns\[1\]/ });
  });
});

describe('TLS', () => {
  const certificates = new Certificates();
  let simulator: Simulator | undefined;
  after(() => {
    certificates.remove();
  });
  afterEach(() => simulator?.stop());

  async function serve(tls: { cert: string; key: string }): Promise<string> {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 5, services: 2, tls });
    return (await simulator.start()).replace('127.0.0.1', 'localhost');
  }

  function open(url: string, tls?: TlsOptions | true): View {
    return new View(url, tls).addDistributions(new ViewDistribution('Service'));
  }

  it('trusts a self-signed certificate that you give as the CA', async () => {
    const identity = certificates.selfSigned('localhost');
    const view = open(await serve(identity), { ca: identity.cert });
    await view.connect();
    assert.equal((await view.waitForUpdate()).length, 2);
    await view.close();
  });

  it('refuses a self-signed certificate that nothing confirms', async () => {
    const url = await serve(certificates.selfSigned('localhost'));
    await assert.rejects(open(url).connect(), {
      code: 'tls',
      message: /localhost:\d+ failed: self-signed certificate/,
    });
    await assert.rejects(open(url, true).connect(), { code: 'tls' });
  });

  it('refuses another CA than the certificate’s', async () => {
    const url = await serve(certificates.selfSigned('localhost'));
    const other = certificates.selfSigned('other.example');
    await assert.rejects(open(url, { ca: other.cert }).connect(), { code: 'tls' });
  });

  it('refuses a certificate for another name, and names both', async () => {
    const identity = certificates.selfSigned('other.example');
    const url = await serve(identity);
    await assert.rejects(open(url, { ca: identity.cert }).connect(), {
      code: 'tls',
      message: /localhost.*other\.example/s,
    });
    const named = open(url, { ca: identity.cert, servername: 'other.example' });
    await named.connect();
    await named.close();
  });

  it('says that the other side does not speak TLS', async () => {
    simulator = new Simulator({ port: 0, interval: 0 });
    const url = await simulator.start();
    await assert.rejects(open(url.replace('ws:', 'wss:')).connect(), { code: 'tls' });
  });

  describe('with the CAs that the machine trusts', () => {
    const program = `
      const { View, ViewDistribution } = require('./lib');
      const view = new View(process.argv[1], true).addDistributions(new ViewDistribution('Service'));
      view.connect().then(() => view.waitForUpdate()).then(
        (items) => { console.log(items.length); return view.close(); },
        (error) => console.log(error.code),
      );`;

    async function run(url: string, env: NodeJS.ProcessEnv): Promise<string> {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--require', 'tsx/cjs', '-e', program, url],
        {
          cwd: root,
          env: { ...process.env, ...env },
        },
      );
      return stdout.trim();
    }

    it('accepts a certificate of such a CA, and refuses it without', async () => {
      certificates.selfSigned('ca.example');
      const url = await serve(certificates.signed('localhost', 'ca.example', 'DNS:localhost'));
      assert.equal(await run(url, { NODE_EXTRA_CA_CERTS: certificates.files('ca.example').cert }), '2');
      assert.equal(await run(url, {}), 'tls');
    });
  });
});
