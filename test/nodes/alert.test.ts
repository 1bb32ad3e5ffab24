import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NodeMessage } from 'node-red';
import { Simulator, type SimulatorOptions } from 'node-red-contrib-activelogic/simulator';
import { type FlowNode, getNode, load, Sink, StatusWatch, unload } from '../support/node-red';

const INBOUND = { column: 'inbound', measure: 'value', op: 'gt', raise: 100 };
const LIVEVIEW = { appliance: 'Box', distributions: [{ name: 'Local Host' }], filters: [] };

interface Alarm {
  state: string;
  item: { name: string; inbound: number };
  path: string[];
  values: Record<string, number | null>;
  since: number;
  duration: number;
  active: number;
}

describe('activelogic-alert', () => {
  afterEach(async () => {
    await unload();
  });

  function sink(id: string): FlowNode {
    return { id, type: 'helper', z: 'tab', wires: [] };
  }

  /** An alert node with a sink, and others for failures and completed messages. */
  async function start(more: object = {}): Promise<{ out: Sink; failures: Sink; completed: Sink }> {
    await load([
      { id: 'tab', type: 'tab' },
      {
        id: 'alert',
        type: 'activelogic-alert',
        z: 'tab',
        name: '',
        conditions: [INBOUND],
        level: 'leaf',
        raiseAfter: 1,
        clearAfter: 1,
        goneAfter: 1,
        remind: 0,
        wires: [['out']],
        ...more,
      },
      sink('out'),
      { id: 'catch', type: 'catch', z: 'tab', wires: [['failures']] },
      sink('failures'),
      { id: 'complete', type: 'complete', z: 'tab', scope: ['alert'], wires: [['completed']] },
      sink('completed'),
    ]);
    return { out: new Sink('out'), failures: new Sink('failures'), completed: new Sink('completed') };
  }

  function update(...values: number[]): NodeMessage {
    return {
      payload: values.map((inbound, index) => ({ name: `host${index}`, inbound })),
      liveview: LIVEVIEW,
    };
  }

  it('says once when an alarm starts and once when it ends', async () => {
    const { out, completed } = await start();
    for (const value of [50, 150, 160, 90, 80]) getNode('alert').receive(update(value));
    await completed.message(4);
    assert.deepEqual(
      out.messages.map(({ payload }) => (payload as Alarm).state),
      ['raised', 'cleared'],
    );
    const [raised] = out.messages.map(({ payload }) => payload as Alarm);
    assert(raised);
    const { since, ...rest } = raised;
    assert(Math.abs(since - Date.now()) < 60_000);
    assert.deepEqual(rest, {
      state: 'raised',
      item: { name: 'host0', inbound: 150 },
      path: ['host0'],
      values: { inbound: 150 },
      duration: 0,
      active: 1,
    });
    assert.equal(out.messages[0]?.topic, 'host0');
    assert.deepEqual(out.messages[0].liveview, LIVEVIEW);
  });

  it('keeps what else the message has, but for its parts, and shares nothing between messages', async () => {
    const { out } = await start();
    const item = { name: 'host0', inbound: 150 };
    getNode('alert').receive({
      payload: [item, { ...item, name: 'host1' }],
      liveview: LIVEVIEW,
      parts: { id: 'x' },
      mine: { a: 1 },
    });
    const [first, second] = [await out.message(0), await out.message(1)];
    assert.deepEqual([first.mine, 'parts' in first], [{ a: 1 }, false]);
    assert.notEqual(first.liveview, second.liveview);
    assert.notEqual(first.mine, second.mine);
    assert.notEqual((first.payload as Alarm).item, item);
    assert.equal((second.payload as Alarm).active, 2);
  });

  it('forgets everything with msg.reset, without a message', async () => {
    const { out, completed } = await start();
    const status = new StatusWatch('alert');
    getNode('alert').receive(update(150));
    await status.until('red', 'dot', /\b1\b/);
    status.shown.length = 0;
    getNode('alert').receive({ reset: true });
    await status.until('green', 'dot', /noAlarms|no alarms/);
    getNode('alert').receive(update(50));
    await completed.message(2);
    assert.equal(out.messages.length, 1);
  });

  it('shows how many alarms are active: green when none, red when any', async () => {
    await start();
    const status = new StatusWatch('alert');
    getNode('alert').receive(update(150, 150));
    await status.until('red', 'dot', /\b2\b/);
    status.shown.length = 0;
    getNode('alert').receive(update(50, 50));
    await status.until('green', 'dot');
  });

  it('is green from the start', async () => {
    await start();
    await new StatusWatch('alert').until('green', 'dot');
  });

  for (const wrong of [
    {},
    { payload: 'x' },
    { payload: [] },
    { payload: [{}], liveview: LIVEVIEW },
    { reset: 1 },
  ]) {
    it(`fails for ${JSON.stringify(wrong)}, and says what is expected`, async () => {
      const { out, failures } = await start();
      getNode('alert').receive(wrong);
      const { error } = await failures.message(0);
      assert.equal(error.code, 'not-an-update');
      assert.match(error.message, /liveview node.*msg\.reset = true/);
      getNode('alert').receive(update(150));
      await out.message(0);
    });
  }

  const broken: [string, object, RegExp][] = [
    ['no conditions', { conditions: [] }, /at least one condition/],
    ['a bad number', { conditions: [INBOUND, { ...INBOUND, raise: 'x' }] }, /Condition 2: raise .*"x"/],
    ['an empty column', { conditions: [{ ...INBOUND, column: '' }] }, /Condition 1: column/],
    ['clear on the wrong side', { conditions: [{ ...INBOUND, clear: 200 }] }, /Condition 1: clear \(200\)/],
    ['a bad level', { level: 'middle' }, /level .*"middle"/],
    ['a bad count', { raiseAfter: 0 }, /raiseAfter .*0/],
    ['a bad time', { remind: -1 }, /remind .*-1/],
  ];
  for (const [name, config, expected] of broken) {
    it(`refuses ${name}: red status, and every message fails with the same reason`, async () => {
      const { failures } = await start(config);
      await new StatusWatch('alert').until('red', 'dot', expected);
      // The first failure is that of the deploy.
      getNode('alert').receive(update(150));
      const { error } = await failures.message(0);
      assert.match(error.message, expected);
    });
  }

  it('takes numbers from environment variables', async () => {
    process.env.ACTIVELOGIC_LIMIT = '120';
    const { out } = await start({ conditions: [{ ...INBOUND, raise: '${ACTIVELOGIC_LIMIT}' }] });
    Reflect.deleteProperty(process.env, 'ACTIVELOGIC_LIMIT');
    getNode('alert').receive(update(110, 130));
    assert.equal((await out.message(0)).topic, 'host1');
  });

  describe('behind liveview', () => {
    let simulator: Simulator;
    afterEach(async () => {
      await simulator.stop();
    });

    async function serve(options: SimulatorOptions = {}): Promise<void> {
      simulator = new Simulator({ port: 0, interval: 0, hosts: 4, services: 3, ...options });
      await simulator.start();
    }

    /** An example's flow with the given sinks instead of its debug node, and one for the updates. */
    function example(name: string): FlowNode[] {
      const file = path.join(__dirname, '..', '..', 'examples', `${name}.json`);
      const nodes = (JSON.parse(readFileSync(file, 'utf8')) as FlowNode[]).filter(
        ({ type }) => type !== 'comment',
      );
      const tab = nodes.find(({ type }) => type === 'tab')?.id;
      const wired = nodes.map((node): FlowNode => {
        const wires = (node.wires as string[][] | undefined) ?? [];
        if (node.type === 'activelogic-appliance') return { ...node, url: simulator.url };
        if (node.type === 'activelogic-liveview')
          return { ...node, wires: [[...(wires[0] ?? []), 'updates']] };
        if (node.type === 'activelogic-alert') return { ...node, wires: [[...(wires[0] ?? []), 'alarms']] };
        return node.type === 'debug' ? { id: node.id, type: 'helper', z: tab, wires: [] } : node;
      });
      const more = ['updates', 'alarms'].map((id): FlowNode => ({ id, type: 'helper', z: tab, wires: [] }));
      return [...wired, ...more];
    }

    /** Lets two minutes go by in ticks of a second; returns what each alarm's message said, and the texts. */
    async function rehearse(name: string): Promise<{ alarms: Alarm[]; texts: string[] }> {
      const flow = example(name);
      await load(flow);
      const updates = new Sink('updates');
      const alarms = new Sink('alarms');
      const texts = new Sink(flow.find(({ type }) => type === 'helper')?.id ?? '');
      for (let second = 0; second < 120; second++) {
        await updates.message(second);
        simulator.tick();
      }
      await updates.message(120);
      if (alarms.messages.length > 0) await texts.message(alarms.messages.length - 1);
      return {
        alarms: alarms.messages.map(({ payload }) => payload as Alarm),
        texts: texts.messages.map(({ payload }) => payload as string),
      };
    }

    function statesOf(alarms: Alarm[], name: string): string[] {
      return alarms.filter(({ path }) => path.join() === name).map(({ state }) => state);
    }

    it('raises and clears in each minute of the rehearsed drops', async () => {
      await serve({ rehearse: [{ kind: 'drops' }], hosts: 200, services: 12 });
      const { alarms, texts } = await rehearse('shaping-drop-alerts');
      assert.deepEqual(statesOf(alarms, 'HLS'), ['raised', 'cleared', 'raised', 'cleared']);
      assert.match(
        texts[0] ?? '',
        /^RAISED \w+: \d+(\.\d)? % of its shaped packets dropped \(active alarms: 1\)$/,
      );
      assert.match(texts.at(-1) ?? '', /^CLEARED \w+: .*, after \d+ s \(active alarms: 0\)$/);
    }).timeout(30_000);

    it('raises and clears in each minute of the rehearsed dip of quality', async () => {
      await serve({ rehearse: [{ kind: 'quality' }], hosts: 200, services: 12 });
      const { alarms, texts } = await rehearse('quality-triggers');
      assert.deepEqual(
        alarms.map(({ state }) => state),
        ['raised', 'cleared', 'raised', 'cleared'],
      );
      assert.match(
        texts[0] ?? '',
        /^RAISED HLS: quality 0\.8\d* at [\d.]+ Mbit\/s inbound \(active alarms: 1\)$/,
      );
    }).timeout(30_000);

    it('raises the same alarms from every output and shape', async () => {
      await serve({ rehearse: [{ kind: 'drops' }] });
      const kinds = ['update', 'item'].flatMap((output) =>
        ['tree', 'rows', 'points'].map((shape) => ({ output, shape })),
      );
      await load([
        { id: 'tab', type: 'tab' },
        { id: 'box', type: 'activelogic-appliance', url: simulator.url },
        ...kinds.flatMap(({ output, shape }): FlowNode[] => [
          {
            id: `live-${output}-${shape}`,
            type: 'activelogic-liveview',
            z: 'tab',
            name: `${output}-${shape}`,
            appliance: 'box',
            distributions: [{ name: 'Local Host' }, { name: 'Service' }],
            output,
            shape,
            wires: [[`alert-${output}-${shape}`]],
          },
          {
            id: `alert-${output}-${shape}`,
            type: 'activelogic-alert',
            z: 'tab',
            conditions: [
              { column: 'in.shapingdrops', measure: 'percent', of: 'in.shapingtotal', op: 'gt', raise: 5 },
            ],
            wires: [[`out-${output}-${shape}`]],
          },
          sink(`out-${output}-${shape}`),
        ]),
        {
          id: 'complete',
          type: 'complete',
          z: 'tab',
          scope: kinds.map(({ output, shape }) => `alert-${output}-${shape}`),
          wires: [['completed']],
        },
        sink('completed'),
      ]);
      const outs = kinds.map(({ output, shape }) => new Sink(`out-${output}-${shape}`));
      const completed = new Sink('completed');
      const judged = (tick: number): boolean =>
        kinds.every(({ output, shape }) => {
          const messages = completed.messages.filter(
            ({ topic, liveview }) => topic === `${output}-${shape}` && liveview.sequence === tick,
          );
          return messages.length === (output === 'item' ? messages[0]?.parts.count : 1);
        });
      for (let tick = 1, next = 0; tick <= 25; tick++) {
        while (!judged(tick)) await completed.message(next++);
        simulator.tick();
      }
      const said = outs.map((out) =>
        out.messages.map(({ topic, payload }) => `${topic ?? ''} ${(payload as Alarm).state}`).sort(),
      );
      assert((said[0]?.length ?? 0) > 3);
      for (const each of said) assert.deepEqual(each, said[0]);
    }).timeout(30_000);

    it('has no false growth after a reconnect', async () => {
      await serve({ counters: 'cumulative' });
      await load([
        { id: 'tab', type: 'tab' },
        {
          id: 'box',
          type: 'activelogic-appliance',
          url: simulator.url,
          reconnectMin: 0.01,
          reconnectMax: 0.01,
        },
        {
          id: 'live',
          type: 'activelogic-liveview',
          z: 'tab',
          appliance: 'box',
          distributions: [{ name: 'Service' }],
          wires: [['alert', 'updates']],
        },
        {
          id: 'alert',
          type: 'activelogic-alert',
          z: 'tab',
          conditions: [{ column: 'in.shapingtotal', measure: 'delta', op: 'gte', raise: 0 }],
          raiseAfter: 1,
          wires: [['out']],
        },
        sink('updates'),
        sink('out'),
      ]);
      const updates = new Sink('updates');
      const out = new Sink('out');
      const first = await updates.message(0);
      simulator.terminateAll();
      const second = await updates.message(1);
      assert.notEqual(second.liveview.connection, first.liveview.connection);
      assert.equal(out.messages.length, 0);
      simulator.tick();
      const third = await updates.message(2);
      assert.equal(third.liveview.connection, second.liveview.connection);
      await out.message(0);
    });
  });
});
