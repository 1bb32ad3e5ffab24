import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Simulator } from 'node-red-contrib-activelogic/simulator';
import type { ApplianceDraft, TlsDraft } from '../../nodes/admin/api';
import { AdminClient } from '../support/admin-client';
import { Certificates } from '../support/certificates';
import { draft } from '../support/drafts';
import { ROOT } from '../support/root';
import { ScriptedSystem } from '../support/scripted-system';
import { SecuredNodeRed } from '../support/secured-node-red';

const VIEW = { distributions: [{ name: 'Service' }], filters: [], expand: true };
const VARIABLE = { mode: 'exclude', name: 'Service', values: ['${NR_NODE_ID}'] };

/** Who may what. */
const USERS = {
  nobody: ['activelogic-appliance.none'],
  other: ['flows.read', 'flows.write', 'nodes.read', 'nodes.write', 'settings.read', 'settings.write'],
  reader: ['activelogic-appliance.read'],
  viewer: ['read'],
  penman: ['activelogic-appliance.write'],
  writer: ['activelogic-appliance.write', 'read'],
  deployer: ['activelogic-appliance.write', 'read', 'flows.write'],
  owner: '*',
};
type User = keyof typeof USERS;

const READERS: readonly User[] = ['reader', 'viewer', 'writer', 'deployer', 'owner'];
const WRITERS: readonly User[] = ['penman', 'writer', 'deployer', 'owner'];

/** Every endpoint that the package has, and whom it answers; all others hear 401. */
const ENDPOINTS: Readonly<Record<string, readonly User[]>> = {
  'get /activelogic-appliance/:id/catalog': READERS,
  'get /activelogic-appliance/codecs': READERS,
  'post /activelogic-appliance/:id/preview': READERS,
  'post /activelogic-appliance/test': WRITERS,
  'post /activelogic-appliance/preview': WRITERS,
};

/** What the sets register when Node-RED loads them, as method and path. */
function registeredRoutes(): string[] {
  const routes: string[] = [];
  const app = new Proxy(
    {},
    {
      get:
        (_app, method) =>
        (path: unknown): void => {
          routes.push(`${String(method)} ${String(path)}`);
        },
    },
  );
  const RED = {
    nodes: { registerType: () => undefined },
    auth: { needsPermission: () => () => undefined },
    httpAdmin: app,
    httpNode: app,
  };
  const { 'node-red': declared } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    'node-red': { nodes: Record<string, string> };
  };
  for (const file of Object.values(declared.nodes)) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a set is a CommonJS function
    const set = require(path.join(ROOT, file)) as (RED: object) => void;
    set(RED);
  }
  return routes;
}

