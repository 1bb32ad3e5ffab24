import assert from 'node:assert/strict';
import type { Context } from 'mocha';
import { Simulator } from '../../tools/simulator';
import type { Catalog } from '../../lib/protocol/frames';
import { TestClient } from '../tools/simulator/client';
import { Gateway } from '../support/gateway';

describe('the gateway: the appliance’s lists', () => {
  let simulator: Simulator;
  let gateway: Gateway | undefined;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 6, services: 4 });
    await simulator.start();
  });
  afterEach(async () => {
    await gateway?.stop();
    gateway = undefined;
    await simulator.stop();
  });

  async function start(test: Context, standIn: string[], ...args: string[]): Promise<void> {
    gateway = await Gateway.start(test, { upstream: simulator.url, standIn, args });
  }

  async function catalog(): Promise<Catalog> {
    const client = new TestClient(gateway?.url ?? '');
    const answer = await client.catalog();
    await client.end();
    return answer;
  }

  function names(list: readonly { name: string }[]): string[] {
    return list.map(({ name }) => name);
  }

  for (const variant of ['lists', 'async-lists', 'property-lists']) {
    it(`is in the first client’s catalogue, and asked for once: ${variant}`, async function () {
      await start(this, [variant]);
      for (let client = 0; client < 3; client++) {
        const { distributions, filters, services } = await catalog();
        assert.deepEqual(names(distributions), names(simulator.catalog.distributions));
        assert.deepEqual(names(filters), names(simulator.catalog.filters));
        assert.deepEqual(services, simulator.catalog.services);
        // A documented name has its documented description; other names have none.
        assert.deepEqual(filters[0], { name: 'Host', values: 'address' });
        assert.deepEqual(filters.at(-1), { name: 'Port' });
      }
      assert.equal(simulator.upgradeCount, 1);
      const client = new TestClient(gateway?.url ?? '');
      await client.catalog();
      client.view();
      await client.update();
      await client.end();
      assert.equal(gateway?.logged('INFO', /presents 4 services \(View\./).length, 1);
    });
  }

  for (const [what, standIn] of [
    ['has no lists', []],
    ['has attributes of such names for what was added to a view', ['own-lists']],
  ] as const) {
    it(`is not requested where the version ${what}, and no connection is made for it`, async function () {
      await start(this, [...standIn]);
      const { distributions, services } = await catalog();
      assert.deepEqual([distributions[0]?.name, services], ['Local Host', []]);
      assert.equal(simulator.upgradeCount, 0);
    });
  }

  it('is not requested if you switch that off', async function () {
    await start(this, ['lists'], '--no-lists');
    const client = new TestClient(gateway?.url ?? '');
    assert.deepEqual((await client.catalog()).services, []);
    client.view();
    await client.update();
    await client.end();
    assert.equal(simulator.upgradeCount, 1);
    assert.deepEqual((await catalog()).services, []);
  });

  it('is the documented names while the appliance is away, and its own as soon as a view is open', async function () {
    await start(this, ['lists']);
    const { url } = simulator;
    await simulator.stop();
    assert.deepEqual((await catalog()).services, []);
    const lost = new TestClient(gateway?.url ?? '');
    await lost.catalog();
    lost.view();
    assert.match((await lost.error()).message, /^Cannot connect to 127\.0\.0\.1/);
    assert.equal(await lost.closed, 1011);
    assert.equal(await simulator.start(), url);
    const client = new TestClient(gateway?.url ?? '');
    assert.deepEqual((await client.catalog()).services, []);
    client.view();
    await client.update();
    assert.deepEqual((await catalog()).services, simulator.catalog.services);
    await client.end();
  });
});
