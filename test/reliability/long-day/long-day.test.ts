import assert from 'node:assert/strict';
import { collectedHeap, mib } from '../../support/heap';
import { seeded, SteeredClock } from '../../support/steered-clock';
import { warmUp } from '../rig';
import { OUTAGES } from './outages';
import { System } from './system';
import { TIMES, Viewers } from './viewers';

const HOURS = 24;
const HOUR = 3_600_000;
/** All updates are frames over real sockets, so one for each second of the day would take minutes. */
const STEP = 8000;
/** How much the heap may grow between the first outage of every kind and the last hour, bytes. */
const GROWTH = 2 ** 20;

/** What exists while all is well. */
interface State {
  timers: number;
  sockets: number;
}

describe('a day of updates, an outage in each hour', function () {
  let system: System;
  let viewers: Viewers;
  let clock: SteeredClock;

  // Perhaps on a busy machine.
  this.timeout(240_000);

  before(async () => {
    await warmUp();
    clock = new SteeredClock(seeded(86_400));
    system = new System(clock);
    await system.start();
    viewers = new Viewers(clock, system);
    await viewers.start();
  });

  after(async () => {
    await viewers.stop();
    viewers.checkGone();
    await system.stop();
  });

  /** Sends updates until that time. */
  async function updates(end: number): Promise<void> {
    while (clock.elapsed() < end) {
      await clock.advance(STEP);
      await viewers.update();
    }
  }

  /** Resolves with the state, once no status waits to be shown. */
  async function state(): Promise<State> {
    await clock.advance(1000);
    return { timers: clock.pending(), sockets: system.relay.open };
  }

  it('delivers only true numbers in order, and leaves nothing behind', async function () {
    const outages = Object.entries(OUTAGES);
    const states: State[] = [];
    const heaps: number[] = [];
    let longest = 0;
    for (let hour = 0; hour < HOURS; hour++) {
      const [name, lose] = outages[hour % outages.length] ?? [];
      await updates(hour * HOUR + HOUR / 3);
      longest = Math.max(longest, await viewers.outage(() => lose?.(system, viewers) ?? Promise.resolve()));
      assert(longest <= TIMES.max, `${longest} ms until the views were back after "${name}"`);
      await updates(hour * HOUR + (2 * HOUR) / 3);
      await viewers.change(hour + 1);
      await updates((hour + 1) * HOUR);
      viewers.checkStatuses();
      states.push(await state());
      viewers.forgetCalls();
      heaps.push(collectedHeap());
    }

    assert(clock.elapsed() >= HOURS * HOUR);
    assert.deepEqual(
      states,
      Array<State>(HOURS).fill({ timers: states[0]?.timers ?? 0, sockets: Viewers.views }),
    );
    const { lines } = viewers.record;
    assert.equal(lines.length, 2 * HOURS);
    for (const [index, line] of lines.entries())
      assert(line.startsWith(index % 2 === 0 ? 'warn ' : 'info '), line);
    const first = heaps[outages.length - 1] ?? 0;
    const last = heaps.at(-1) ?? Infinity;
    assert(last - first <= GROWTH, `The heap was ${heaps.map(mib).join(', ')}`);
    if (this.test) {
      this.test.title += `: ${viewers.messages} messages, ${viewers.statuses} statuses, heap ${mib(first)} to ${mib(last)}`;
    }
  });
});
