import assert from 'node:assert/strict';
import type { LiveViewError } from '#lib/errors';
import type { Update } from '#lib/items/update';
import type { ViewDefinition } from '#lib/protocol/frames';
import { createEndpoint, ENDPOINT_DEFAULTS } from '#lib/socket/endpoint';
import { Session } from '#lib/socket/session';
import { manualClock, type ManualClock } from '../support/clock';
import { type Peer, ScriptedSystem } from '../support/scripted-system';
import { Signal } from '../support/signal';

const VIEW: ViewDefinition = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };
const BAD = '{"type":"update","columns":["name","x"],"rows":[["short"]]}';

describe('an update that a session hands out', () => {
  let system: ScriptedSystem;
  let clock: ManualClock;
  let session: Session;
  let peer: Peer;
  let updates: Update[];
  let said: LiveViewError[];
  let failures: LiveViewError[];
  let changes: Signal;

  beforeEach(async () => {
    system = await ScriptedSystem.start();
    clock = manualClock();
    changes = new Signal();
    updates = [];
    said = [];
    failures = [];
    const keep =
      <T>(list: () => T[]) =>
      (entry: T): void => {
        changes.after(() => list().push(entry));
      };
    session = new Session(
      createEndpoint({ ...ENDPOINT_DEFAULTS, heartbeat: 0, url: system.url }),
      VIEW,
      {
        catalog: () => undefined,
        // Nobody wants to see it, yet.
        update: keep(() => updates),
        report: keep(() => said),
        failed: keep(() => failures),
      },
      clock,
    );
    peer = await system.peer(0);
    peer.catalog();
    await peer.view();
    peer.update([['first', 1, 2]]);
    await received(1);
  });

  afterEach(async () => {
    await session.close();
    await system.stop();
    assert.equal(clock.pending(), 0);
  });

  async function received(count: number): Promise<Update> {
    await changes.until(() => updates.length >= count);
    const update = updates[count - 1];
    assert(update);
    return update;
  }

  it('is not looked at before somebody asks; then a bad one is told, once', async () => {
    peer.send(BAD);
    const bad = await received(2);
    assert.deepEqual(said, []);
    const later = bad.again();
    assert.equal(bad.valid, false);
    assert.equal(bad.valid, false);
    assert.equal(later.valid, false);
    assert.throws(() => bad.items(), /invalid/);
    assert.deepEqual(
      said.map(({ code }) => code),
      ['invalid-frame'],
    );
  });

  it('that nobody has asked for is no loss when the next one comes', async () => {
    peer.send(BAD);
    peer.update([['after', 1, 2]]);
    const after = await received(3);
    assert.equal(after.items()[0]?.name, 'after');
    assert.deepEqual(said, []);
  });

  it('but is read then where it may be an error, and that is told', async () => {
    peer.send(
      '{"type":"update","columns":["name"],"rows":[],"type":"error","code":"busy","message":"so busy"}',
    );
    await received(2);
    assert.deepEqual(said, []);
    peer.update([['after', 1, 2]]);
    await received(3);
    assert.deepEqual(
      said.map(({ code, params: { message } }) => [code, message]),
      [['system-error', 'so busy']],
    );
  });

  it('ends the session where it was a fatal error', async () => {
    peer.send(
      '{"type":"update","rows":[],"typ\\u0065":"error","code":"internal","message":"m","fatal":true}',
    );
    assert.equal((await received(2)).valid, false);
    await peer.closed();
    await changes.until(() => failures.length > 0);
    assert.equal(failures[0]?.code, 'system-error');
  });

  it('is looked at once a bad one was found, until there is a good one again', async () => {
    peer.send(BAD);
    assert.equal((await received(2)).valid, false);
    peer.send(BAD);
    peer.update([['good', 1, 2]]);
    assert.equal((await received(3)).items()[0]?.name, 'good');
    peer.socket.terminate();
    await changes.until(() => failures.length > 0);
    assert.deepEqual(
      said.map(({ code, params }) => [code, params.count]),
      [
        ['invalid-frame', undefined],
        ['invalid-frames', 2],
      ],
    );
  });

  it('can be read after the end of the session, which then says nothing more', async () => {
    peer.update([['good', 1, 2]]);
    const good = await received(2);
    peer.send(BAD);
    const bad = await received(3);
    peer.socket.terminate();
    await changes.until(() => failures.length > 0);
    assert.equal(good.items()[0]?.name, 'good');
    assert.equal(bad.valid, false);
    assert.deepEqual(said, []);
  });

  it('keeps no session alive that has only bad ones', async () => {
    peer.send(BAD);
    assert.equal((await received(2)).valid, false);
    clock.tick(ENDPOINT_DEFAULTS.staleAfter * 1000 - 1);
    peer.send(BAD);
    // Answered when the frame before has been received.
    await new Promise<void>((resolve) => {
      peer.socket.once('pong', () => {
        resolve();
      });
      peer.socket.ping();
    });
    clock.tick(10);
    await changes.until(() => failures.length > 0);
    assert.equal(failures[0]?.code, 'no-update');
  });
});
