import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Simulator, type SimulatorOptions } from '../../../tools/simulator';
import { standingAt } from '../../support/standing-clock';
import { ROOT } from '../../support/root';
import { deploy, type FlowNode, getNode, load, Sink, StatusWatch, unload } from '../../support/node-red';
import { type Alarm, alertFlow, INBOUND, LIVEVIEW, sink, start, update } from './alert-flow';
import { SteeredClock } from '../../support/steered-clock';

describe('activelogic-alert', () => {
  afterEach(async () => {
    await unload();
  });

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
    const { since, id, ...rest } = raised;
    assert(Math.abs(since - Date.now()) < 60_000);
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.deepEqual(rest, {
      state: 'raised',
      name: '',
      severity: 'warning',
      appliance: 'Box',
      path: ['host0'],
      item: { name: 'host0', inbound: 150 },
      values: { inbound: 150 },
      duration: 0,
      active: 1,
      text: 'Warning: host0 on Box, inbound is 150 (more than 100)',
    });
    const cleared = out.messages[1]?.payload as Alarm;
    assert.deepEqual([cleared.id, cleared.since], [id, since]);
    assert.equal(cleared.until, since + cleared.duration * 1000);
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
    await status.until('green', 'dot', /noAlarms/);
    getNode('alert').receive(update(50));
    await completed.message(2);
    assert.equal(out.messages.length, 1);
  });

  describe('with the list as its output', () => {
    function lists(out: Sink): string[][] {
      return out.messages.map(({ payload }) => (payload as Alarm[]).map(({ path }) => path.join(' / ')));
    }

    it('sends all active alarms when that has changed, and with the first update', async () => {
      const { out, completed } = await start({ output: 'list' });
      const updates = [
        [50, 50],
        [60, 60],
        [150, 50],
        [160, 50],
        [150, 200],
        [50, 200],
        [50, 50],
      ];
      for (const values of updates) getNode('alert').receive(update(...values));
      await completed.message(updates.length - 1);
      assert.deepEqual(lists(out), [[], ['host0'], ['host0', 'host1'], ['host1'], []]);
      const [alarm] = out.messages[1]?.payload as [Alarm];
      assert.deepEqual(
        [alarm.state, alarm.path, alarm.appliance, alarm.active],
        ['raised', ['host0'], 'Box', 1],
      );
      assert.match(alarm.text, /^Warning: host0 on Box/);
      assert.deepEqual(out.messages[1]?.liveview, LIVEVIEW);
    });

    it('has the alarms of several appliances in one list', async () => {
      const { out, completed } = await start({ output: 'list' });
      getNode('alert').receive(update(150));
      getNode('alert').receive({
        ...update(150),
        liveview: { ...LIVEVIEW, node: 'other', appliance: 'Other' },
      });
      await completed.message(1);
      const { payload } = await out.message(1);
      assert.deepEqual(
        (payload as { appliance: string }[]).map(({ appliance }) => appliance),
        ['Box', 'Other'],
      );
    });

    it('sends an empty one with msg.reset', async () => {
      const { out, completed } = await start({ output: 'list' });
      getNode('alert').receive(update(150));
      getNode('alert').receive({ reset: true });
      await completed.message(1);
      assert.deepEqual(lists(out), [['host0'], []]);
    });
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

  it('forgets a liveview node that was deleted while the flows were stopped', async () => {
    await load([
      { id: 'tab', type: 'tab' },
      { id: 'box', type: 'activelogic-appliance', url: 'ws://127.0.0.1:1/view' },
      {
        id: LIVEVIEW.node,
        type: 'activelogic-liveview',
        z: 'tab',
        appliance: 'box',
        autostart: false,
        wires: [[]],
      },
    ]);
    await unload();
    await start();
    const status = new StatusWatch('alert');
    getNode('alert').receive(update(150));
    await status.until('red', 'dot', /\b1\b/);
  });

  describe('status', () => {
    const UNKNOWN = { ...INBOUND, column: 'inbond' };
    const NODE = { ...LIVEVIEW, node: 'elsewhere' };

    function codes(failures: Sink): (string | undefined)[] {
      return failures.messages.map(({ error }) => error.code);
    }

    it('is a yellow ring before the first update, also after a reset', async () => {
      await start();
      const shown = new StatusWatch('alert');
      getNode('alert').receive({ reset: true });
      await shown.until('yellow', 'ring', /waiting/);
      assert(shown.shown.every(({ fill }) => fill === 'yellow'));
    });

    it('names the columns that no item has, and fails once until an item has them', async () => {
      const { failures, completed } = await start({
        conditions: [UNKNOWN, { column: 'drops', measure: 'percent', of: 'inbound', op: 'gt', raise: 1 }],
      });
      const status = new StatusWatch('alert');
      const receive = (...items: object[]): void => {
        getNode('alert').receive({
          payload: items.map((item, index) => ({ name: `host${index}`, ...item })),
          liveview: NODE,
        });
      };
      receive({ inbound: 1 }, { inbound: 2 });
      await status.until('yellow', 'dot', /^no item has a number in inbond, drops$/);
      receive({ inbound: 1, drops: 'many' });
      receive();
      await completed.message(1);
      status.shown.length = 0;
      receive({ inbound: 1, inbond: null, drops: 2 });
      await status.until('green', 'dot');
      receive({ inbound: 1 });
      await failures.message(1);
      assert.deepEqual(codes(failures), ['column-not-there', 'column-not-there']);
      assert.match(failures.messages[0]?.error.message ?? '', /inbond, drops/);
    });

    it('knows the columns of points, which leave out what is not known', async () => {
      const { failures } = await start();
      const status = new StatusWatch('alert');
      const tags = { host: 'a' };
      const payload = [{ measurement: 'm', path: ['a'], tags, fields: { outbound: 1 }, timestamp: 0 }];
      getNode('alert').receive({ payload, liveview: { ...NODE, fields: { inbound: {} } } });
      await status.until('green', 'dot');
      assert.deepEqual(codes(failures), []);
    });

    it('goes on with the other conditions’ alarms, and says how many there are', async () => {
      const { out } = await start({ goneFor: 5 });
      const status = new StatusWatch('alert');
      getNode('alert').receive(update(150));
      await out.message(0);
      getNode('alert').receive({ payload: [{ name: 'x' }], liveview: LIVEVIEW });
      await status.until('yellow', 'dot', /^alarms: 1 · no item has a number in inbound$/);
    });

    it('is a red dot while each update of one view fails, which is said once; another’s success changes nothing', async () => {
      const { failures, completed } = await start({ level: 2 });
      const status = new StatusWatch('alert');
      const good = { payload: [{ name: 'a', inbound: 1, children: [{ name: 'b', inbound: 1 }] }] };
      const other = { ...NODE, distributions: [{ name: 'Local Host' }, { name: 'Service' }], node: 'other' };
      for (let count = 0; count < 3; count++) {
        getNode('alert').receive({ ...update(1), liveview: NODE });
        getNode('alert').receive({ ...good, liveview: other });
      }
      await status.until('red', 'dot', /level 2/);
      // What failed without a word is done all the same.
      await completed.message(4);
      status.shown.length = 0;
      getNode('alert').receive({ ...good, liveview: { ...other, node: NODE.node } });
      await status.until('green', 'dot');
      getNode('alert').receive({ ...update(1), liveview: NODE });
      await failures.message(1);
      assert.deepEqual(codes(failures), ['level-not-there', 'level-not-there']);
    });

    it('is a red ring when no update has come for a minute, and nothing here knows of the view', async () => {
      const clock = new SteeredClock();
      const { completed } = await start({}, clock);
      const status = new StatusWatch('alert');
      getNode('alert').receive({ ...update(50), liveview: NODE });
      await completed.message(0);
      await clock.advance(59_000);
      await status.until('green', 'dot');
      await clock.advance(2000);
      await status.until('red', 'ring', /^no updates for 60 s$/);
      status.shown.length = 0;
      getNode('alert').receive({ ...update(50), liveview: NODE });
      await completed.message(1);
      await clock.advance(1000);
      await status.until('green', 'dot');
    });
  });

  for (const wrong of [
    {},
    { payload: 'x' },
    { payload: [] },
    { payload: [{}], liveview: LIVEVIEW },
    { payload: [{}], liveview: { ...LIVEVIEW, node: 'other' } },
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
    ['a bad number', { conditions: [INBOUND, { ...INBOUND, raise: 'x' }] }, /Condition 2: Threshold .*"x"/],
    ['an empty column', { conditions: [{ ...INBOUND, column: '' }] }, /Condition 1: Column/],
    [
      'clear on the wrong side',
      { conditions: [{ ...INBOUND, clear: 200 }] },
      /Condition 1: the threshold to clear at \(200\)/,
    ],
    ['a bad level', { level: 'middle' }, /level .*"middle"/],
    ['a bad time to hold', { raiseFor: -1 }, /Raise after .*-1/],
    ['an unknown store', { store: 'disk' }, /no context store "disk"; its settings name: default, memory/],
    ['a bad severity', { severity: 'high' }, /Severity .*critical, warning, info.*"high"/],
    ['a bad match', { match: 'some' }, /must be one of all, any.*"some"/],
    ['a bad time', { remind: -1 }, /Remind .*-1/],
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

  it('has a name of text, even if a variable makes it a number', async () => {
    const [tab, ...others] = alertFlow({ name: '${SITE}' });
    await load([{ ...tab, env: [{ name: 'SITE', value: '7', type: 'num' }] } as FlowNode, ...others]);
    const out = new Sink('out');
    getNode('alert').receive(update(150));
    const { name, text } = (await out.message(0)).payload as Alarm;
    assert.equal(name, '7');
    assert.match(text, /^7 \(Warning\): host0 on Box/);
  });

  describe('behind liveview', () => {
    let simulator: Simulator;
    afterEach(async () => {
      await simulator.stop();
    });

    async function serve(options: SimulatorOptions = {}): Promise<void> {
      simulator = new Simulator({
        port: 0,
        interval: 0,
        hosts: 4,
        services: 3,
        clock: standingAt(12),
        ...options,
      });
      await simulator.start();
    }

    /** An example's flow with the given sinks instead of its debug node, and one for the updates. */
    function example(name: string): FlowNode[] {
      const file = path.join(ROOT, 'examples', `${name}.json`);
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
      const clock = new SteeredClock();
      await load(flow, {}, { clock });
      const updates = new Sink('updates');
      const alarms = new Sink('alarms');
      const texts = new Sink(flow.find(({ type }) => type === 'helper')?.id ?? '');
      await clock.advance(1000);
      for (let second = 0; second < 120; second++) {
        await updates.message(second);
        await clock.advance(1000);
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

    it('raises and clears when the rehearsed drops last for longer than it waits', async () => {
      await serve({ rehearse: [{ kind: 'drops', seconds: 60 }], hosts: 200, services: 12 });
      const { alarms, texts } = await rehearse('shaping-drop-alerts');
      assert.deepEqual(statesOf(alarms, 'HLS'), ['raised', 'cleared']);
      assert.match(
        texts[0] ?? '',
        /^Drops over 5 % \(Warning\): \w+ on .*, .* is [\d.]+ % of .* \(more than 5 %\), .* is [\d.]+ % of .* \(more than 5 %\)$/,
      );
      assert.match(texts.at(-1) ?? '', /^Drops over 5 % \(Warning\) is over after \d+ (?:s|min): \w+ on /);
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
        /^Quality under 0\.95 \(Warning\): HLS on .* is 0\.8\d* \(less than 0\.95\), .* is [\d.]+ Mbit\/s \(more than 5 Mbit\/s\)$/,
      );
    }).timeout(30_000);

    it('raises the same alarms from every output and shape', async () => {
      await serve({ rehearse: [{ kind: 'drops' }] });
      const kinds = ['update', 'item'].flatMap((output) =>
        ['tree', 'rows', 'points'].map((shape) => ({ output, shape })),
      );
      const clock = new SteeredClock();
      const flow = [
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
      ];
      await load(flow, {}, { clock });
      const outs = kinds.map(({ output, shape }) => new Sink(`out-${output}-${shape}`));
      const completed = new Sink('completed');
      await clock.advance(1000);
      const judged = (tick: number): boolean =>
        kinds.every(({ output, shape }) => {
          const messages = completed.messages.filter(
            ({ topic, liveview }) => topic === `${output}-${shape}` && liveview.sequence === tick,
          );
          return messages.length === (output === 'item' ? messages[0]?.parts.count : 1);
        });
      for (let tick = 1, next = 0; tick <= 25; tick++) {
        while (!judged(tick)) await completed.message(next++);
        await clock.advance(1000);
        simulator.tick();
      }
      const said = outs.map((out) =>
        out.messages.map(({ topic, payload }) => `${topic ?? ''} ${(payload as Alarm).state}`).sort(),
      );
      assert((said[0]?.length ?? 0) > 3);
      for (const each of said) assert.deepEqual(each, said[0]);
    }).timeout(30_000);

    describe('status', () => {
      async function watch(live: object = {}): Promise<{ status: StatusWatch; updates: Sink }> {
        await serve();
        await load(watched(live));
        return { status: new StatusWatch('alert'), updates: new Sink('updates') };
      }

      function watched(live: object = {}): FlowNode[] {
        return [
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
            ...live,
          },
          {
            id: 'alert',
            type: 'activelogic-alert',
            z: 'tab',
            conditions: [{ column: 'inbound', op: 'gt', raise: 1e15 }],
            wires: [[]],
          },
          sink('updates'),
        ];
      }

      it('is not green while the view is dead, and green again when it is back', async () => {
        const { status } = await watch();
        await status.until('green', 'dot');
        await simulator.stop();
        await status.until('red', 'ring', /^disconnected: .*/);
        status.shown.length = 0;
        await simulator.start();
        await status.until('green', 'dot');
      });

      it('is that of the dead view where an interval keeps the next update back for long', async () => {
        const { status } = await watch({ interval: 3600 });
        await status.until('green', 'dot');
        await simulator.stop();
        await status.until('red', 'ring', /^disconnected: .*/);
      });

      it('waits while the view is closed', async () => {
        const { status } = await watch();
        await status.until('green', 'dot');
        status.shown.length = 0;
        getNode('live').receive({ action: 'close' });
        await status.until('yellow', 'ring', /waiting/);
      });

      it('says that the view was refused when it came back', async () => {
        const { status } = await watch();
        await status.until('green', 'dot');
        simulator.refuse(401);
        simulator.terminateAll();
        await status.until('red', 'dot', /401/);
      });

      it('says what keeps a liveview node from opening its view after a deploy', async () => {
        const { status } = await watch();
        await status.until('green', 'dot');
        await deploy(watched({ limit: -3 }), 'nodes');
        await status.until('red', 'dot', /-3/);
      });

      it('forgets a liveview node that was removed', async () => {
        const { status } = await watch();
        await status.until('green', 'dot');
        const others = watched().filter(({ id }) => id !== 'live');
        await simulator.stop();
        await status.until('red', 'ring');
        await deploy(others, 'nodes');
        await status.until('yellow', 'ring', /waiting/);
      });
    });

    it('has no false growth after a reconnect', async () => {
      await serve({ counters: 'total' });
      const clock = new SteeredClock();
      const flow = [
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
          conditions: [{ column: 'in.shapingtotal', measure: 'rate', op: 'gte', raise: 0 }],
          raiseFor: 0,
          wires: [['out']],
        },
        sink('updates'),
        sink('out'),
      ];
      await load(flow, {}, { clock });
      const updates = new Sink('updates');
      const out = new Sink('out');
      await clock.advance(1000);
      const first = await updates.message(0);
      simulator.terminateAll();
      while (!updates.messages[1]) await clock.advance(10);
      const second = await updates.message(1);
      assert.notEqual(second.liveview.connection, first.liveview.connection);
      assert.equal(out.messages.length, 0);
      await clock.advance(1000);
      simulator.tick();
      const third = await updates.message(2);
      assert.equal(third.liveview.connection, second.liveview.connection);
      await out.message(0);
    });
  });
});
