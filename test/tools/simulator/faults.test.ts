import assert from 'node:assert/strict';
import type { Row, ViewDefinition } from '../../../lib/protocol/frames';
import { InvalidOption, type Rehearsal, type Simulator } from '../../../tools/simulator';
import { schedule } from '../../../tools/simulator/rehearsal';
import { offline, rowOf, total } from './arbitraries';
import { rejectedWith, TestClient } from './client';

const PER_SERVICE: ViewDefinition = { distributions: [{ name: 'Service' }], filters: [], expand: false };

/** A service's value in one column. */
function read(simulator: Simulator, service: string, column: string): number {
  const update = simulator.snapshot({ ...PER_SERVICE, columns: [column] });
  return Number(rowOf(update, service)[1]);
}

/** The share of packets that shaping drops. */
function dropShare(simulator: Simulator, service?: string): number {
  const update = simulator.snapshot(PER_SERVICE);
  const rows: Row[] = service === undefined ? update.rows : [rowOf(update, service)];
  return total(update, rows, 'in_shapingdrops') / total(update, rows, 'in_shapingtotal');
}

describe('simulator: faults by hand', () => {
  let simulator: Simulator;
  let client: TestClient;

  beforeEach(async () => {
    simulator = offline({ hosts: 60 });
    client = new TestClient(await simulator.start());
    await client.catalog();
    client.view();
    await client.update();
  });

  afterEach(async () => {
    await simulator.stop();
  });

  it('lowers quality, of the busiest service or a named one, until you calm it', () => {
    simulator.disturb({ quality: { level: 0.8 } });
    simulator.tick();
    assert.ok(read(simulator, 'HLS', 'in_int_quality') < 0.85);
    assert.ok(read(simulator, 'TLS', 'in_int_quality') > 0.95);
    simulator.disturb({ quality: { level: 0.5, service: 'TLS' } });
    simulator.tick();
    assert.ok(read(simulator, 'HLS', 'in_int_quality') > 0.95);
    assert.ok(read(simulator, 'TLS', 'out_ext_quality') < 0.55);
    simulator.calm();
    simulator.tick();
    assert.ok(read(simulator, 'TLS', 'out_ext_quality') > 0.95);
  });

  it('drops packets, of all services or a named one', () => {
    simulator.disturb({ drops: { share: 0.3 } });
    simulator.tick();
    assert.ok(dropShare(simulator) > 0.25);
    assert.ok(read(simulator, 'HLS', 'in_shapingavg_latency') > 50);
    simulator.disturb({ drops: { share: 0.3, service: 'TLS' } });
    simulator.tick();
    assert.ok(dropShare(simulator, 'TLS') > 0.25);
    assert.ok(dropShare(simulator, 'HTTP') < 0.05);
    simulator.calm();
    simulator.tick();
    assert.ok(dropShare(simulator, 'TLS') < 0.05);
  });

  it('refuses impossible faults', () => {
    assert.throws(() => {
      simulator.disturb({ drops: { share: 2 } });
    }, InvalidOption);
    assert.throws(() => {
      simulator.disturb({ quality: { level: 0.5, service: 'Nonsense' } });
    }, InvalidOption);
    assert.throws(() => {
      simulator.refuse(200);
    }, InvalidOption);
  });

  it('stalls, and continues with the current tick', async () => {
    simulator.stall();
    simulator.tick();
    simulator.tick();
    const late = new TestClient(simulator.url);
    await late.catalog();
    late.view();
    await simulator.waitForViews(2);
    await client.settle();
    assert.equal(client.waiting + late.waiting, 0);
    simulator.resume();
    assert.deepEqual(await client.update(), await late.update());
    simulator.resume();
    await client.settle();
    assert.equal(client.waiting, 0);
    simulator.tick();
    await client.update();
  });

  it('disconnects with a code, or without a close', async () => {
    simulator.disconnectAll(1011);
    assert.equal(await client.closed, 1011);
    const other = new TestClient(simulator.url);
    await other.catalog();
    simulator.terminateAll();
    assert.equal(await other.closed, 1006);
    await simulator.waitForConnections(0);
  });

  it('refuses in every way, and leaves open views alone', async () => {
    for (const status of [401, 403, 404, 429, 503]) {
      simulator.refuse(status);
      assert.equal(await rejectedWith(simulator.url), status);
    }
    for (const code of [4401, 4429]) {
      simulator.refuse(code);
      assert.equal(await new TestClient(simulator.url).closed, code);
    }
    simulator.refuse(4400);
    const refused = new TestClient(simulator.url);
    await refused.catalog();
    refused.view();
    assert.equal((await refused.error()).fatal, true);
    assert.equal(await refused.closed, 4400);
    simulator.refuse('silence');
    const silent = new TestClient(simulator.url);
    await silent.opened();
    silent.view();
    await silent.settle();
    assert.equal(silent.waiting, 0);
    simulator.tick();
    await client.update();
    simulator.accept();
    await new TestClient(simulator.url).catalog();
  });

  it('restarts on the same port, and its traffic continues', async () => {
    simulator.tick();
    const { url, currentTick } = simulator;
    assert.equal(await simulator.restart(), url);
    assert.equal(await client.closed, 1012);
    assert.equal(simulator.currentTick, currentTick);
    await new TestClient(url).catalog();
  });
});

