import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Item } from '../../../lib';
import type { Row } from '../../../lib/protocol/frames';
import { Simulator } from '../../../tools/simulator';
import { CATALOG, type Peer, ScriptedSystem } from '../../support/scripted-system';
import {
  type Arrival,
  deploy,
  events,
  hooks,
  type FlowNode,
  getNode,
  load,
  Sink,
  StatusWatch,
  unload,
} from '../../support/node-red';

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
      assert.equal(meta.fields['in.shapingdrops']?.counter, 'update');
      assert.deepEqual(Object.keys(meta).sort(), [
        'appliance',
        'applianceId',
        'connection',
        'distributions',
        'expand',
        'fields',
        'filters',
        'node',
        'received',
        'sequence',
        'skipped',
        'time',
        'update',
        'updates',
      ]);
      assert(Math.abs(meta.received - Date.now()) < 60_000);
      assert.equal(typeof meta.time, 'number');
      simulator.tick();
      assert.equal((await out.message(1)).liveview.sequence, 2);
    });

    it('is by Local Host where a hand-written flow has no distributions', async () => {
      const { message } = await first({ distributions: undefined });
      assert.deepEqual(message.liveview.distributions, HOSTS);
    });

    it('has raw columns if you choose them', async () => {
      const { message } = await first({ columns: ['name', 'inbound_bps', 'in_shapingdrops'] });
      assert.deepEqual(Object.keys((message.payload as Item[])[0] ?? {}), [
        'name',
        'inbound_bps',
        'in_shapingdrops',
      ]);
      assert.deepEqual(Object.keys(message.liveview.fields), ['name', 'inbound_bps', 'in_shapingdrops']);
      assert.equal(message.liveview.fields.inbound_bps?.unit, 'bit/s');
    });

    it('has a raw column once, even if the form or a message names it twice', async () => {
      const columns = ['inbound_bps', 'name', 'inbound_bps'];
      const { message, out } = await first({ columns });
      assert.deepEqual(Object.keys((message.payload as Item[])[0] ?? {}), ['name', 'inbound_bps']);
      getNode('live').receive({ view: { columns: ['in_packets', 'in_packets'] } });
      const second = await out.message(1);
      assert.deepEqual(Object.keys((second.payload as Item[])[0] ?? {}), ['name', 'in_packets']);
    });

    it('is exactly what the simulator computes, and null stays null', async () => {
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

    it('has the origin and time in each row, if you ask for it', async () => {
      const { message } = await first({ distributions: HOSTS_AND_SERVICES, shape: 'rows', origin: true });
      const rows = message.payload as Record<string, unknown>[];
      assert(rows.length > 6);
      for (const { appliance: label, time, path } of rows)
        assert.deepEqual([label, time, (path as unknown[]).length], ['Box', message.liveview.time, 2]);
    });

    it('is points with shape points, each with its origin and time', async () => {
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

    it('is one message per point with output item, not counting items without values', async () => {
      // The bandwidth of a new connection is not known yet.
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

    it('needs a measurement that every writer accepts, for points only', async () => {
      await load(flow(liveview('live', { shape: 'points', measurement: 'two words' })));
      getNode('live').receive({ action: 'open' });
      const { error } = await new Sink('failures').message(0);
      assert.match(
        error.message,
        /^\p{Lu}.* must be text without space, comma, # and \\, but is "two words"$/u,
      );
      await unload();
      const { message } = await first({ shape: 'rows', measurement: 'two words' });
      assert.equal((message.payload as unknown[]).length, 6);
    });

    it('has no child items without expand', async () => {
      const { message } = await first({ distributions: HOSTS_AND_SERVICES, expand: false });
      assert((message.payload as Item[]).every((item) => item.children === undefined));
    });

    it('is one message per item with output item, and Join puts them together again', async () => {
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

    it('has the largest values of a column, up to the limit, on each level', async () => {
      const { message } = await first({
        distributions: [{ name: 'Service' }, { name: 'Local Host' }],
        sort: 'inbound',
        limit: 2,
      });
      const all = simulator.snapshot({
        distributions: [{ name: 'Service' }, { name: 'Local Host' }],
        filters: [],
        expand: true,
      });
      const inbound = all.columns.indexOf('inbound_bps');
      const largest = (rows: unknown[][]): unknown[][] =>
        [...rows].sort((a, b) => Number(b[inbound]) - Number(a[inbound])).slice(0, 2);
      const expected = largest(all.rows).map((row) => [
        row[0],
        largest(row[all.columns.length] as unknown[][]).map(([name]) => name),
      ]);
      assert.deepEqual(
        (message.payload as Item[]).map(({ name, children = [] }) => [
          name,
          children.map((child) => child.name),
        ]),
        expected,
      );
      assert.equal(expected.length, 2);
    });

    it('sorts and limits before it makes rows and messages', async () => {
      const { out } = await first({
        distributions: HOSTS_AND_SERVICES,
        shape: 'rows',
        output: 'item',
        sort: 'outbound',
        limit: '1',
      });
      const { columns, rows } = simulator.snapshot({
        distributions: HOSTS_AND_SERVICES,
        filters: [],
        expand: true,
      });
      const most = (list: unknown[][]): unknown[] =>
        list.reduce((a, b) => {
          const outbound = columns.indexOf('outbound_bps');
          return Number(b[outbound]) > Number(a[outbound]) ? b : a;
        });
      const host = most(rows);
      const service = most(host[columns.length] as unknown[][]);
      assert.equal(out.messages.length, 1);
      assert.deepEqual((out.messages[0]?.payload as { path: string[] }).path, [host[0], service[0]]);
      assert.equal(out.messages[0]?.parts.count, 1);
    });

    it('has the appliance’s first items with a limit alone', async () => {
      const { message } = await first({ limit: 3 });
      const { rows } = simulator.snapshot({ distributions: HOSTS, filters: [], expand: true });
      assert.deepEqual(
        (message.payload as Item[]).map(({ name }) => name),
        rows.slice(0, 3).map(([name]) => name),
      );
    });

    it('fails once if it sorts by a column that the view lacks', async () => {
      await load(flow(liveview('live', { sort: 'inbound_bps' })));
      const [out, failures] = [new Sink('live-out'), new Sink('failures')];
      await failures.message(0);
      simulator.tick();
      await out.message(1);
      assert.equal(failures.messages.length, 1);
      assert.match(
        JSON.stringify(failures.messages[0]),
        /nothing-to-sort-by|no column inbound_bps to sort by/,
      );
    });

    it('shares nothing between two messages of one update', async () => {
      const { message, out } = await first({ output: 'item' });
      const second = await out.message(1);
      assert(message.liveview.fields.inbound);
      message.liveview.fields.inbound.unit = 'changed';
      message.liveview.distributions.pop();
      assert.equal(second.liveview.fields.inbound?.unit, 'bit/s');
      assert.deepEqual(second.liveview.distributions, HOSTS);
    });

    it('is one message that Join turns into an empty list, with output item, when nothing matches', async () => {
      const filters = [{ mode: 'include', name: 'Local Host', values: ['198.51.100.255'] }];
      for (const shape of ['tree', 'rows', 'points']) {
        await load([
          ...flow(liveview('live', { output: 'item', shape, filters, wires: [['live-out', 'join']] })),
          { id: 'join', type: 'join', z: 'tab', mode: 'auto', wires: [['joined']] },
          sink('joined'),
        ]);
        const message = await new Sink('live-out').message(0);
        assert.equal('payload' in message, false);
        assert.equal(message.parts.count, 0);
        assert.deepEqual((await new Sink('joined').message(0)).payload, []);
        await unload();
      }
    });

    it('is an empty list when nothing matches', async () => {
      const { message } = await first({
        filters: [{ mode: 'include', name: 'Local Host', values: ['198.51.100.255'] }],
      });
      assert.deepEqual(message.payload, []);
    });

    it('waits for an interval that is longer than Node’s longest timer', async () => {
      const { out } = await first({ interval: 3_000_000 });
      simulator.tick();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(out.messages.length, 1);
    });

    it('is at most one message per interval, the newest, and counts the skipped ones', async () => {
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

  describe('every update', () => {
    let system: ScriptedSystem;
    let peer: Peer;
    let count: number;

    beforeEach(async () => {
      system = await ScriptedSystem.start();
      count = 0;
    });
    afterEach(async () => {
      await unload();
      await system.stop();
    });

    function served(...nodes: FlowNode[]): FlowNode[] {
      return flow(...nodes).map((node) =>
        node.id === 'box' ? { ...node, url: system.url, reconnectMin: 0.01, reconnectMax: 0.01 } : node,
      );
    }

    async function opened(...nodes: FlowNode[]): Promise<void> {
      await load(served(...nodes));
      peer = await system.peer(0);
      peer.catalog();
      await peer.view();
    }

    function next(): string {
      count++;
      const columns = ['name', 'inbound_bps', 'in.shapingdrops'];
      return JSON.stringify({ type: 'update', columns, rows: [['a', count, count]] });
    }

    /** The value of the message's only item. */
    function inbound({ payload }: Arrival): unknown {
      return (payload as Item[])[0]?.inbound;
    }

    it('of a burst arrives, whole and in order: five, twelve in one segment, five', async () => {
      await opened(liveview('live'));
      const out = new Sink('live-out');
      for (const size of [5, 12, 5]) {
        const { socket } = peer.request;
        socket.cork();
        for (let left = size; left > 0; left--) peer.send(next());
        socket.uncork();
        await out.message(count - 1);
      }
      assert.deepEqual(
        out.messages.map((message) => [
          inbound(message),
          message.liveview.sequence,
          message.liveview.update,
          message.liveview.updates,
          message.liveview.skipped,
        ]),
        Array.from({ length: 22 }, (_, index) => [index + 1, index + 1, index + 1, 1, 0]),
      );
      assert.equal(new Set(out.messages.map(({ liveview: { connection } }) => connection)).size, 1);
    });

    it('that is invalid is counted before the next one', async () => {
      await opened(liveview('live'));
      const out = new Sink('live-out');
      peer.send(next());
      peer.send('{"type":"update","columns":["name","x"],"rows":[["short"]]}');
      peer.send(next());
      const { liveview: meta } = await out.message(1);
      assert.deepEqual([meta.sequence, meta.update, meta.skipped], [2, 2, 1]);
    });

    it('waits for a busy flow, sixty at most, and counts what gave way', async () => {
      await opened(liveview('live'));
      const out = new Sink('live-out');
      peer.send(next());
      await out.message(0);
      // Simulates a busy loop: all updates arrive in one turn.
      const { socket } = peer.request;
      socket.cork();
      for (let left = 100; left > 0; left--) peer.send(next());
      socket.uncork();
      const last = await out.message(60);
      let accounted = 0;
      for (const message of out.messages) {
        accounted += message.liveview.updates + message.liveview.skipped;
        assert.equal(inbound(message), accounted);
      }
      assert.equal(inbound(last), 101);
      assert.equal(out.messages.length, 61);
    });

    it('of an interval is in its one message, also over a reconnect, in every shape', async () => {
      const over = { interval: 1, over: 'interval' };
      await opened(liveview('live', over), liveview('points', { ...over, shape: 'points', output: 'item' }));
      const [live, points] = [new Sink('live-out'), new Sink('points-out')];
      for (let left = 5; left > 0; left--) peer.send(next());
      const pong = once(peer.socket, 'pong');
      peer.socket.ping();
      await pong;
      peer.socket.terminate();
      peer = await system.peer(1);
      peer.catalog();
      await peer.view();
      for (let left = 5; left > 0; left--) peer.send(next());
      const message = await live.message(0);
      assert.deepEqual(message.payload, [{ name: 'a', inbound: 5.5, 'in.shapingdrops': 55 }]);
      assert.deepEqual(
        [
          message.liveview.updates,
          message.liveview.skipped,
          message.liveview.update,
          message.liveview.sequence,
        ],
        [10, 0, 5, 1],
      );
      const point = (await points.message(0)).payload as Point;
      assert.deepEqual(point.fields, { inbound: 5.5, 'in.shapingdrops': 55 });
    });

    it('of an interval is in one message, also if once asks for it', async () => {
      await opened(liveview('live', { interval: 60, over: 'interval' }), liveview('other'));
      const [live, other] = [new Sink('live-out'), new Sink('other-out')];
      for (let left = 3; left > 0; left--) peer.send(next());
      await other.message(2);
      // The third update is in the interval. The next one must not be sent alone a second time.
      for (const sent of [0, 1]) {
        getNode('live').receive({ action: 'once' });
        peer.send(next());
        await live.message(sent);
      }
      getNode('live').receive({ action: 'open' });
      peer.send(next());
      await other.message(5);
      getNode('live').receive({ action: 'close' });
      await live.message(2);
      assert.deepEqual(
        live.messages.map(({ payload, liveview: { updates, update, skipped } }) => [
          (payload as Item[])[0]?.['in.shapingdrops'],
          updates,
          update,
          skipped,
        ]),
        [
          [1 + 2 + 3 + 4, 4, 4, 0],
          [5, 1, 5, 0],
          [6, 1, 6, 0],
        ],
      );
    });

    it('that an interval has left out is counted by once, if that sends the next message', async () => {
      await opened(liveview('live', { interval: 60 }), liveview('other'));
      const [live, other] = [new Sink('live-out'), new Sink('other-out')];
      peer.send(next());
      await live.message(0);
      for (let left = 3; left > 0; left--) peer.send(next());
      await other.message(3);
      getNode('live').receive({ action: 'once' });
      const { liveview: meta } = await live.message(1);
      assert.deepEqual([meta.update, meta.updates, meta.skipped], [4, 1, 2]);
    });

    it('of a burst is in one message, also if once asks for it', async () => {
      await opened(liveview('live', { interval: 60, over: 'interval' }));
      const [live, completed] = [new Sink('live-out'), new Sink('completed')];
      getNode('live').receive({ action: 'once' });
      const { socket } = peer.request;
      socket.cork();
      for (let left = 3; left > 0; left--) peer.send(next());
      socket.uncork();
      await completed.message(0);
      assert.deepEqual(
        live.messages.map((message) => [inbound(message), message.liveview.updates]),
        [[1, 1]],
      );
    });

    describe('with an identity from a gateway', () => {
      const WINDOW = { interval: 0.05, over: 'interval' };

      /** An update with a number of its own. Its drops are a bit per number, so a sum shows which went in. */
      function numbered(number: number): void {
        const columns = ['name', 'in.shapingdrops'];
        const id = { connection: 'kept', number };
        peer.send({ type: 'update', id, columns, rows: [['a', 2 ** number]] });
      }

      async function again(index: number): Promise<void> {
        peer = await system.peer(index);
        peer.catalog();
        await peer.view();
      }

      function counted({ liveview: { update, updates, skipped } }: Arrival): number[] {
        return [update, updates, skipped];
      }

      it('is counted once if the gateway leaves it out after a deploy', async () => {
        await opened(liveview('live', WINDOW), liveview('other'));
        numbered(1);
        await new Sink('live-out').message(0);
        await deploy(served(liveview('live', { ...WINDOW, name: 'b' }), liveview('other')), 'nodes');
        const [out, completed] = [new Sink('live-out'), new Sink('completed')];
        getNode('live').receive({ action: 'open' });
        await completed.message(0);
        numbered(4);
        assert.deepEqual(counted(await out.message(0)), [4, 1, 2]);
      });

      it('is counted once if it is missing after a deploy and a reconnect', async () => {
        await opened(liveview('live'), liveview('other'));
        numbered(1);
        await new Sink('live-out').message(0);
        system.upgrade = (socket) => socket.destroy();
        const status = new StatusWatch('other');
        peer.socket.terminate();
        await status.until('red', 'ring');
        await deploy(served(liveview('live', { name: 'b' }), liveview('other')), 'nodes');
        const [live, other] = [new Sink('live-out'), new Sink('other-out')];
        getNode('live').receive({ action: 'open' });
        system.upgrade = undefined;
        await again(1);
        numbered(4);
        assert.deepEqual(counted(await other.message(0)), [4, 1, 2]);
        assert.deepEqual(counted(await live.message(0)), [4, 1, 2]);
      });

      it('is not added to an interval that comes after another view, if it was sent before that', async () => {
        await opened(liveview('live', WINDOW), liveview('other'));
        const [out, completed] = [new Sink('live-out'), new Sink('completed')];
        numbered(1);
        await out.message(0);
        getNode('live').receive({ view: { distributions: [{ name: 'Service' }] } });
        await again(1);
        peer.update();
        await out.message(1);
        getNode('live').receive({ action: 'open' });
        await completed.message(1);
        peer = await system.peer(0);
        numbered(2);
        const { payload } = await out.message(2);
        assert.deepEqual(payload, [{ name: 'a', 'in.shapingdrops': 4 }]);
      });

      it('is not taken by once if an interval has sent it: once waits for the next', async () => {
        await load(served(liveview('live', { ...WINDOW, autostart: false })));
        const [out, completed] = [new Sink('live-out'), new Sink('completed')];
        getNode('live').receive({ action: 'once' });
        await again(0);
        numbered(1);
        await completed.message(0);
        getNode('live').receive({ action: 'once' });
        await again(1);
        numbered(1);
        numbered(2);
        await completed.message(1);
        assert.deepEqual(out.messages.map(counted), [
          [1, 1, 0],
          [2, 1, 0],
        ]);
      });
    });

    it('describes the keys of its items, rows or points, whatever the columns are called', async () => {
      const columns = ['name', 'a\\b', 'time'];
      const shapes = { tree: {}, rows: { origin: true }, points: {} };
      const forms = Object.entries(shapes);
      await load(served(...forms.map(([shape, more]) => liveview(shape, { shape, columns, ...more }))));
      peer = await system.peer(0);
      const fields = columns.map((column) => ({ column, name: column, unit: column }));
      peer.send({ type: 'catalog', profile: 1, ...CATALOG, fields });
      peer.send({ type: 'update', columns, rows: [['x', 1, 2]] });
      for (const [shape, keys] of [
        ['tree', ['a\\b', 'time']],
        ['rows', ['a\\b', 'time (column)']],
        ['points', ['a%5Cb', 'time (column)']],
      ] as const) {
        const { payload, liveview: meta } = await new Sink(`${shape}-out`).message(0);
        const [entry] = payload as (Item & { fields: Record<string, number> })[];
        const values: Record<string, unknown> = shape === 'points' ? (entry?.fields ?? {}) : (entry ?? {});
        assert.deepEqual(
          keys.map((key) => [values[key], meta.fields[key]]),
          [
            [1, { unit: 'a\\b' }],
            [2, { unit: 'time' }],
          ],
        );
        assert.deepEqual(Object.keys(meta.fields), ['name', ...keys]);
      }
    });

    it('of an interval keeps its leaf items, also if they have child items in another update', async () => {
      const over = { distributions: HOSTS_AND_SERVICES, interval: 0.1, over: 'interval' };
      await opened(liveview('tree', over), liveview('rows', { ...over, shape: 'rows' }));
      const columns = ['name', 'in.shapingdrops'];
      // In one segment, so that no interval can end in between.
      peer.request.socket.cork();
      for (const row of [
        ['a', 5],
        ['a', 3, [['b', 3]]],
        ['a', 2, []],
      ] as Row[]) {
        peer.send({ type: 'update', columns, rows: [row] });
      }
      peer.request.socket.uncork();
      const [rows, tree] = [new Sink('rows-out'), new Sink('tree-out')];
      const drops = (message: Arrival): unknown[] =>
        (message.payload as Item[]).map((item) => [item.path ?? item.name, item['in.shapingdrops']]);
      assert.deepEqual(drops(await rows.message(0)), [
        [['a'], 7],
        [['a', 'b'], 3],
      ]);
      assert.deepEqual(drops(await tree.message(0)), [['a', 10]]);
    });

    it('has an identity: after one of two nodes is deployed, the repeated update is recognised', async () => {
      await opened(liveview('one', { name: 'before' }), liveview('two'));
      const [one, two] = [new Sink('one-out'), new Sink('two-out')];
      peer.send(next());
      peer.send(next());
      const first = (await one.message(1)).liveview;
      await two.message(1);
      await deploy(served(liveview('one', { name: 'after' }), liveview('two')), 'nodes');
      const again = new Sink('one-out');
      const repeat = (await again.message(0)).liveview;
      const identity = ({ connection, update, sequence, updates }: Arrival['liveview']): unknown[] => [
        connection,
        update,
        sequence,
        updates,
      ];
      assert.deepEqual(identity(repeat), identity(first));
      peer.send(next());
      const third = (await again.message(1)).liveview;
      assert.deepEqual(identity(third), [first.connection, 3, 3, 1]);
      assert.deepEqual(identity((await two.message(2)).liveview), identity(third));
    });
  });

  describe('two nodes on one view', () => {
    it('share one socket, and a flow cannot change the other’s payload', async () => {
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

    it('share one if only the order of filters differs; another view gets its own', async () => {
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

    it('opens the view if autostart is off, and nothing opens before', async () => {
      const { out } = await started(liveview('live', { autostart: false }), liveview('other'));
      await new Sink('other-out').message(0);
      assert.deepEqual(simulator.openViews().length, 1);
      getNode('live').receive({ view: { distributions: [{ name: 'Service' }] } });
      assert.equal((await out.message(0)).topic, 'Service');
      assert.equal(simulator.openViews().length, 2);
    });

    it('changes the view without a gap: the old one closes when the new one has delivered', async () => {
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

    it('narrows the form’s filters, or replaces them', async () => {
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

    it('that requests the same view does nothing', async () => {
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

    it('with once is answered with one update, and then nothing is open', async () => {
      const { out, completed } = await started(liveview('live', { autostart: false, interval: 60 }));
      for (const count of [0, 1]) {
        getNode('live').receive({ action: 'once', view: { distributions: [{ name: 'Service' }] } });
        const { liveview: meta } = await out.message(count);
        await completed.message(count);
        assert.deepEqual(meta.distributions, [{ name: 'Service' }]);
        assert.deepEqual([meta.updates, meta.sequence], [1, count + 1]);
        await simulator.waitForConnections(0);
      }
      simulator.tick();
      assert.equal(out.messages.length, 2);
    });

    it('closes what was open after once', async () => {
      const { out, completed } = await started(liveview('live'));
      await out.message(0);
      getNode('live').receive({ action: 'once' });
      await out.message(1);
      await completed.message(0);
      await simulator.waitForConnections(0);
    });

    for (const interval of [0, 60]) {
      it(`with once sends the update that waits, and does not count it as skipped: interval ${interval}`, async () => {
        const { out } = await started(liveview('live', { autostart: false, interval }));
        getNode('live').receive({ action: 'open' });
        getNode('live').receive({ action: 'once' });
        await out.message(0);
        getNode('live').receive({ action: 'open' });
        const { liveview: meta } = await out.message(1);
        assert.deepEqual([meta.sequence, meta.skipped], [2, 0]);
      });
    }

    it('fails with once where the view is refused, and the old one stays', async () => {
      const { out, failures } = await started(liveview('live'));
      await out.message(0);
      getNode('live').receive({ action: 'once', view: { distributions: [{ name: 'Favourite Colour' }] } });
      const failed = await failures.message(0);
      assert.equal(failed.error.code, 'view-refused');
      simulator.tick();
      await out.message(1);
      await simulator.waitForConnections(1);
    });

    it('fails with once if no update comes', async () => {
      const silent = await ScriptedSystem.start();
      silent.onPeer = (peer) => {
        peer.catalog();
      };
      await load(
        flow(liveview('live', { autostart: false })).map((node) =>
          node.id === 'box' ? { ...node, url: silent.url, staleAfter: 0.05 } : node,
        ),
      );
      const failures = new Sink('failures');
      getNode('live').receive({ action: 'once' });
      assert.equal((await failures.message(0)).error.code, 'no-update');
      await unload();
      await silent.stop();
    });

    it('that waits for once is done when another message comes, or the node is removed', async () => {
      simulator.refuse('silence');
      const { completed } = await started(liveview('live', { autostart: false }));
      getNode('live').receive({ action: 'once' });
      await simulator.waitForUpgrades(1);
      getNode('live').receive({ action: 'close' });
      await completed.message(1);
    });

    it('fails with the name of an unknown distribution, and the old view still delivers', async () => {
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
      [{ action: 'start' }, /msg\.action must be one of open, close, once, but is "start"/],
      [{ view: 'Service' }, /msg\.view must be an object, but is "Service"/],
      [
        { view: { distributions: Array(33).fill({ name: 'Service' }) } },
        /msg\.view\.distributions\[32\] is too many: a view has at most 32 distributions/,
      ],
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
      it(`${JSON.stringify(message)} is an error that says what is wrong, and loses nothing`, async () => {
        const { out, failures } = await started(liveview('live'));
        await out.message(0);
        getNode('live').receive(message);
        assert.match((await failures.message(0)).error.message, expected);
        simulator.tick();
        await out.message(1);
      });
    }

    it('that waits when the node is removed is completed', async () => {
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

    describe('for a view that is not the form’s own', () => {
      const include = (name: string, ...values: unknown[]): object => ({ mode: 'include', name, values });

      const named: [string, object, object | undefined, RegExp][] = [
        ['a filter of a message', {}, { filters: [include('Service', 'QUIC')] }, /^QUIC · \d+ items$/],
        [
          'a filter that narrows the form’s',
          { filters: [include('Service', 'QUIC')] },
          { filters: [include('Host', '10.0.0.1', '10.0.0.2')] },
          /^10\.0\.0\.1, 10\.0\.0\.2 · \d+ items$/,
        ],
        [
          'distributions and filters of a message',
          {},
          {
            distributions: [{ name: 'Service' }],
            filters: [
              { mode: 'exclude', name: 'Service', values: ['DNS'] },
              { ...include('Flags', true), arg: 'ASYMMETRIC' },
            ],
          },
          /^Service · ≠ DNS · ASYMMETRIC… · \d+ items$/,
        ],
        [
          'no filter any more',
          { filters: [include('Service', 'QUIC')] },
          { filters: [], replace: true },
          /^Local Host · \d+ items$/,
        ],
        ['no child items any more', {}, { expand: false }, /^Local Host · \d+ items$/],
        [
          'more values than there is room for',
          {},
          { filters: [include('Service', 'QUIC', 'HLS', 'DNS', 'a name that is\nlong')] },
          /^QUIC, HLS, DNS, … · \d+ items$/,
        ],
        ['the very view of the form', {}, { distributions: HOSTS }, /^connected: 6 items$/],
        [
          'a variable in a filter',
          { filters: [include('Service', '${ACTIVELOGIC_VIEW}'), include('Host', '10.0.0.1')] },
          undefined,
          /^QUIC · \d+ items$/,
        ],
        [
          'a variable in a distribution',
          { distributions: [{ name: '${ACTIVELOGIC_LEVEL}' }] },
          undefined,
          /^Service · \d+ items$/,
        ],
      ];
      for (const [what, form, view, expected] of named) {
        it(`names it: ${what}`, async () => {
          process.env.ACTIVELOGIC_VIEW = 'QUIC';
          process.env.ACTIVELOGIC_LEVEL = 'Service';
          await load(flow(liveview('live', { autostart: view === undefined, ...form })));
          Reflect.deleteProperty(process.env, 'ACTIVELOGIC_VIEW');
          Reflect.deleteProperty(process.env, 'ACTIVELOGIC_LEVEL');
          const status = new StatusWatch('live');
          if (view) getNode('live').receive({ view });
          assert.match(await status.until('green', 'dot'), expected);
        });
      }

      it('names it in a subflow, per instance', async () => {
        const instance = (id: string, value: string): FlowNode => ({
          id,
          type: 'subflow:sub',
          z: 'tab',
          env: [{ name: 'SERVICE', value, type: 'str' }],
          wires: [],
        });
        const inner = liveview('inner', { filters: [include('Service', '${SERVICE}')] });
        await load([
          { id: 'tab', type: 'tab' },
          appliance(),
          {
            id: 'sub',
            type: 'subflow',
            name: 'sub',
            in: [],
            out: [],
            env: [{ name: 'SERVICE', value: '', type: 'str' }],
          },
          { ...inner, z: 'sub', wires: [[]] },
          instance('one', 'QUIC'),
        ]);
        const green = (event: { status: { fill?: string } }): boolean => event.status.fill === 'green';
        let shown = (await once(events, 'node-status')) as [{ status: { fill?: string; text?: string } }];
        while (!green(shown[0])) shown = (await once(events, 'node-status')) as typeof shown;
        assert.match(shown[0].status.text ?? '', /^QUIC · \d+ items$/);
      });
    });

    it('is a yellow ring while it waits for a message', async () => {
      await load(flow(liveview('live', { autostart: false })));
      await new StatusWatch('live').until('yellow', 'ring', /waiting/);
    });

    it('is a red dot with the reason when the appliance refuses', async () => {
      await load(flow(liveview('live', { distributions: [{ name: 'Nonsense' }] })));
      const failures = new Sink('failures');
      await new StatusWatch('live').until('red', 'dot', /Nonsense/);
      assert.match((await failures.message(0)).error.message, /Nonsense/);
    });

    it('is a red ring when nothing answers, and green again when the appliance is back', async () => {
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

    it('is a red dot without an appliance', async () => {
      await load(flow(liveview('live', { appliance: 'none' })));
      await new StatusWatch('live').until('red', 'dot', /appliance/);
      const failures = new Sink('failures');
      getNode('live').receive({ action: 'open' });
      assert.match((await failures.message(0)).error.message, /appliance/);
    });

    it('is a red dot if neither the form nor a message has a distribution', async () => {
      await load(flow(liveview('live', { distributions: [] })));
      await new StatusWatch('live').until('red', 'dot', /at least one distribution/);
    });

    it('names the problem of the node’s own configuration', async () => {
      await load(flow(liveview('live', { filters: [{ mode: 'only', name: 'Host', values: ['x'] }] })));
      await new StatusWatch('live').until('red', 'dot', /Filter 1, Mode must .*"only"/);
    });
  });

  it('has names of text, even if variables make them numbers', async () => {
    const env = [{ name: 'SITE', value: '7', type: 'num' }];
    const [tab, box, ...others] = flow(liveview('live', { name: '${SITE}' }));
    await load([{ ...tab, env } as FlowNode, { ...box, z: 'tab', name: '${SITE}' } as FlowNode, ...others]);
    const { topic, liveview: about } = await new Sink('live-out').message(0);
    assert.deepEqual([topic, about.appliance], ['7', '7']);
  });

  describe('at a deploy', () => {
    it('keeps its socket if only this node has changed', async () => {
      await load(flow(liveview('live')));
      await new Sink('live-out').message(0);
      await deploy(flow(liveview('live', { name: 'renamed' })), 'nodes');
      assert.equal((await new Sink('live-out').message(0)).topic, 'renamed');
      assert.equal(simulator.upgradeCount, 1);
      assert.equal(simulator.connectionCount, 1);
    });

    it('leaves nothing open after it is removed or the flows stop', async () => {
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

  it('adds no listeners with more nodes', async () => {
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
