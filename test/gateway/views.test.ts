import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Context } from 'mocha';
import fc from 'fast-check';
import { Simulator } from '../../tools/simulator';
import { viewKey } from '../../lib/feed/view-key';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { TestClient } from '../tools/simulator/client';
import { Gateway, runPython } from '../support/gateway';
import { ScriptedSystem } from '../support/scripted-system';

const HOSTS = { distributions: [{ name: 'Local Host' }] };

describe('the gateway: views of the appliance', () => {
  let simulator: Simulator;
  let gateway: Gateway | undefined;
  let clients: TestClient[];

  beforeEach(async () => {
    clients = [];
    simulator = new Simulator({ port: 0, interval: 0, hosts: 300, services: 5 });
    await simulator.start();
  });
  afterEach(async () => {
    for (const { socket } of clients) socket.terminate();
    await gateway?.stop();
    gateway = undefined;
    await simulator.stop();
  });

  async function start(test: Context, ...args: string[]): Promise<void> {
    gateway = await Gateway.start(test, { upstream: simulator.url, args });
  }

  async function client(definition: object, options = {}): Promise<TestClient> {
    const made = new TestClient(gateway?.url ?? '', options);
    clients.push(made);
    await made.catalog();
    made.view(definition);
    return made;
  }

  it('are shared by clients with the same filters and values in any order', async function () {
    await start(this);
    const filters = [
      { mode: 'include', name: 'Service', values: ['HLS', 'TLS'] },
      { mode: 'exclude', name: 'Host', values: ['10.0.0.249'] },
    ];
    const first = await client({ filters });
    const update = await first.update();
    const permuted = [filters[1], { ...filters[0], values: ['TLS', 'HLS', 'TLS'] }];
    const others = await Promise.all([client({ filters }), client({ filters: permuted })]);
    // A new client gets the newest update at once, without a tick: the same update with its age.
    for (const other of others) {
      const { age = NaN, ...same } = await other.update();
      assert(age >= 0 && age <= Date.now() - (update.time ?? NaN) + 1, `${age} ms`);
      assert.deepEqual(same, update);
    }
    assert.deepEqual([simulator.openViews().length, simulator.upgradeCount], [1, 1]);
    simulator.tick();
    const updates = await Promise.all([first, ...others].map((each) => each.update()));
    assert.deepEqual(updates[1], updates[0]);
    assert.deepEqual(updates[2], updates[0]);
    assert.deepEqual(updates[0]?.id, { connection: update.id?.connection, number: 2 });
    assert.equal(updates[0].age, undefined);
    assert((updates[0].time ?? NaN) >= (update.time ?? NaN));
    await (await client({ filters, expand: true })).update();
    assert.equal(simulator.openViews().length, 2);
  });

  it('are the same for the gateway where they are the same for the nodes', function () {
    const value = fc.constantFrom<string | number | boolean>('1', 1, true, 'true', 1.5, -0, 0);
    const name = fc.constantFrom('a', 'b');
    const arg = fc.option(fc.constantFrom('x', '1'), { nil: undefined });
    const view = fc.record({
      columns: fc.option(fc.array(name, { minLength: 1, maxLength: 2 }), { nil: undefined }),
      distributions: fc.array(fc.record({ name, arg }), { minLength: 1, maxLength: 2 }),
      filters: fc.array(
        fc.record({
          mode: fc.constantFrom<'include' | 'exclude'>('include', 'exclude'),
          name,
          values: fc.array(value, { minLength: 1, maxLength: 3 }),
          arg,
        }),
        { maxLength: 2 },
      ),
      expand: fc.boolean(),
    });
    const views = fc.sample(view, { numRuns: 4000, seed: 1 }) as ViewDefinition[];
    const program =
      'import sys; from activelogic_gateway.frames import read_view\n' +
      'for line in sys.stdin: print(read_view(line).key())';
    const lines = views.map((each) => `${JSON.stringify({ type: 'view', ...each })}\n`).join('');
    const keys = runPython(this, program, lines).trimEnd().split('\n');
    assert.equal(keys.length, views.length);
    const nodes = new Map<string, string>();
    for (const [index, each] of views.entries()) {
      const [ours = '', theirs] = [keys[index], viewKey(each)];
      assert.equal(nodes.get(ours) ?? theirs, theirs, 'two views of the nodes have one key');
      nodes.set(ours, theirs);
    }
    assert.equal(new Set(nodes.values()).size, nodes.size, 'one view of the nodes has two keys');
    assert(nodes.size < views.length - 500, 'enough of them are the same');
  });

  it('close after their last client, with a moment for it to come back', async function () {
    await start(this);
    const first = await client(HOSTS);
    await first.update();
    await first.end();
    const again = await client(HOSTS);
    const { id } = await again.update();
    assert.equal(simulator.upgradeCount, 1);
    await again.end();
    await simulator.waitForViews(0);
    const other = await (await client(HOSTS)).update();
    assert.equal(simulator.upgradeCount, 2);
    assert.equal(other.id?.number, 1);
    assert.notEqual(other.id.connection, id?.connection);
  });

  it('do not exceed the limit; a view that waits for its client makes room', async function () {
    await start(this, '--max-views', '1');
    const first = await client({});
    await first.update();
    const second = await client(HOSTS);
    const error = await second.error();
    assert.deepEqual([error.code, error.fatal], ['busy', true]);
    assert.match(error.message, /--max-views/);
    assert.equal(await second.closed, 4429);
    await (await client({})).update();
    for (const each of clients) await each.end();
    // The gateway notices an end a moment after the client.
    for (;;) {
      const other = await client(HOSTS);
      const frame = await other.next();
      if (frame.type === 'update') break;
      assert.equal(await other.closed, 4429);
    }
    await simulator.waitForViews(1);
  });

  it('do not wait for a slow client: it gets the newest update, and nothing piles up', async function () {
    const system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
    };
    gateway = await Gateway.start(this, { upstream: system.url });
    const quick = await client(HOSTS);
    const peer = await system.peer(0);
    await peer.view();
    let sent = 0;
    const publish = async (): Promise<void> => {
      peer.update([['x'.repeat(2 ** 20), ++sent, null]]);
      await quick.update();
    };
    await publish();
    const slow = await client(HOSTS);
    await slow.update();
    slow.socket.pause();
    const begin = memory(gateway.pid);
    while (sent < 60) await publish();
    assert(memory(gateway.pid) - begin < 30e6, `from ${begin} to ${memory(gateway.pid)} bytes`);
    slow.socket.resume();
    let received = 0;
    // The update's number shows which updates are missing. The value counts along with it.
    for (let newest; newest !== sent; received++) {
      const { id, rows } = await slow.update();
      newest = rows[0]?.[1];
      assert.equal(id?.number, newest);
    }
    // The network's buffers hold a few.
    assert(received < 20, `${received} of ${sent}`);
    await publish();
    await slow.update();
    await system.stop();
  });

  it('continue when a client that stopped reading is cut off', async function () {
    this.timeout(20_000);
    await start(this, '--heartbeat', '0.25');
    assert(gateway);
    const definition = { distributions: [{ name: 'Local Host' }, { name: 'Service' }], expand: true };
    const quick = await client(definition);
    const stuck = await client(definition);
    await stuck.update();
    stuck.socket.pause();
    // Send until the network's buffers are full and the limit has passed.
    while (gateway.logged('WARNING', /A client took no frame for 0\.5 s/).length === 0) {
      simulator.tick();
      await quick.update();
    }
    assert.equal(gateway.logged('WARNING', /took no frame/).length, 1);
    await simulator.waitForViews(1);
  });
});

/** The memory of a process, bytes. */
function memory(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
