import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Item } from '../../lib';
import { Gateway } from '../support/gateway';
import { type Arrival, type FlowNode, getNode, load, unload } from '../support/node-red';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';
import { within } from '../support/within';

/** Set it for other updates and faults: `GATEWAY_SEED=7 npx mocha test/gateway/random.test.ts`. */
const SEED = process.env.GATEWAY_SEED ?? '1';
const UPDATES = 10_000;
const STAND_IN = path.join(ROOT, 'test', 'gateway', 'random-stand-in');

const VIEWS: Record<string, object> = {
  tree: { distributions: [{ name: 'Local Host' }, { name: 'Service' }], expand: true },
  flat: { distributions: [{ name: 'Service' }], expand: false },
  raw: { distributions: [{ name: 'Local Host' }], expand: false, columns: ['inbound_bps', 'name', 'b c'] },
  deep: {
    distributions: [{ name: 'Local Host' }, { name: 'Service' }, { name: 'Server Hostname' }],
    expand: true,
    columns: ['outbound_bps'],
  },
};

/** An item as a client must see it, according to the stand-in. */
type Seen = { name: string; children?: Seen[] } & Record<string, unknown>;

describe('the gateway: a package that follows its page and nothing more', () => {
  let gateway: Gateway;

  afterEach(async () => {
    await unload();
    gateway.kill();
    await gateway.ended;
  });

  it(`${UPDATES} updates with faults in between: every number arrives unchanged, and missing updates are counted`, async function () {
    this.timeout(60_000);
    const log = path.join(temporaryDirectory(), 'updates');
    gateway = await Gateway.start(this, {
      upstream: 'ws://appliance.example/view',
      args: ['--connect-timeout', '0.2', '--stale-after', '0.3'],
      env: { PYTHONPATH: STAND_IN, STAND_IN_SEED: SEED, STAND_IN_LOG: log },
    });
    const nodes = Object.entries(VIEWS).flatMap(([id, view]): FlowNode[] => [
      { id, type: 'activelogic-liveview', z: 'tab', appliance: 'box', ...view, wires: [[`${id}-out`]] },
      { id: `${id}-out`, type: 'helper', z: 'tab', wires: [] },
    ]);
    await load([
      { id: 'tab', type: 'tab' },
      {
        ...{ id: 'box', type: 'activelogic-appliance', url: gateway.url },
        ...{ reconnectMin: 0.01, reconnectMax: 0.05 },
      },
      ...nodes,
    ]);
    const arrivals: Arrival[] = [];
    const done = new Promise<void>((resolve) => {
      for (const id of Object.keys(VIEWS)) {
        getNode(`${id}-out`).on('input', (msg) => {
          arrivals.push(msg as Arrival);
          if (arrivals.length === UPDATES) resolve();
        });
      }
    });
    await within(55, done, () => `${arrivals.length} updates: ${gateway.lines.all.slice(-20).join('\n')}`);
    gateway.checkLines();
    const said = readFileSync(log, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Seen[]);
    let numbers = 0;
    let missing = 0;
    const before = new Map<string, Arrival['liveview']>();
    for (const { payload, liveview } of arrivals) {
      const items = payload as Item[];
      const { node, connection, update, skipped } = liveview;
      const [, number] = /^update (\d+)$/.exec(items[0]?.name ?? '') ?? [];
      numbers += compare(items, said[Number(number)] ?? []);
      const last = before.get(node);
      if (last?.connection === connection) {
        assert.equal(update - last.update - 1, skipped, `after update ${last.update} of ${node}`);
        missing += skipped;
      }
      before.set(node, liveview);
    }
    assert(numbers > UPDATES * 10, `${numbers} numbers`);
    assert(missing < UPDATES / 10, `${missing} updates are missing`);
    const connections = new Set(arrivals.map(({ liveview }) => liveview.connection));
    assert(connections.size > 10, `${connections.size} connections`);
  });
});

/** @returns how many numbers were compared */
function compare(items: readonly Item[], seen: readonly Seen[]): number {
  assert.deepEqual(
    items.map(({ name }) => name),
    seen.map(({ name }) => name),
  );
  let numbers = 0;
  for (const [index, item] of items.entries()) {
    const { children, ...values } = item;
    const wanted = seen[index];
    assert(wanted);
    const { children: expectedChildren, ...expected } = wanted;
    for (const key of new Set([...Object.keys(values), ...Object.keys(expected)])) {
      assert(Object.is(values[key] ?? null, expected[key] ?? null), `${key} of ${seen[0]?.name}`);
      if (typeof values[key] === 'number') numbers++;
    }
    assert.equal(children === undefined, expectedChildren === undefined, item.name);
    numbers += compare(children ?? [], expectedChildren ?? []);
  }
  return numbers;
}
