import assert from 'node:assert/strict';
import { Appliance } from './appliance';
import { CLOSE_CODES } from './faults/close-codes';
import type { Fault } from './faults/fault';
import { HTTP } from './faults/http';
import { NETWORK, NETWORK_LATER, restoreNetwork } from './faults/network';
import { SILENCE, SILENCE_LATER } from './faults/silence';
import { removeCertificates, TLS } from './faults/tls';
import { abandonRig, Rig, TIMES, warmUp } from './rig';

/** Faults that can exist before anything connects. */
const CONNECTING = [...NETWORK, ...TLS, ...SILENCE, ...HTTP, ...CLOSE_CODES];

/** The longest wait after `failures` failures in a row, ms. */
function step(fault: Fault, failures: number): number {
  return fault.longest ? TIMES.max : Math.min(TIMES.max, TIMES.min * 2 ** (failures - 1));
}

/** Lets time pass until all nodes show the fault, and checks that none shows it earlier. */
async function untilNoticed(rig: Rig, fault: Fault): Promise<void> {
  const { message } = fault.error(rig.host);
  const text = fault.refusal ? `refused: ${message}` : `disconnected: ${message}`;
  if (fault.noticed) {
    const [from, to] = fault.noticed;
    await rig.clock.advance(from - 10);
    assert(!rig.ids.some((id) => rig.latestStatus(id)?.text === text), 'not before its time');
    await rig.clock.advance(to - from + 10);
  }
  await rig.untilShown('red', fault.refusal ? 'dot' : 'ring', text);
}

/** Applies the fault to a live rig. Resolves when it took effect, noticed or not. @returns failures so far */
async function applyFault(rig: Rig, fault: Fault): Promise<number> {
  const { appliance } = rig;
  await fault.begin?.(appliance);
  if (fault.strike) {
    await fault.strike(appliance);
    return 0;
  }
  await rig.lose();
  await rig.clock.advance(TIMES.min);
  await fault.reached?.(rig);
  return 1;
}

/** Ends the fault, and checks that everything is back within a step of the backoff and was reported once. */
async function recover(rig: Rig, fault: Fault, failures: number): Promise<void> {
  const { appliance } = rig;
  const before = new Map(rig.ids.map((id) => [id, [...rig.messagesOf(id)]]));
  await appliance.relay.heal();
  appliance.serve();
  await fault.end?.(appliance);
  await rig.clock.advance(step(fault, failures));
  await rig.until('an update of each node', () =>
    rig.ids.every((id) => rig.messagesOf(id).length > (before.get(id)?.length ?? 0)),
  );
  for (const [id, messages] of before) {
    const [first] = rig.messagesOf(id).slice(messages.length);
    const last = messages.at(-1);
    assert.equal(first?.sequence, (last?.sequence ?? 0) + 1);
    assert.notEqual(first.connection, last?.connection);
  }
  await rig.clock.advance(1000);
  await rig.untilShown('green', 'dot', 'connected: 1 items');
  await rig.until('a line in the log', () => rig.record.lines.length > 1);
  assert.equal(appliance.relay.open, rig.views, 'one socket for each view');
}

describe('a fault', () => {
  let appliance: Appliance;

  before(warmUp);
  after(() => {
    removeCertificates();
  });
  afterEach(async () => {
    restoreNetwork();
    await abandonRig();
    await appliance.stop();
  });

  function log(rig: Rig, first: string): void {
    assert.deepEqual(rig.record.lines, [`warn ${first}`, `info The connection to ${rig.host} is back`]);
  }

  for (const nodes of [1, 10]) {
    describe(nodes === 1 ? 'for a single node' : 'for ten nodes on three views', () => {
      for (const fault of CONNECTING) {
        it(`at deploy: ${fault.name}`, async () => {
          appliance = await Appliance.start(fault.identity?.());
          const options = { nodes, ...fault.rig?.(appliance) };
          await fault.begin?.(appliance);
          const rig = await Rig.start(appliance, options);
          if (fault.reached) {
            await fault.reached(rig);
          } else {
            await rig.until('the first failure', () => rig.record.lines.length > 0);
            await rig.clock.untilNone(TIMES.handshake);
            // Statuses come at most once a second, so let the last one pass.
            await rig.clock.advance(1000);
          }
          await untilNoticed(rig, fault);
          assert.equal(rig.messages, 0);
          await recover(rig, fault, 1);
          log(rig, fault.error(rig.host).message);
          await rig.close();
        });
      }

      for (const fault of [...CONNECTING, ...NETWORK_LATER, ...SILENCE_LATER]) {
        it(`of a live view: ${fault.name}`, async () => {
          appliance = await Appliance.start(fault.identity?.());
          const rig = await Rig.live(appliance, { nodes, ...fault.rig?.(appliance) });
          const { messages } = rig;
          const failures = await applyFault(rig, fault);
          await untilNoticed(rig, fault);
          assert.equal(rig.messages, messages, 'nothing is sent while it lasts');
          const [first] = rig.record.lines;
          await recover(rig, fault, failures + 1);
          log(rig, first?.replace('warn ', '') ?? '');
          await rig.close();
        });

        it(`and an end in the middle of the fault: ${fault.name}`, async () => {
          appliance = await Appliance.start(fault.identity?.());
          const rig = await Rig.live(appliance, { nodes, ...fault.rig?.(appliance) });
          await applyFault(rig, fault);
          if (!fault.noticed) await untilNoticed(rig, fault);
          await rig.close({ silent: fault.silent ?? false });
        });
      }
    });
  }
});
