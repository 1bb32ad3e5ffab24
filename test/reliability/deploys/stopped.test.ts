import assert from 'node:assert/strict';
import { within } from '../../support/within';
import { NodeRed } from '../../support/node-red-process';
import { Box, BOX_STATES } from './boxes';

/** The states that a connection reaches by itself. */
const STATES = BOX_STATES.filter(({ name }) => !['switching', 'closing', 'deaf'].includes(name));

describe('a Node-RED that is stopped while it connects', function () {
  let boxes: Box[];
  let nodeRed: NodeRed | undefined;

  this.timeout(120_000);
  beforeEach(async () => {
    boxes = await Promise.all(STATES.map((state) => Box.start(state)));
  });
  afterEach(async () => {
    await nodeRed?.stop();
    await Promise.all(boxes.map((box) => box.stop()));
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`by ${signal} ends cleanly, in any state of its connections`, async () => {
      nodeRed = await NodeRed.start(boxes.flatMap((box) => box.nodes()));
      const there = boxes.map(({ appliance, state }) => appliance.relay.untilOpen(state.sockets));
      await within(8, Promise.all(there), () => 'Not all are connected');
      const start = performance.now();
      const ending = await nodeRed.signal(signal);
      const ms = performance.now() - start;
      process.stdout.write(`      ended ${ms.toFixed(0)} ms after ${signal}\n`);
      assert.deepEqual(ending, { code: 0, signal: null });
      assert(!nodeRed.log.all.some((line) => line.includes('timed out')), nodeRed.log.all.join('\n'));
      for (const { appliance } of boxes) await appliance.relay.untilOpen(0);
    });
  }
});
