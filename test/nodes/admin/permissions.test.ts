import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Simulator } from '../../../tools/simulator';
import { AdminClient } from '../../support/admin-client';
import { draft } from '../../support/drafts';
import { ROOT } from '../../support/root';
import { SecuredNodeRed } from '../../support/secured-node-red';

const VIEW = { distributions: [{ name: 'Service' }], filters: [], expand: true };

/** The users, and what each may do. */
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

/** Every endpoint of the package, and the users that it answers. All others get 401. */
const ENDPOINTS: Readonly<Record<string, readonly User[]>> = {
  'get /activelogic-appliance/:id/catalog': READERS,
  'get /activelogic-appliance/codecs': READERS,
  'post /activelogic-appliance/:id/preview': READERS,
  'post /activelogic-appliance/test': WRITERS,
  'post /activelogic-appliance/preview': WRITERS,
};

/** The routes that the sets register when Node-RED loads them, as method and path. */
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

  let nodeRed: SecuredNodeRed;
  /** The same server; undefined if it failed to start. */
  let started: SecuredNodeRed | undefined;
  let simulator: Simulator;

  before(async () => {
    const credentials = { user: 'operator', password: 'st0red' };
    simulator = new Simulator({ port: 0, interval: 0, hosts: 5, services: 3, credentials });
    await simulator.start();
    nodeRed = started = await SecuredNodeRed.start(USERS, '/admin');
    const stored = { username: 'operator', password: 'st0red' };
    const type = 'activelogic-appliance';
    await nodeRed.deploy('owner', [
      { id: 'box', type, name: '', url: simulator.url, auth: 'basic', credentials: stored },
    ]);
  });

  after(async () => {
    await started?.stop();
    await simulator.stop();
  });

  it('are listed here for every endpoint', () => {
    assert.deepEqual(registeredRoutes().sort(), Object.keys(ENDPOINTS).sort());
  });

  /** A request that would succeed if everything ran, and that needs no other permission. */
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
    it(`keep anonymous requests and invalid tokens out of ${endpoint}`, async () => {
      assert.equal(await ask(endpoint, nodeRed.as()), 401);
      const stranger = new AdminClient(new URL('activelogic-appliance/', nodeRed.url).href, 'no-such-token');
      assert.equal(await ask(endpoint, stranger), 401);
    });

    for (const user of Object.keys(USERS) as User[]) {
      const status = allowed.includes(user) ? 200 : 401;
      it(`answer ${user} with ${status} at ${endpoint}`, async () => {
        const before = simulator.upgradeCount;
        assert.equal(await ask(endpoint, nodeRed.as(user)), status);
        if (status === 401) assert.equal(simulator.upgradeCount, before);
      });
    }
  }

  it('say what is wrong with an invalid URL', async () => {
    const appliance = draft({ id: 'box', auth: 'basic', url: 'http://elsewhere' });
    const { status, text } = await nodeRed.as('writer').post('test', { appliance });
    assert.equal(status, 200);
    assert.match(text, /errors\.invalid-url/);
  });
});