describe('the permissions of the admin endpoints', function () {
  this.timeout(90_000);

  const certificates = new Certificates();
  let nodeRed: SecuredNodeRed;
  /** The same, unless it could not be started. */
  let started: SecuredNodeRed | undefined;
  let simulator: Simulator;
  /** Where nothing that is stored may arrive. */
  let elsewhere: ScriptedSystem;
  let secure: Simulator;

  before(async () => {
    const credentials = { user: 'operator', password: 'st0red' };
    simulator = new Simulator({ port: 0, interval: 0, hosts: 5, services: 3, credentials });
    const tls = certificates.selfSigned('gw', 'IP:127.0.0.1');
    secure = new Simulator({ port: 0, interval: 0, hosts: 5, services: 3, credentials, tls });
    elsewhere = await ScriptedSystem.start();
    elsewhere.onPeer = (peer) => {
      peer.catalog();
    };
    await simulator.start();
    await secure.start();
    nodeRed = started = await SecuredNodeRed.start(USERS, '/admin');
    const stored = { username: 'operator', password: 'st0red' };
    const type = 'activelogic-appliance';
    const paths = { cert: '', key: '', ca: '' };
    await nodeRed.deploy('owner', [
      { id: 'tab', type: 'tab', label: '' },
      { id: 'box', type, name: '', url: simulator.url, auth: 'basic', credentials: stored },
      { id: 'safe', type, name: '', url: secure.url, tls: 'tls', auth: 'basic', credentials: stored },
      { id: 'tls', type: 'tls-config', ...paths, verifyservercert: true, credentials: { cadata: tls.cert } },
      { id: 'lax', type: 'tls-config', ...paths, verifyservercert: false, credentials: {} },
      {
        id: 'keys',
        type: 'tls-config',
        ...paths,
        verifyservercert: false,
        credentials: { certdata: tls.cert, keydata: tls.key },
      },
      {
        id: 'live',
        type: 'activelogic-liveview',
        z: 'tab',
        x: 0,
        y: 0,
        name: '',
        appliance: 'box',
        ...VIEW,
        filters: [VARIABLE],
        autostart: false,
        wires: [[]],
      },
    ]);
  });

  after(async () => {
    await started?.stop();
    await simulator.stop();
    await secure.stop();
    await elsewhere.stop();
    certificates.remove();
  });

  async function test(user: User, properties: Partial<ApplianceDraft>): Promise<number> {
    const { status, text } = await nodeRed.as(user).post('test', {
      appliance: draft({ id: 'box', auth: 'basic', ...properties }),
    });
    assert.doesNotMatch(text, /st0red/);
    if (status === 200) assert.match(text, /^{"catalog"/);
    else assert.equal(text, '');
    return status;
  }

  async function preview(user: User, path: string, body: object): Promise<number> {
    const stream = await nodeRed.as(user).preview(path, body);
    const status = stream.response.statusCode ?? 0;
    if (status === 200) await stream.update(1);
    stream.abort();
    return status;
  }

  it('are known of every endpoint that there is', () => {
    assert.deepEqual(registeredRoutes().sort(), Object.keys(ENDPOINTS).sort());
  });

  /** A request that would be answered, made when everything runs; nothing of it needs another permission. */
  async function ask(endpoint: string, client: AdminClient): Promise<number> {
    const [method, path = ''] = endpoint.split(' ');
    const below = path.replace('/activelogic-appliance/', '').replace(':id', 'box');
    if (method === 'get') return (await client.get(below)).status;
    const appliance = draft({ id: 'box', auth: 'basic', url: simulator.url });
    const stream = await client.preview(below, { view: VIEW, appliance });
    const status = stream.response.statusCode ?? 0;
    if (status === 200 && below.endsWith('preview')) await stream.update(1);
    stream.abort();
    return status;
  }

  for (const [endpoint, allowed] of Object.entries(ENDPOINTS)) {
    it(`keep those out of ${endpoint} who have not logged in, or with a token that is none`, async () => {
      assert.equal(await ask(endpoint, nodeRed.as()), 401);
      const stranger = new AdminClient(new URL('activelogic-appliance/', nodeRed.url).href, 'no-such-token');
      assert.equal(await ask(endpoint, stranger), 401);
    });

    for (const user of Object.keys(USERS) as User[]) {
      const status = allowed.includes(user) ? 200 : 401;
      it(`say ${status} to ${user} at ${endpoint}`, async () => {
        const before = simulator.upgradeCount;
        assert.equal(await ask(endpoint, nodeRed.as(user)), status);
        if (status === 401) assert.equal(simulator.upgradeCount, before);
      });
    }
  }

  /** Requests that need the permission to deploy besides, made when everything runs. */
  const deploying: [string, () => Partial<ApplianceDraft>][] = [
    ['a stored password to another host', () => ({ url: elsewhere.url })],
    [
      'a stored password beside a typed user',
      () => ({ url: elsewhere.url, credentials: { username: 'me' } }),
    ],
    ['a stored user to another host', () => ({ url: elsewhere.url, credentials: { password: 'mine' } })],
    ['a stored password with other trust', () => ({ id: 'safe', url: secure.url, tls: 'lax' })],
    [
      'a stored password with trust that is typed',
      () => ({ id: 'safe', url: secure.url, tls: tlsDraft({ verifyservercert: false }) }),
    ],
    ['a variable in a URL', () => ({ url: `${elsewhere.url}?\${PATH}`, auth: 'none' })],
    [
      'a variable as a password',
      () => ({
        url: elsewhere.url,
        credentials: { username: '${PATH}', password: 'mine' },
      }),
    ],
    ['a file', () => ({ ...typed(), url: secure.url, tls: tlsDraft({ ca: certificates.files('gw').cert }) })],
    [
      'a stored key',
      () => ({ ...typed(), url: secure.url, tls: tlsDraft({ id: 'keys', verifyservercert: false }) }),
    ],
  ];
  for (const [what, properties] of deploying) {
    it(`let nobody send ${what} but who may deploy`, async () => {
      const before = elsewhere.peers.length;
      assert.equal(await test('writer', properties()), 401);
      const appliance = draft({ id: 'box', auth: 'basic', ...properties() });
      const { status } = await nodeRed.as('writer').post('preview', { view: VIEW, appliance });
      assert.equal(status, 401);
      assert.equal(elsewhere.peers.length, before);
      assert.equal(await test('deployer', properties()), 200);
    });
  }

  it('hold nothing back that goes where it goes already', async () => {
    assert.equal(await test('writer', { id: 'safe', url: secure.url, tls: 'tls' }), 200);
    assert.equal(await test('writer', { ...typed(), url: secure.url, tls: 'lax' }), 200);
    assert.equal(
      await test('writer', { url: elsewhere.url, credentials: { username: '', password: '' } }),
      200,
    );
    assert.equal(await test('writer', { url: elsewhere.url, auth: 'none' }), 200);
  });

  it('say what is wrong with a URL that is none', async () => {
    const appliance = draft({ id: 'box', auth: 'basic', url: 'http://elsewhere' });
    const { status, text } = await nodeRed.as('writer').post('test', { appliance });
    assert.equal(status, 200);
    assert.match(text, /errors\.invalid-url/);
  });

  it('let nobody see a variable in a view but who may deploy, or whose flows have it there', async () => {
    const other = { ...VIEW, filters: [{ ...VARIABLE, values: ['${PATH}'] }] };
    assert.equal(await preview('reader', 'box/preview', { view: other, node: 'live' }), 401);
    assert.equal(await preview('deployer', 'box/preview', { view: other, node: 'live' }), 200);
    const own = { ...VIEW, filters: [VARIABLE] };
    assert.equal(await preview('reader', 'box/preview', { view: own }), 401);
    assert.equal(await preview('reader', 'box/preview', { view: own, node: 'box' }), 401);
    assert.equal(await preview('reader', 'box/preview', { view: own, node: 'live' }), 200);
  });

  function typed(): Partial<ApplianceDraft> {
    return { credentials: { username: 'operator', password: 'st0red' } };
  }

  function tlsDraft(properties: Partial<TlsDraft>): TlsDraft {
    return { id: 'none', cert: '', key: '', ca: '', verifyservercert: true, credentials: {}, ...properties };
  }
});
