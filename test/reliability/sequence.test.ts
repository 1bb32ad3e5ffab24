import assert from 'node:assert/strict';
import { getNode } from '../support/node-red';
import type { Peer } from '../support/scripted-system';
import { within } from '../support/within';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

/** Another view with the same item names. Only its numbers tell it apart. */
const ANOTHER = { distributions: [{ name: 'Local Host' }, { name: 'Country' }] };

describe('what a node sends', () => {
  let appliance: Appliance;

  applianceForEach((started) => {
    appliance = started;
  });

  function update(peer: Peer, value: number): void {
    peer.update([['Local Host', value, null]]);
  }

  function values(rig: Rig): number[] {
    return rig.messagesOf('live0').map(({ value }) => value);
  }

  function sequences(rig: Rig): number[] {
    return rig.messagesOf('live0').map(({ sequence }) => sequence);
  }

  /** Checks that every number arrived as a message or was counted as skipped. */
  function checkCounted(rig: Rig): void {
    assert.deepEqual(
      sequences(rig),
      sequences(rig).map((_, index) => index + 1),
    );
  }

  it('keeps its count over reconnects, deploys of other nodes and changes of the view', async () => {
    const rig = await Rig.live(appliance, {
      nodes: 1,
      others: [
        { id: 'second', type: 'tab' },
        { id: 'other', type: 'helper', z: 'second', wires: [] },
      ],
    });
    const next = async (what: string): Promise<void> => {
      const { messages } = rig;
      appliance.publish();
      await rig.until(what, () => rig.messages > messages);
    };
    for (let round = 1; round <= 5; round++) {
      await rig.lose();
      const { messages } = rig;
      await rig.clock.advance(TIMES.min);
      await rig.until('its return', () => rig.messages > messages);
      await rig.clock.advance(1000);
      for (const type of ['nodes', 'flows'] as const) {
        const name = `${type} ${round}`;
        await rig.deploy(type, (node) => (node.id === 'other' ? { ...node, name } : node));
        await next('an update after a deploy');
      }
      for (const message of [{ view: ANOTHER }, { action: 'open' }]) {
        const before = rig.messages;
        getNode('live0').receive(message);
        await rig.until('the other view', () => rig.messages > before);
        await next('an update of the other view');
      }
      // Stay connected for a while, so that the backoff starts again and the next return comes early.
      await rig.clock.advance(10_000);
    }
    checkCounted(rig);
    const sequence = sequences(rig);
    assert(sequence.length > 30);
    const lives = new Set(rig.messagesOf('live0').map(({ life }) => life));
    assert.equal(lives.size, 1);
    await rig.close();
  });

  it('has nothing of a replaced view, from the first update of the new one on', async () => {
    const rig = await Rig.live(appliance, { nodes: 1 });
    const [old] = appliance.peers;
    assert(old);
    appliance.accept((peer) => {
      peer.catalog();
      void peer.view().then(() => {
        update(old, 101);
        update(peer, 102);
        for (const value of [998, 999]) update(old, value);
        update(peer, 103);
      });
    });
    getNode('live0').receive({ view: ANOTHER });
    await rig.until('the new view', () => values(rig).includes(103));
    await within(8, old.closed(), () => 'The old view stays open');
    await rig.clock.advance(1000);
    const { connection } = rig.messagesOf('live0').at(-1) ?? {};
    const fromNew = rig.messagesOf('live0').filter((message) => message.connection === connection);
    const first = rig.messagesOf('live0').findIndex((message) => message.connection === connection);
    assert.deepEqual(rig.messagesOf('live0').slice(first), fromNew, 'nothing of the old one in between');
    checkCounted(rig);
    await rig.abandon();
  });

  it('has nothing of a refused view, even if data comes with the refusal', async () => {
    const rig = await Rig.live(appliance, { nodes: 1 });
    const [old] = appliance.peers;
    assert(old);
    appliance.accept((peer) => {
      peer.catalog();
      void peer.view().then(() => {
        peer.send({ type: 'error', code: 'unknown-distribution', message: 'no Country', fatal: true });
        for (const value of [998, 999]) update(peer, value);
        peer.socket.close(4400);
      });
    });
    getNode('live0').receive({ view: ANOTHER });
    await rig.until('the refusal', () => rig.record.lines.length === 1);
    assert.match(rig.record.lines[0] ?? '', /refused the view: no Country/);
    const { messages } = rig;
    update(old, 104);
    await rig.until('the old view', () => rig.messages > messages);
    assert(!values(rig).some((value) => value > 900));
    assert.equal(values(rig).at(-1), 104);
    checkCounted(rig);
    await rig.close();
  });

  it('has nothing of a view that a message has closed', async () => {
    const rig = await Rig.live(appliance, { nodes: 1 });
    const [old] = appliance.peers;
    assert(old);
    const { messages } = rig;
    getNode('live0').receive({ action: 'close' });
    for (const value of [998, 999]) update(old, value);
    await within(8, old.closed(), () => 'The view stays open');
    await rig.clock.advance(1000);
    assert.equal(rig.messages, messages);
    await rig.close();
  });
});