describe('simulator: rehearsals', () => {
  /** Whether a condition holds at each tick of two minutes. */
  function over(rehearsal: Rehearsal, holds: (simulator: Simulator) => boolean): boolean[] {
    const simulator = offline({ hosts: 60, rehearse: [rehearsal] });
    return Array.from({ length: 120 }, () => {
      simulator.tick();
      return holds(simulator);
    });
  }

  /** How many ticks each value lasted. */
  function runs(values: boolean[]): [boolean, number][] {
    const found: [boolean, number][] = [];
    for (const value of values) {
      const last = found.at(-1);
      if (last?.[0] === value) last[1] += 1;
      else found.push([value, 1]);
    }
    return found;
  }

  it('lets quality dip, so that an alarm starts and ends within two minutes', () => {
    for (const service of [undefined, 'QUIC']) {
      const rehearsal: Rehearsal = { kind: 'quality', ...(service === undefined ? {} : { service }) };
      const dips = runs(
        over(rehearsal, (simulator) => read(simulator, service ?? 'HLS', 'in_ext_quality') < 0.95),
      );
      assert.deepEqual(dips.map(([dip]) => dip).slice(0, 3), [false, true, false]);
      assert.ok(
        dips.slice(0, 3).every(([, ticks]) => ticks >= 10),
        String(dips),
      );
      assert.ok(
        over(rehearsal, (simulator) => read(simulator, 'TLS', 'in_ext_quality') > 0.95).every(Boolean),
      );
    }
  });

  it('lets shaping drop packets in bursts', () => {
    const bursts = runs(over({ kind: 'drops' }, (simulator) => dropShare(simulator) > 0.15));
    assert.deepEqual(bursts.map(([burst]) => burst).slice(0, 3), [false, true, false]);
  });

  it('lets a fault last as long as you like, with the usual calm after it', () => {
    const dips = runs(
      over(
        { kind: 'drops', service: 'QUIC', seconds: 60 },
        (simulator) => dropShare(simulator, 'QUIC') > 0.15,
      ),
    );
    // The first tick came before the first look.
    assert.deepEqual(dips, [
      [false, 15],
      [true, 60],
      [false, 40],
      [true, 5],
    ]);
  });

  for (const rehearsal of [
    { kind: 'quality', seconds: 3 },
    { kind: 'stall', seconds: 5 },
    { kind: 'refuse', seconds: 7 },
  ] as const) {
    it(`lets ${rehearsal.kind} last for ${rehearsal.seconds} s`, () => {
      const [start = 0, ...more] = [...Array(600).keys()].filter((tick) => on(tick));
      assert.deepEqual(
        more.slice(0, rehearsal.seconds - 1),
        [...Array(rehearsal.seconds - 1).keys()].map((index) => start + 1 + index),
      );
      assert.ok(Number(more[rehearsal.seconds - 1]) > start + 40);

      function on(tick: number): boolean {
        const { disturbance, stalled, refusing } = schedule([rehearsal], tick, 1);
        return disturbance.quality !== undefined || stalled || refusing !== undefined;
      }
    });
  }

  it('makes every window some ticks long, even with slow ticks', () => {
    const simulator = offline({ interval: 30, rehearse: [{ kind: 'quality' }] });
    const dips = Array.from({ length: 40 }, () => {
      simulator.tick();
      return read(simulator, 'HLS', 'in_ext_quality') < 0.95;
    });
    const [, dip, calm] = runs(dips);
    assert.ok((dip?.[1] ?? 0) >= 5 && (calm?.[1] ?? 0) >= 5);
  });

  it('disconnects once per window, even with fast ticks', async () => {
    const simulator = offline({ interval: 0.1, hosts: 2, rehearse: [{ kind: 'disconnect' }] });
    await simulator.start();
    try {
      const client = new TestClient(simulator.url);
      await client.catalog();
      for (let tick = 0; tick < 300; tick++) simulator.tick();
      assert.equal(await client.closed, 1012);
      const other = new TestClient(simulator.url);
      await other.catalog();
      for (let tick = 0; tick < 599; tick++) simulator.tick();
      await other.settle();
      assert.equal(simulator.connectionCount, 1);
    } finally {
      await simulator.stop();
    }
  });

  it('stalls for longer than clients wait', async () => {
    const simulator = offline({ rehearse: [{ kind: 'stall' }] });
    const client = new TestClient(await simulator.start());
    try {
      await client.catalog();
      client.view();
      await client.update();
      const came: boolean[] = [];
      for (let tick = 1; tick < 120; tick++) {
        simulator.tick();
        await client.settle();
        came.push(client.waiting > 0);
        if (client.waiting > 0) await client.update();
      }
      assert.deepEqual(runs(came), [
        [true, 29],
        [false, 75],
        [true, 15],
      ]);
    } finally {
      await simulator.stop();
    }
  });

  it('disconnects every minute, alternately with a close and without', async () => {
    const simulator = offline({ rehearse: [{ kind: 'disconnect' }] });
    await simulator.start();
    try {
      for (const [code, lastTick] of [
        [1012, 30],
        [1006, 90],
      ]) {
        const client = new TestClient(simulator.url);
        await client.catalog();
        while (simulator.currentTick < Number(lastTick) - 1) simulator.tick();
        await client.settle();
        assert.equal(simulator.connectionCount, 1);
        simulator.tick();
        assert.equal(await client.closed, code);
        await simulator.waitForConnections(0);
      }
    } finally {
      await simulator.stop();
    }
  });

  it('refuses for half a minute, after it has closed what was open', async () => {
    const simulator = offline({ rehearse: [{ kind: 'refuse' }] });
    await simulator.start();
    try {
      const client = new TestClient(simulator.url);
      await client.catalog();
      while (simulator.currentTick < 45) simulator.tick();
      assert.equal(await client.closed, 1012);
      assert.equal(await rejectedWith(simulator.url), 503);
      while (simulator.currentTick < 75) simulator.tick();
      await new TestClient(simulator.url).catalog();
    } finally {
      await simulator.stop();
    }
  });
});
