import assert from 'node:assert/strict';
import { Simulator } from 'node-red-contrib-activelogic/simulator';
import type { ApplianceDraft, TlsDraft } from '../../nodes/admin/api';
import { Certificates } from '../support/certificates';
import { draft } from '../support/drafts';
import { ScriptedSystem } from '../support/scripted-system';
import { SecuredNodeRed } from '../support/secured-node-red';

const VIEW = { distributions: [{ name: 'Service' }], filters: [], expand: true };
const VARIABLE = { mode: 'exclude', name: 'Service', values: ['${NR_NODE_ID}'] };

/** Who may what. */
const USERS = {
  nobody: ['activelogic-appliance.none'],
  reader: ['activelogic-appliance.read'],
  viewer: ['read'],
  writer: ['activelogic-appliance.write', 'read'],
  deployer: ['activelogic-appliance.write', 'read', 'flows.write'],
  owner: '*',
};
type User = keyof typeof USERS;

describe('the permissions of the admin endpoints', function () {
  this.timeout(90_000);

  const certificates = new Certificates();
  let nodeRed: SecuredNodeRed;
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
    nodeRed = await SecuredNodeRed.start(USERS, '/admin');
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
    await nodeRed.stop();
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

  const readers: [User, number][] = [
    ['nobody', 401],
    ['reader', 200],
    ['viewer', 200],
    ['writer', 200],
    ['owner', 200],
  ];
  const writers: [User, number][] = [
    ['nobody', 401],
    ['reader', 401],
    ['viewer', 401],
    ['writer', 200],
    ['owner', 200],
  ];

  it('keep those out who have not logged in', async () => {
    assert.equal((await nodeRed.as().get('box/catalog')).status, 401);
    for (const path of ['test', 'preview', 'box/preview']) {
      assert.equal((await nodeRed.as().post(path, {})).status, 401);
    }
  });

  for (const [user, status] of readers) {
    it(`say ${status} to ${user} who looks at a deployed appliance`, async () => {
      assert.equal((await nodeRed.as(user).get('box/catalog')).status, status);
      assert.equal(await preview(user, 'box/preview', { view: VIEW }), status);
    });
  }

  for (const [user, status] of writers) {
    it(`say ${status} to ${user} who tries an appliance`, async () => {
      assert.equal(await test(user, { url: simulator.url }), status);
      const appliance = draft({ id: 'box', auth: 'basic', url: simulator.url });
      assert.equal(await preview(user, 'preview', { view: VIEW, appliance }), status);
    });
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
