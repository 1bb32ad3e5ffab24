import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import { deploy, getNode, load, Sink, StatusWatch, unload } from '../../support/node-red';
import { SteeredClock } from '../../support/steered-clock';
import { type Alarm, alertFlow, INBOUND, LIVEVIEW, sinks, start, update } from './alert-flow';

const NOT_ONE = { id: 'nothing', type: 'tab' };

function alarms({ messages }: Sink): Alarm[] {
  return messages.flatMap(({ payload }) => payload as Alarm | Alarm[]);
}

function states(sink: Sink): string[] {
  return alarms(sink).map(({ state, path }) => `${state} ${path.join('/')}`.trim());
}

function receive(message: NodeMessage): void {
  getNode('alert').receive(message);
}

describe('the alarms of a node', () => {
  afterEach(async () => {
    await unload();
  });

  describe('after a deploy', () => {
    for (const output of ['event', 'update'] as const) {
      it(`are not raised again, and their end is said: output ${output}`, async () => {
        const { completed } = await start({ output });
        receive(update(150, 150, 50));
        await completed.message(0);
        await deploy([...alertFlow({ output, name: 'renamed' }), NOT_ONE], 'nodes');
        const after = sinks();
        receive(update(150, 50, 150));
        await after.completed.message(0);
        assert.deepEqual(states(after.out), ['cleared host1', 'raised host2']);
        assert.deepEqual(
          alarms(after.out).map(({ name, active }) => [name, active]),
          [
            ['renamed', 1],
            ['renamed', 2],
          ],
        );
      });
    }

    it('are in the first list', async () => {
      const { completed } = await start({ output: 'list' });
      receive(update(150));
      await completed.message(0);
      await deploy(alertFlow({ output: 'list', name: 'renamed' }), 'nodes');
      const after = sinks();
      receive(update(150));
      await after.completed.message(0);
      assert.deepEqual(states(after.out), ['raised host0']);
    });

    it('are in the list again when a silence ends before the first message', async () => {
      const clock = new SteeredClock();
      const { completed } = await start({ output: 'list' }, clock);
      receive(update(150));
      receive({ silence: { for: 60 } });
      await completed.message(1);
      await deploy(alertFlow({ output: 'list', name: 'renamed' }), 'nodes');
      const after = sinks();
      await clock.advance(61_000);
      await after.out.message(0);
      assert.deepEqual(states(after.out), ['raised host0']);
    });

    it('take no notice of a repeat', async () => {
      const numbered = { ...update(150), liveview: { ...LIVEVIEW, connection: 7, update: 1 } };
      const { completed } = await start();
      receive(numbered);
      await completed.message(0);
      await deploy(alertFlow({ name: 'renamed' }), 'nodes');
      const after = sinks();
      receive({ ...numbered, payload: [] });
      await after.completed.message(0);
      assert.deepEqual(states(after.out), []);
      for (const number of [2, 3])
        receive({ ...numbered, payload: [], liveview: { ...numbered.liveview, update: number } });
      await after.completed.message(2);
      assert.deepEqual(states(after.out), ['gone host0']);
    });

    it('end as gone when their liveview node was removed', async () => {
      const live = { id: 'live', type: 'activelogic-liveview', z: 'tab', wires: [['alert']] };
      await load([...alertFlow(), live]);
      const { out, completed } = sinks();
      receive(update(150));
      await completed.message(0);
      await deploy(alertFlow(), 'nodes');
      await out.message(1);
      assert.deepEqual(states(out), ['raised host0', 'gone host0']);
      assert.deepEqual(out.messages[1]?.liveview, LIVEVIEW);
    });
  });

  it('are sent together with output update: an outage of many hosts is one message', async () => {
    const { out, completed } = await start({ output: 'update' });
    receive({ ...update(...Array<number>(500).fill(150)), topic: 'mine' });
    receive(update(150));
    await completed.message(1);
    assert.deepEqual(
      out.messages.map(({ payload }) => (payload as Alarm[]).length),
      [500, 499],
    );
    assert.equal(out.messages[0]?.topic, 'mine');
    assert.equal(new Set(alarms(out).map(({ id }) => id)).size, 500);
  });

  it('end with an update without items, of which a Join node must not hear', async () => {
    const { out, completed } = await start();
    receive(update(150));
    receive({
      liveview: LIVEVIEW,
      parts: { id: 'x', type: 'array', count: 0, len: 1 },
      complete: true,
    });
    await completed.message(1);
    assert.deepEqual(states(out), ['raised host0', 'gone host0']);
    assert(!('complete' in (out.messages[1] ?? {})) && !('parts' in (out.messages[1] ?? {})));
  });

  describe('that nothing is heard of', () => {
    for (const output of ['event', 'update'] as const) {
      it(`is said once, and that updates are back: output ${output}`, async () => {
        const clock = new SteeredClock();
        const { out, completed } = await start(
          { output, noDataFor: 30, severity: 'critical', name: 'Drops' },
          clock,
        );
        receive(update(150));
        await completed.message(0);
        await clock.advance(29_000);
        await clock.advance(2000);
        await clock.advance(600_000);
        receive(update(150));
        await completed.message(1);
        assert.deepEqual(states(out), ['raised host0', 'nodata', 'resumed']);
        const [, nodata, resumed] = alarms(out);
        assert(nodata && resumed);
        assert.equal(nodata.id, resumed.id);
        assert.deepEqual([nodata.item, nodata.values, nodata.appliance], [null, {}, 'Box']);
        assert.equal(nodata.text, 'Drops (Critical) is blind: no update of Local Host from Box for 30 s');
        assert.match(
          resumed.text,
          /^Drops \(Critical\) sees again: updates of Local Host from Box are back after 11 min$/,
        );
        assert.deepEqual(out.messages[1]?.liveview, LIVEVIEW);
        assert.deepEqual(
          out.messages.map(({ topic }) => topic).slice(1),
          output === 'event' ? ['', ''] : [undefined, undefined],
        );
      });
    }

    it('is said where nothing has come since the deploy', async () => {
      const clock = new SteeredClock();
      const { out } = await start({ noDataFor: 30 }, clock);
      await clock.advance(31_000);
      assert.deepEqual(
        alarms(out).map(({ text }) => text),
        ['Warning is blind: no update has come for 30 s'],
      );
    });

    it('is in the list', async () => {
      const clock = new SteeredClock();
      const { out, completed } = await start({ output: 'list', noDataFor: 30 }, clock);
      receive(update(50));
      await completed.message(0);
      await clock.advance(31_000);
      receive(update(50));
      await completed.message(1);
      assert.deepEqual(
        out.messages.map(({ payload }) => (payload as Alarm[]).map(({ state }) => state)),
        [[], ['nodata'], []],
      );
    });
  });

  describe('that are held back', () => {
    it('are said when the silence ends and they still hold', async () => {
      const clock = new SteeredClock();
      const { out, completed } = await start({}, clock);
      const status = new StatusWatch('alert');
      receive({ silence: { for: 60, reason: 'maintenance' } });
      receive(update(150, 150));
      await completed.message(1);
      await clock.advance(2000);
      await status.until('red', 'dot', /^alarms: 2 · silenced: 2$/);
      receive(update(150, 50));
      await completed.message(2);
      assert.deepEqual(states(out), []);
      await clock.advance(61_000);
      assert.deepEqual(states(out), ['raised host0']);
    });

    it('are said when the silence is lifted; the message says nothing of the silence', async () => {
      const { out, completed } = await start();
      receive({ silence: { path: ['host0'], for: 60 } });
      receive(update(150));
      receive({ silence: false });
      await completed.message(2);
      assert.deepEqual(states(out), ['raised host0']);
      assert(!('silence' in (out.messages[0] ?? {})));
    });

    it('are none of the list', async () => {
      const { out, completed } = await start({ output: 'list' });
      receive(update(150, 150));
      receive({ silence: { path: ['host0'], for: 60 } });
      receive({ silence: false });
      await completed.message(2);
      assert.deepEqual(
        out.messages.map(({ payload }) => (payload as Alarm[]).map(({ path }) => path.join())),
        [['host0', 'host1'], ['host1'], ['host0', 'host1']],
      );
    });
  });

  it('that are known are not repeated', async () => {
    const clock = new SteeredClock();
    const { out, completed } = await start({ remind: 10 }, clock);
    receive(update(150, 150));
    await completed.message(0);
    receive({ ack: alarms(out)[0]?.id });
    await clock.advance(11_000);
    receive(update(150, 150));
    await completed.message(2);
    assert.deepEqual(states(out).slice(2), ['reminder host1']);
    assert.match(alarms(out)[2]?.text ?? '', /^Warning, still after 11 s: host1 on Box/);
  });

  for (const [wrong, expected] of [
    [{ ack: 'x' }, /msg\.ack must be the id of an active alarm, but is "x"/],
    [{ silence: 5 }, /msg\.silence must be false, .*but is 5/],
    [{ silence: { for: -1 } }, /msg\.silence\.for .*-1/],
    [
      { payload: [], liveview: { ...LIVEVIEW, time: 'x' } },
      /msg\.liveview\.time must be a number, but is "x"/,
    ],
  ] as const) {
    it(`fail for ${JSON.stringify(wrong)}, and go on`, async () => {
      const { out, failures } = await start();
      receive(update(150));
      receive(wrong);
      assert.match((await failures.message(0)).error.message, expected);
      receive(update(50));
      await out.message(1);
      assert.deepEqual(states(out), ['raised host0', 'cleared host0']);
    });
  }

  it('say themselves in a sentence, with units and titles, on one line', async () => {
    const { out, completed } = await start({
      name: 'Busy',
      severity: 'info',
      match: 'any',
      conditions: [
        { ...INBOUND, raise: 1_500_000 },
        { column: 'drops', measure: 'percent', of: 'inbound', op: 'lte', raise: 12.5 },
        { column: 'drops', measure: 'rate', op: 'lt', raise: 1 },
      ],
    });
    const fields = { inbound: { unit: 'bit/s', title: 'Inbound' }, drops: { unit: 'packets' } };
    const name = `a\n__appliance__ $t(x) \u202e${'x'.repeat(200)}`;
    const send = (inbound: number): void => {
      receive({
        payload: [{ name: 'host', children: [{ name, inbound, drops: 1 }] }],
        liveview: {
          ...LIVEVIEW,
          appliance: '',
          distributions: [{ name: 'Host' }, { name: 'Service' }],
          fields,
        },
      });
    };
    send(2_345_678);
    await completed.message(0);
    const [raised] = alarms(out);
    assert(raised);
    const said = `host / a __appliance__ $t(x) \ufffd${'x'.repeat(200)}`.slice(0, 119);
    assert.equal(
      raised.text,
      `Busy (Info): ${said}… on , Inbound is 2.346 Mbit/s (more than 1.5 Mbit/s), ` +
        'drops is 0.00004263 % of Inbound (at most 12.5 %), drops grows by ? per second (less than 1 packets)',
    );
    assert.deepEqual(raised.values, {
      inbound: 2_345_678,
      'percent drops of inbound': 100 / 2_345_678,
      'rate drops': null,
    });
    assert.deepEqual(raised.path, ['host', name]);
  });

  it('warn once of a column that should count per update, and only ever grows', async () => {
    const { completed } = await start();
    const warnings: string[] = [];
    getNode('alert').warn = (text: string) => void warnings.push(text);
    for (let count = 0; count < 80; count++) {
      const { payload } = update(count);
      receive({
        payload,
        liveview: { ...LIVEVIEW, connection: 1, fields: { inbound: { counter: 'update' } } },
      });
    }
    await completed.message(79);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /^The column inbound of Box .*“Counters”/);
  });
});
