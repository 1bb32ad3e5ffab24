import assert from 'node:assert/strict';
import type { Item } from 'node-red-contrib-activelogic/liveview';
import { Simulator } from 'node-red-contrib-activelogic/simulator';
import {
  type Arrival,
  deploy,
  hooks,
  type FlowNode,
  getNode,
  load,
  Sink,
  StatusWatch,
  unload,
} from '../support/node-red';

interface Point {
  measurement: string;
  tags: Record<string, string>;
  fields: Record<string, number | string>;
  timestamp: Date;
}

const HOSTS = [{ name: 'Local Host' }];
const HOSTS_AND_SERVICES = [{ name: 'Local Host' }, { name: 'Service' }];

describe('activelogic-liveview', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = new Simulator({ port: 0, interval: 0, hosts: 6, services: 3 });
    await simulator.start();
  });
  afterEach(async () => {
    await unload();
    await simulator.stop();
  });

  function appliance(more: object = {}): FlowNode {
    return { id: 'box', type: 'activelogic-appliance', name: 'Box', url: simulator.url, ...more };
  }

  function liveview(id: string, more: object = {}): FlowNode {
    return {
      id,
      type: 'activelogic-liveview',
      z: 'tab',
      name: '',
      appliance: 'box',
      distributions: HOSTS,
      filters: [],
      columns: [],
      expand: true,
      output: 'update',
      shape: 'tree',
      interval: 0,
      autostart: true,
      wires: [[`${id}-out`]],
      ...more,
    };
  }

  function sink(id: string): FlowNode {
    return { id, type: 'helper', z: 'tab', wires: [] };
  }

  /** A flow with an appliance, the given nodes, and a sink `<id>-out` behind each. */
  function flow(...nodes: FlowNode[]): FlowNode[] {
    const ends = nodes
      .filter(({ type }) => type === 'activelogic-liveview')
      .map(({ id }) => sink(`${id}-out`));
    return [
      { id: 'tab', type: 'tab' },
      appliance(),
      ...nodes,
      ...ends,
      { id: 'catch', type: 'catch', z: 'tab', wires: [['failures']] },
      {
        id: 'complete',
        type: 'complete',
        z: 'tab',
        scope: nodes.map(({ id }) => id),
        wires: [['completed']],
      },
      sink('failures'),
      sink('completed'),
    ];
  }

  async function first(more: object = {}): Promise<{ message: Arrival; out: Sink }> {
    await load(flow(liveview('live', more)));
    const out = new Sink('live-out');
    return { message: await out.message(0), out };
  }

  describe('output', () => {
    it('is one message per update, default columns under their pretty names', async () => {
      const { message, out } = await first();
      const items = message.payload as Item[];
      assert.equal(items.length, 6);
      for (const key of [
        'inbound',
        'outbound',
        'in.shapingdrops',
        'in.ext.quality',
        'int.rtt',
        'connections',
      ]) {
        assert(Object.hasOwn(items[0] ?? {}, key), key);
      }
      assert.equal(message.topic, 'Local Host');
      const { liveview: meta } = message;
      assert.deepEqual([meta.appliance, meta.distributions, meta.filters], ['Box', HOSTS, []]);
      assert.deepEqual([meta.sequence, meta.skipped], [1, 0]);
      assert.equal(meta.fields.inbound?.unit, 'bit/s');
      assert.equal(meta.fields['in.ext.quality']?.unit, '1');
      assert(Math.abs(meta.received - Date.now()) < 60_000);
      assert.equal(typeof meta.time, 'number');
      simulator.tick();
      assert.equal((await out.message(1)).liveview.sequence, 2);
    });

    it('is by Local Host where a flow written by hand says nothing', async () => {
      const { message } = await first({ distributions: undefined });
      assert.deepEqual(message.liveview.distributions, HOSTS);
    });

    it('has raw columns where they are chosen', async () => {
      const { message } = await first({ columns: ['name', 'inbound_bps', 'in_shapingdrops'] });
      assert.deepEqual(Object.keys((message.payload as Item[])[0] ?? {}), [
        'name',
        'inbound_bps',
        'in_shapingdrops',
      ]);
      assert.deepEqual(Object.keys(message.liveview.fields), ['name', 'inbound_bps', 'in_shapingdrops']);
      assert.equal(message.liveview.fields.inbound_bps?.unit, 'bit/s');
    });

    it('is exactly what the system computes, null staying null', async () => {
      const { message } = await first({ distributions: HOSTS_AND_SERVICES });
      const { columns, rows } = simulator.snapshot({
        distributions: HOSTS_AND_SERVICES,
        filters: [],
        expand: true,
      });
      const keys = columns.map(
        (column) => simulator.catalog.fields.find((field) => field.column === column)?.name,
      );
      const expected = (list: unknown[][]): object[] =>
        list.map((row): object => ({
          ...Object.fromEntries(keys.map((key, index): [string, unknown] => [key ?? '', row[index]])),
          ...(row.length > keys.length ? { children: expected(row[keys.length] as unknown[][]) } : {}),
        }));
      assert.deepEqual(message.payload, expected(rows));
      assert(JSON.stringify(message.payload).includes(':null'), 'the table has values that are missing');
    });

    it('is flat with shape rows: one per leaf, with path and a key per distribution', async () => {
      const { message } = await first({ distributions: HOSTS_AND_SERVICES, shape: 'rows' });
      const rows = message.payload as Record<string, unknown>[];
      assert(rows.length > 6);
      for (const row of rows) {
        assert.deepEqual(row.path, [row['Local Host'], row.Service]);
        assert.equal(row.name, row.Service);
        assert.equal('children' in row, false);
        assert.equal(typeof row.inbound, 'number');
      }
    });

    it('tells in each row where and when it came from, if it is asked to', async () => {
      const { message } = await first({ distributions: HOSTS_AND_SERVICES, shape: 'rows', origin: true });
      const rows = message.payload as Record<string, unknown>[];
      assert(rows.length > 6);
      for (const { appliance: label, time, path } of rows)
        assert.deepEqual([label, time, (path as unknown[]).length], ['Box', message.liveview.time, 2]);
    });

    it('is points with shape points, which tell where and when they came from', async () => {
      const { message } = await first({
        distributions: HOSTS_AND_SERVICES,
        shape: 'points',
        measurement: 'traffic',
      });
      const points = message.payload as Point[];
      assert(points.length > 6);
      const tree = simulator.snapshot({ distributions: HOSTS_AND_SERVICES, filters: [], expand: true });
      const inbound = tree.columns.indexOf('inbound_bps');
      for (const { measurement, tags, fields, timestamp } of points) {
        assert.equal(measurement, 'traffic');
        assert.deepEqual(Object.keys(tags), ['appliance', 'Local Host', 'Service']);
        assert.equal(tags.appliance, 'Box');
        const host = tree.rows.find(([name]) => name === tags['Local Host'])?.at(-1) as unknown[][];
        const row = host.find(([name]) => name === tags.Service);
        assert.equal(fields.inbound ?? null, row?.[inbound]);
        assert.equal(timestamp.getTime(), message.liveview.time);
        assert.equal(Object.values(fields).includes(null as never), false);
      }
      assert.equal(message.liveview.fields.inbound?.unit, 'bit/s');
    });

    it('is one message per point with output item, counted without the items that have no value', async () => {
      // The bandwidth of connections that have just begun is not known.
      const narrow = { columns: ['name', 'inbound_bps'], shape: 'points' };
      await load(flow(liveview('all', narrow), liveview('each', { ...narrow, output: 'item' })));
      const points = (await new Sink('all-out').message(0)).payload as Point[];
      const each = new Sink('each-out');
      for (const [index, point] of points.entries()) {
        const { payload, parts } = await each.message(index);
        assert.deepEqual([parts.index, parts.count, payload], [index, points.length, point]);
      }
      assert.equal(points[0]?.measurement, 'liveview');
    });

    it('needs a measurement that every writer can write, for points alone', async () => {
      await load(flow(liveview('live', { shape: 'points', measurement: 'two words' })));
      getNode('live').receive({ action: 'open' });
      const { error } = await new Sink('failures').message(0);
      assert.equal(
        error.message,
        'measurement must be text without space, comma, # and \\, but is "two words"',
      );
      await unload();
      const { message } = await first({ shape: 'rows', measurement: 'two words' });
      assert.equal((message.payload as unknown[]).length, 6);
    });

    it('has no child items without expand', async () => {
      const { message } = await first({ distributions: HOSTS_AND_SERVICES, expand: false });
      assert((message.payload as Item[]).every((item) => item.children === undefined));
    });

    it('is one message per item with output item, which Join puts together again', async () => {
      await load([
        ...flow(liveview('live', { output: 'item', name: 'Hosts', wires: [['live-out', 'join']] })),
        { id: 'join', type: 'join', z: 'tab', mode: 'auto', wires: [['joined']] },
        sink('joined'),
      ]);
      const out = new Sink('live-out');
      const joined = await new Sink('joined').message(0);
      assert.equal(out.messages.length, 6);
      assert.deepEqual(
        joined.payload,
        out.messages.map(({ payload }) => payload),
      );
      assert.deepEqual(
        out.messages.map(({ parts }) => parts.index),
        [0, 1, 2, 3, 4, 5],
      );
      assert(out.messages.every(({ parts, topic }) => parts.count === 6 && topic === 'Hosts'));
    });

    it('is one message per row with output item and shape rows', async () => {
      const { message } = await first({ distributions: HOSTS_AND_SERVICES, output: 'item', shape: 'rows' });
      assert.deepEqual((message.payload as { path: string[] }).path.length, 2);
    });

    it('has nothing in common between two messages of one update', async () => {
      const { message, out } = await first({ output: 'item' });
      const second = await out.message(1);
      assert(message.liveview.fields.inbound);
      message.liveview.fields.inbound.unit = 'changed';
      message.liveview.distributions.pop();
      assert.equal(second.liveview.fields.inbound?.unit, 'bit/s');
      assert.deepEqual(second.liveview.distributions, HOSTS);
    });

    it('is an empty list when nothing matches', async () => {
      const { message } = await first({
        filters: [{ mode: 'include', name: 'Local Host', values: ['198.51.100.255'] }],
      });
      assert.deepEqual(message.payload, []);
    });

    it('waits an interval out that is longer than a timer of Node’s can be', async () => {
      const { out } = await first({ interval: 3_000_000 });
      simulator.tick();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(out.messages.length, 1);
    });

    it('is at most one message per interval, the newest, and counts what it left out', async () => {
      await load(flow(liveview('fast', {}), liveview('slow', { interval: 0.5 })));
      const fast = new Sink('fast-out');
      const slow = new Sink('slow-out');
      await slow.message(0);
      for (let count = 1; count <= 3; count++) {
        await fast.message(count - 1);
        simulator.tick();
      }
      const newest = await fast.message(3);
      const second = await slow.message(1);
      assert.equal(second.liveview.skipped, 2);
      assert.equal(second.liveview.sequence, 2);
      assert.deepEqual(second.payload, newest.payload);
    });
  });

  describe('two nodes on one view', () => {
    it('share one socket, and what a flow does to one’s payload does not reach the other', async () => {
      const spoil = `for (const item of msg.payload) { item.inbound = -1; item.children.length = 0; }
        msg.payload.push('spoilt'); msg.liveview.fields.inbound.unit = 'spoilt'; return msg;`;
      await load([
        ...flow(
          liveview('one', { distributions: HOSTS_AND_SERVICES, wires: [['spoil']] }),
          liveview('two', { distributions: HOSTS_AND_SERVICES, wires: [['two-out']] }),
        ),
        { id: 'spoil', type: 'function', z: 'tab', func: spoil, outputs: 1, wires: [['one-out']] },
      ]);
      const one = new Sink('one-out');
      const two = new Sink('two-out');
      const spoilt = await one.message(0);
      const clean = await two.message(0);
      simulator.tick();
      await two.message(1);
      assert.equal(simulator.connectionCount, 1);
      assert.equal(simulator.upgradeCount, 1);
      assert.equal((spoilt.payload as unknown[]).at(-1), 'spoilt');
      for (const { payload, liveview: meta } of [clean, await two.message(1)]) {
        const items = payload as Item[];
        assert.equal(items.length, 6);
        assert(items.every((item) => Number(item.inbound) >= 0 && item.children?.length));
        assert.equal(meta.fields.inbound?.unit, 'bit/s');
      }
    });

    it('share one though filters are in another order; another view gets its own', async () => {
      const filters = [
        { mode: 'exclude', name: 'Service', values: ['DNS', 'NTP'] },
        { mode: 'include', name: 'Flags', values: [true], arg: 'ASYMMETRIC' },
      ];
      const services = simulator.catalog.services;
      const named = filters.map((entry): object =>
        entry.name === 'Service' ? { ...entry, values: services.slice(0, 2) } : entry,
      );
      const turned = [named[1], { ...named[0], values: services.slice(0, 2).reverse() }];
      await load(flow(liveview('a', { filters: named }), liveview('b', { filters: turned }), liveview('c')));
      await Promise.all(['a-out', 'b-out', 'c-out'].map((id) => new Sink(id).message(0)));
      assert.equal(simulator.connectionCount, 2);
    });
  });

  describe('a message', () => {
    async function started(...nodes: FlowNode[]): Promise<{ out: Sink; failures: Sink; completed: Sink }> {
      await load(flow(...nodes));
      return { out: new Sink('live-out'), failures: new Sink('failures'), completed: new Sink('completed') };
    }

    it('opens the view where autostart is off, and nothing is open before', async () => {
      const { out } = await started(liveview('live', { autostart: false }), liveview('other'));
      await new Sink('other-out').message(0);
      assert.deepEqual(simulator.openViews().length, 1);
      getNode('live').receive({ view: { distributions: [{ name: 'Service' }] } });
      assert.equal((await out.message(0)).topic, 'Service');
      assert.equal(simulator.openViews().length, 2);
    });

    it('changes the view without a gap: the old one goes when the new one has delivered', async () => {
      const { out, completed } = await started(liveview('live'));
      await out.message(0);
      getNode('live').receive({ view: { distributions: [{ name: 'Service' }], expand: false } });
      const second = await out.message(1);
      assert.deepEqual(second.liveview.distributions, [{ name: 'Service' }]);
      assert.deepEqual([second.liveview.sequence, second.topic], [2, 'Service']);
      await completed.message(0);
      await simulator.waitForConnections(1);
      assert.deepEqual(simulator.openViews(), [
        { distributions: [{ name: 'Service' }], filters: [], expand: false },
      ]);
    });

    it('narrows the form’s filters, or takes their place', async () => {
      const own = { mode: 'include', name: 'Plan', values: ['Gold', 'Silver'] };
      const more = { mode: 'exclude', name: 'Plan', values: ['Silver'] };
      const { completed } = await started(liveview('live', { filters: [own], autostart: false }));
      getNode('live').receive({ view: { filters: [more] } });
      await completed.message(0);
      assert.deepEqual(simulator.openViews()[0]?.filters, [own, more]);
      getNode('live').receive({ view: { filters: [more], replace: true } });
      await completed.message(1);
      await simulator.waitForConnections(1);
      assert.deepEqual(simulator.openViews()[0]?.filters, [more]);
    });

    it('that asks for the same view does nothing', async () => {
      const { out, completed } = await started(liveview('live'));
      await out.message(0);
      getNode('live').receive({ view: { distributions: HOSTS } });
      getNode('live').receive({ action: 'open' });
      await completed.message(1);
      assert.equal(simulator.upgradeCount, 1);
    });

    it('closes the view and opens it again', async () => {
      const { out } = await started(liveview('live'));
      const status = new StatusWatch('live');
      await out.message(0);
      getNode('live').receive({ action: 'close' });
      await simulator.waitForConnections(0);
      await status.until('yellow', 'ring', /waiting/);
      getNode('live').receive({ action: 'open' });
      await out.message(1);
    });

    it('for a distribution that the system does not know fails with its name, and the old view still delivers', async () => {
      const { out, failures } = await started(liveview('live'));
      await out.message(0);
      getNode('live').receive({ view: { distributions: [{ name: 'Favourite Colour' }] }, mine: 1 });
      const failed = await failures.message(0);
      assert.match(failed.error.message, /Favourite Colour/);
      assert.equal(failed.error.code, 'view-refused');
      assert.equal(failed.mine, 1, 'the message itself reaches Catch');
      simulator.tick();
      const next = await out.message(1);
      assert.deepEqual(next.liveview.distributions, HOSTS);
      await simulator.waitForConnections(1);
    });

    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ payload: 'x' }, /msg\.view.*msg\.action/],
      [{ action: 'start' }, /msg\.action must be one of open, close, but is "start"/],
      [{ view: 'Service' }, /msg\.view must be an object, but is "Service"/],
      [
        { view: { distributions: ['Service'] } },
        /msg\.view\.distributions\[0\] must be an object, but is "Service"/,
      ],
      [
        { view: { filters: [{ mode: 'include', name: 'Host', values: [] }] } },
        /msg\.view\.filters\[0\]\.values/,
      ],
      [{ view: { expand: 1 } }, /msg\.view\.expand must be true or false, but is 1/],
      [{ view: { distributions: [] } }, /at least one distribution/],
    ];
    for (const [message, expected] of wrong) {
      it(`${JSON.stringify(message)} is an error that says what is wrong, and nothing is lost`, async () => {
        const { out, failures } = await started(liveview('live'));
        await out.message(0);
        getNode('live').receive(message);
        assert.match((await failures.message(0)).error.message, expected);
        simulator.tick();
        await out.message(1);
      });
    }

    it('that waits when the node goes is completed', async () => {
      simulator.refuse('silence');
      await started(liveview('live', { autostart: false }));
      const completed = new Promise<void>((resolve) => {
        hooks.add('onComplete.waiting', ({ node, error }) => {
          if (node.id === 'live' && !error) resolve();
        });
      });
      getNode('live').receive({ action: 'open' });
      await simulator.waitForUpgrades(1);
      await deploy(flow(liveview('live', { autostart: false, interval: 1 })), 'nodes');
      await completed;
      hooks.remove('*.waiting');
    });
  });

  describe('status', () => {
    it('is a green dot with the number of items', async () => {
      await load(flow(liveview('live')));
      assert.match(await new StatusWatch('live').until('green', 'dot'), /\b6\b/);
    });

    it('is a yellow ring while it waits for a message', async () => {
      await load(flow(liveview('live', { autostart: false })));
      await new StatusWatch('live').until('yellow', 'ring', /waiting/);
    });

    it('is a red dot with the reason when the system refuses', async () => {
      await load(flow(liveview('live', { distributions: [{ name: 'Nonsense' }] })));
      const failures = new Sink('failures');
      await new StatusWatch('live').until('red', 'dot', /Nonsense/);
      assert.match((await failures.message(0)).error.message, /Nonsense/);
    });

    it('is a red ring when nobody is there, and green again when the system is back', async () => {
      await load(
        flow(liveview('live')).map((node) =>
          node.id === 'box' ? { ...node, reconnectMax: 0.05, reconnectMin: 0.05 } : node,
        ),
      );
      const status = new StatusWatch('live');
      await new Sink('live-out').message(0);
      await simulator.stop();
      await status.until('red', 'ring', /refuses the connection|ended the connection/);
      await simulator.start();
      status.shown.length = 0;
      await status.until('green', 'dot');
    });

    it('is a red dot when there is no appliance', async () => {
      await load(flow(liveview('live', { appliance: 'none' })));
      await new StatusWatch('live').until('red', 'dot', /appliance/);
      const failures = new Sink('failures');
      getNode('live').receive({ action: 'open' });
      assert.match((await failures.message(0)).error.message, /appliance/);
    });

    it('is a red dot when the form has no distribution and no message brings one', async () => {
      await load(flow(liveview('live', { distributions: [] })));
      await new StatusWatch('live').until('red', 'dot', /at least one distribution/);
    });

    it('names what is wrong in the node’s own configuration', async () => {
      await load(flow(liveview('live', { filters: [{ mode: 'only', name: 'Host', values: ['x'] }] })));
      await new StatusWatch('live').until('red', 'dot', /filters\[0\]\.mode .*"only"/);
    });
  });

  describe('over a deploy', () => {
    it('keeps its socket when only this node has changed', async () => {
      await load(flow(liveview('live')));
      await new Sink('live-out').message(0);
      await deploy(flow(liveview('live', { name: 'renamed' })), 'nodes');
      assert.equal((await new Sink('live-out').message(0)).topic, 'renamed');
      assert.equal(simulator.upgradeCount, 1);
      assert.equal(simulator.connectionCount, 1);
    });

    it('leaves nothing open when it is removed or the flows stop', async () => {
      await load(flow(liveview('live')));
      await new Sink('live-out').message(0);
      await unload();
      await simulator.waitForConnections(0);
    });

    it('stops within 2 s while it connects', async () => {
      simulator.refuse('silence');
      await load(flow(liveview('live')));
      await simulator.waitForUpgrades(1);
      await unload();
      assert.equal(simulator.upgradeCount, 1);
    });
  });

  it('makes no more listeners with more nodes', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on('warning', note);
    const ids = Array.from({ length: 15 }, (_, index) => `live${index}`);
    await load(flow(...ids.map((id) => liveview(id))));
    await Promise.all(ids.map((id) => new Sink(`${id}-out`).message(0)));
    assert.equal(simulator.connectionCount, 1);
    await unload();
    process.off('warning', note);
    assert.deepEqual(
      warnings.filter(({ name }) => name === 'MaxListenersExceededWarning'),
      [],
    );
  });
});
