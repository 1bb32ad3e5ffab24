import assert from 'node:assert/strict';
import type { Counter, UpdateFrame, ViewDefinition } from '../../../lib/protocol/frames';
import fc from 'fast-check';
import { Simulator } from '../../../tools/simulator';
import { anyView, EVENING, offline, total } from './arbitraries';

const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};

describe('simulator: determinism', () => {
  it('gives the same update at the same tick for the same seed and sizes, regardless of earlier readers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.constantFrom<Counter[]>('update', 'total'),
        fc.integer({ min: 1, max: 30 }),
        anyView,
        (seed, counters, ticks, other) => {
          const watched = offline({ seed, counters, hosts: 8 });
          const unwatched = offline({ seed, counters, hosts: 8 });
          for (let tick = 0; tick <= ticks; tick++) {
            watched.tick();
            unwatched.tick();
            watched.snapshot(other);
          }
          assert.deepEqual(watched.snapshot(VIEW), unwatched.snapshot(VIEW));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('gives other traffic for another seed', () => {
    assert.notDeepEqual(offline({ seed: 1 }).snapshot(VIEW), offline({ seed: 2 }).snapshot(VIEW));
  });

  it('lets connections begin and end', () => {
    const simulator = offline();
    const seen = new Set<string>();
    const counts = new Set<number>();
    for (let tick = 0; tick < 60; tick++) {
      simulator.tick();
      const update = simulator.snapshot({ ...VIEW, distributions: [{ name: 'Server Hostname' }] });
      seen.add(
        update.rows
          .map(([name]) => name)
          .sort()
          .join(),
      );
      counts.add(total(update, update.rows, 'connections'));
    }
    assert.ok(seen.size > 1 && counts.size > 10);
  });

  it('is busier in the evening than in the early morning', () => {
    const inbound = (time: number): number => {
      const clock = { now: () => time, setInterval: () => 0, clearInterval: () => undefined };
      const simulator = new Simulator({ interval: 0, clock });
      simulator.tick();
      simulator.tick();
      const update = simulator.snapshot(VIEW);
      assert.equal(update.time, time);
      return total(update, update.rows, 'inbound_bps');
    };
    assert.ok(inbound(EVENING) > 2 * inbound(EVENING + 8 * 3_600_000));
  });

  it('counts drops and totals per update, or since connections began', () => {
    const perUpdate = offline({ seed: 3 });
    const cumulative = offline({ seed: 3, counters: 'total' });
    const view: ViewDefinition = { ...VIEW, columns: ['in_shapingtotal', 'inbound_bps'] };
    const read = (simulator: Simulator): UpdateFrame => simulator.snapshot(view);
    const growth: number[] = [];
    for (let tick = 0; tick < 30; tick++) {
      perUpdate.tick();
      cumulative.tick();
      const [one, all] = [read(perUpdate), read(cumulative)];
      assert.equal(total(all, all.rows, 'inbound_bps'), total(one, one.rows, 'inbound_bps'));
      growth.push(total(all, all.rows, 'in_shapingtotal') / total(one, one.rows, 'in_shapingtotal'));
    }
    assert.ok((growth[0] ?? 0) <= 2 && (growth.at(-1) ?? 0) > 10, String(growth));
  });

  it('says in the catalogue what it counts, on request', () => {
    const said = (options: object): unknown =>
      offline(options)
        .catalog.fields.filter(({ counter }) => counter !== undefined)
        .map(({ name, counter }) => [name, counter]);
    const names = ['in.shapingdrops', 'in.shapingtotal', 'out.shapingdrops', 'out.shapingtotal'];
    assert.deepEqual(said({ counters: 'total' }), []);
    for (const counters of ['update', 'total'])
      assert.deepEqual(
        said({ counters, declareCounters: true }),
        names.map((name) => [name, counters]),
      );
  });

  it('counts exactly the packets of the updates during a connection', () => {
    // Every HLS slot always has a connection, so nothing is subtracted before the shortest can end.
    const perUpdate = offline({ seed: 5, services: 1, hosts: 4 });
    const cumulative = offline({ seed: 5, services: 1, hosts: 4, counters: 'total' });
    const view: ViewDefinition = {
      ...VIEW,
      distributions: [{ name: 'Local Host' }],
      columns: ['in_shapingtotal', 'connections'],
    };
    let sum = 0;
    let before = 0;
    for (let tick = 0; tick < 10; tick++) {
      perUpdate.tick();
      cumulative.tick();
      const one = perUpdate.snapshot(view);
      const all = cumulative.snapshot(view);
      const now = total(all, all.rows, 'in_shapingtotal');
      if (tick > 0 && now >= before) assert.ok(now - before <= total(one, one.rows, 'in_shapingtotal'));
      sum += total(one, one.rows, 'in_shapingtotal');
      before = now;
    }
    assert.ok(before <= sum && before > 0);
  });
});
