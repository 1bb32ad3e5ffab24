import assert from 'node:assert/strict';
import { within } from '../../support/within';
import { Appliance } from '../appliance';
import { Runtime } from './runtime';

const UPDATES = 5000;
const ROWS = 200;
/** After that many messages, the engine has compiled the code. */
const WARM = 1000;
/** How long the flow is busy with each message, ms. */
const BUSY = 10;
/** How far two heap measurements of the same state can differ, MiB. */
const TOLERANCE = 2;

interface Told {
  sequence: number;
  skipped: number;
  value: number;
}

describe('a flow that is slower than the updates', function () {
  let appliance: Appliance;
  let runtime: Runtime;

  this.timeout(120_000);
  before(async () => {
    appliance = await Appliance.start();
    appliance.accept((peer) => {
      peer.catalog();
    });
    runtime = await Runtime.start();
  });
  after(async () => {
    await runtime.stop();
    await appliance.stop();
  });

  it('gets every update or a count of those it missed, up to the newest, and costs no memory', async () => {
    const busy = `const end = Date.now() + ${BUSY}; while (Date.now() < end);
      const { sequence, skipped } = msg.liveview;
      global.get('tell')({ sequence, skipped, value: msg.payload[0].inbound });`;
    const url = `ws://${appliance.relay.host}/view`;
    await runtime.deploy(
      [
        { id: 'tab', type: 'tab' },
        // A frequent ping: its pong comes after all updates that were sent before.
        { id: 'box', type: 'activelogic-appliance', url, heartbeat: 1 },
        {
          id: 'live',
          type: 'activelogic-liveview',
          z: 'tab',
          x: 0,
          y: 0,
          appliance: 'box',
          wires: [['busy']],
        },
        { id: 'busy', type: 'function', z: 'tab', x: 0, y: 0, func: busy, outputs: 1, wires: [[]] },
      ],
      'full',
    );
    await within(8, appliance.untilViews(1), () => 'No view');
    const [peer] = appliance.peers;
    assert(peer);
    const told = runtime.told as Told[];
    const names = Array.from({ length: ROWS }, (_, index) => `host ${index}`);
    let sent = 0;
    /** Sends updates as fast as the client reads them. */
    const sendUntil = async (count: number): Promise<void> => {
      while (sent < count) {
        sent++;
        const rows = names.map((name) => [name, sent, null]);
        const frame = { type: 'update', columns: ['name', 'inbound_bps', 'int_rtt'], rows };
        await new Promise((resolve) => {
          peer.socket.send(JSON.stringify(frame), resolve);
        });
      }
      await runtime.until('the newest is there', () => told.at(-1)?.value === count, 60);
    };
    const start = performance.now();
    await sendUntil(WARM);
    const before = await runtime.figures();
    await sendUntil(UPDATES);
    const after = await runtime.figures();
    const ms = performance.now() - start;
    let accounted = 0;
    for (const [index, { sequence, skipped, value }] of told.entries()) {
      assert.equal(sequence, index + 1);
      accounted += 1 + skipped;
      // The skipped count is exactly the gap.
      assert.equal(value, accounted);
    }
    assert.equal(accounted, UPDATES);
    assert(told.length < UPDATES / 2, `${told.length} messages`);
    process.stdout.write(
      [
        `      ${UPDATES} updates of ${ROWS} rows in ${(ms / 1000).toFixed(1)} s, ${BUSY} ms for each message:`,
        `      ${told.length} messages, ${UPDATES - told.length} skipped`,
        `      heap: ${before.heap.toFixed(1)} MiB after ${WARM}, ${after.heap.toFixed(1)} MiB after ${UPDATES}; ` +
          `RSS ${before.rss.toFixed(0)} and ${after.rss.toFixed(0)} MiB`,
        '',
      ].join('\n'),
    );
    assert(after.heap < before.heap + TOLERANCE);
    assert.deepEqual(runtime.trouble, []);
  });
});
