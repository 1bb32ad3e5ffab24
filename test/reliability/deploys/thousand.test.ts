import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { DeployType } from '../../support/node-red';
import { seeded } from '../../support/steered-clock';
import { within } from '../../support/within';
import { Box, BOX_STATES } from './boxes';
import { type Figures, Runtime } from './runtime';

const DEPLOYS = 1000;
/** After that many deploys, the engine has compiled the code. */
const WARM = 100;
/** How far two heap measurements of the same state can differ, MiB. */
const TOLERANCE = 2;
/** Speed of the nodes' clock: the 2 s for an unanswered closing handshake take 40 ms. */
const SPEED = 50;
const TYPES: DeployType[] = ['full', 'flows', 'nodes'];

describe(`${DEPLOYS} deploys in a row, of all types and in all states`, function () {
  let runtime: Runtime;
  let boxes: Box[];

  this.timeout(240_000);
  before(async () => {
    boxes = await Promise.all(BOX_STATES.map((state) => Box.start(state)));
    runtime = await Runtime.start(SPEED);
  });
  after(async () => {
    await runtime.stop();
    await Promise.all(boxes.map((box) => box.stop()));
  });

  async function deploy(type: DeployType): Promise<void> {
    await runtime.deploy(
      boxes.flatMap((box) => box.nodes()),
      type,
    );
  }

  /** Deploys everything, and waits until all of it is in its state. */
  async function deployAll(): Promise<void> {
    for (const box of boxes) {
      box.present = true;
      box.disabled = false;
      box.applianceChanges++;
    }
    await deploy('full');
    await Promise.all(boxes.map((box) => box.reach(runtime)));
  }

  /** The number of connections of each appliance. */
  function connections(): Record<string, number> {
    return Object.fromEntries(boxes.map(({ state, appliance }) => [state.name, appliance.relay.open]));
  }

  const wanted = Object.fromEntries(BOX_STATES.map(({ name, sockets }) => [name, sockets]));

  /**
   * The runtime's figures, once the appliances have as many connections as they should and the figures no
   * longer change.
   * @param before the figures that they must return to
   */
  async function settled(before?: Figures): Promise<Figures> {
    const all = Promise.all(boxes.map(({ appliance, state }) => appliance.relay.untilOpen(state.sockets)));
    await within(8, all, () => JSON.stringify(connections()));
    const end = performance.now() + 8000;
    let latest = await runtime.figures();
    for (let same = 0; same < 5;) {
      const now = await runtime.figures();
      same = isDeepStrictEqual(now.held, latest.held) ? same + 1 : 0;
      latest = now;
      if (before && !isDeepStrictEqual(now.held, before.held) && performance.now() < end) same = 0;
    }
    assert.deepEqual(connections(), wanted);
    if (before) assert.deepEqual(latest.held, before.held);
    return latest;
  }

  /** Changes some of the appliance nodes, or none. */
  function change(random: () => number): void {
    for (const box of boxes) {
      switch (Math.floor(random() * 8)) {
        case 0:
          box.liveviewChanges++;
          break;
        case 1:
          box.applianceChanges++;
          break;
        case 2:
          box.present = !box.present;
          break;
        case 3:
          box.disabled = !box.disabled;
      }
    }
  }

  it('leave no socket, timer, listener or memory behind, and end in time', async () => {
    const random = seeded(1000);
    const start = performance.now();
    await deployAll();
    let first: Figures | undefined;
    let warm: Figures | undefined;
    const counts: Record<string, number> = {};
    for (let number = 1; number <= DEPLOYS; number++) {
      if (number === 1 || number === WARM || number === DEPLOYS) {
        await deployAll();
        const figures = await settled(first);
        first ??= figures;
        if (number === WARM) warm = figures;
        if (number === DEPLOYS) report(first, warm ?? figures, figures, counts, performance.now() - start);
        continue;
      }
      change(random);
      const type = TYPES[Math.floor(random() * TYPES.length)] ?? 'full';
      counts[type] = (counts[type] ?? 0) + 1;
      await deploy(type);
      // Otherwise the next deploy hits the others before they are in their state.
      if (random() < 0.5) await Promise.all(boxes.map((box) => box.reach(runtime)));
    }
    assert.deepEqual(runtime.trouble, []);

    const accepted = (): number[] => boxes.map(({ appliance }) => appliance.relay.accepted);
    await runtime.deploy([], 'full');
    await within(8, Promise.all(boxes.map(({ appliance }) => appliance.relay.untilOpen(0))), () =>
      JSON.stringify(connections()),
    );
    const before = accepted();
    const { held } = await runtime.figures();
    assert.deepEqual([held.sockets, held.lookups, held.timers], [0, 0, 0]);
    // Let leftovers show up.
    for (let count = 0; count < 10; count++) await runtime.figures();
    assert.deepEqual(accepted(), before);
  });

  function report(
    first: Figures,
    warm: Figures,
    last: Figures,
    counts: Record<string, number>,
    ms: number,
  ): void {
    const { held } = last;
    const all = Object.values(held.listeners).reduce((sum, count) => sum + count, 0);
    const mib = [first, warm, last].map(({ heap }) => heap.toFixed(1));
    process.stdout.write(
      [
        `      ${DEPLOYS} deploys (${JSON.stringify(counts)}) of ${boxes.length} appliances in ${(ms / 1000).toFixed(1)} s`,
        `      sockets ${held.sockets}, timers ${held.timers}, listeners ${all}: the same after one and after ${DEPLOYS}`,
        `      heap: ${mib[0]} MiB after one, ${mib[1]} MiB after ${WARM}, ${mib[2]} MiB after ${DEPLOYS}`,
        `      longest close of an appliance: ${Math.max(...runtime.closed)} ms, where 2 s of the nodes' clock are ${2000 / SPEED} ms`,
        '',
      ].join('\n'),
    );
    assert(last.heap < warm.heap + TOLERANCE, `${mib[1]} MiB, then ${mib[2]} MiB`);
  }
});
