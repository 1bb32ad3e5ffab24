import assert from 'node:assert/strict';
import { systemClock } from '../../lib/clock';
import { Sink } from '../support/node-red';
import type { Appliance } from './appliance';
import { applianceForEach, Rig, TIMES } from './rig';

const DAY = 24 * 3_600_000;

/** An alert's message. */
interface Alarm {
  state: string;
  since: number;
  duration: number;
  values: Record<string, number>;
}

describe('a clock that jumps', () => {
  let appliance: Appliance;

  applianceForEach((started) => {
    appliance = started;
  });

  it('does not affect the time that the nodes measure with', () => {
    const { now } = Date;
    const before = systemClock.elapsed();
    Date.now = () => now() + DAY;
    try {
      assert(systemClock.now() - now() > DAY / 2);
      assert(systemClock.elapsed() - before < DAY / 2);
    } finally {
      Date.now = now;
    }
  });

  for (const [name, jump] of [
    ['forward', DAY],
    ['back', -DAY],
  ] as const) {
    for (const nodes of [1, 10]) {
      it(`by a day ${name} changes no status and no deadline, with ${nodes} nodes`, async () => {
        const rig = await Rig.live(appliance, { nodes, settings: { heartbeat: 0 } });
        const shown = rig.ids.map((id) => rig.record.shown(id).length);
        rig.clock.jump(jump);
        await rig.clock.advance(TIMES.stale - 1010);
        assert.deepEqual(
          rig.ids.map((id) => rig.record.shown(id).length),
          shown,
        );
        appliance.publish();
        await rig.delivered(3);
        rig.clock.jump(jump);
        await rig.clock.advance(TIMES.stale - 10);
        assert.deepEqual(
          rig.ids.map((id) => rig.record.shown(id).length),
          shown,
        );
        await rig.clock.advance(10);
        await rig.untilShown('red', 'ring', `disconnected: ${rig.host} sent no update for 45 s`);
        rig.clock.jump(jump);
        await rig.clock.advance(TIMES.min);
        await rig.delivered(4);
        await rig.clock.advance(1000);
        await rig.untilShown('green', 'dot', 'connected: 1 items');
        assert.equal(rig.record.lines.length, 2);
        await rig.close();
      });
    }

    describe(`by a day ${name}, under an alert`, () => {
      let rig: Rig;
      let alarms: Sink;
      let value: number;

      /**
       * Starts a flow with an alert, which raises its alarm at the first update that matches the condition.
       */
      async function start(condition: object): Promise<void> {
        rig = await Rig.start(appliance, {
          nodes: 1,
          settings: { heartbeat: 0, staleAfter: 0 },
          onward: ['alert'],
          others: [
            {
              id: 'alert',
              type: 'activelogic-alert',
              z: 'tab',
              conditions: [{ column: 'inbound', op: 'gt', ...condition }],
              raiseFor: 0,
              clearFor: 0,
              remind: 60,
              wires: [['alarms']],
            },
            { id: 'alarms', type: 'helper', z: 'tab', wires: [] },
          ],
        });
        alarms = new Sink('alarms');
        await rig.delivered(1);
        value = 1;
      }

      /** Sends an update that comes some seconds after the last one and has grown by `growth`. */
      async function update(growth: number, seconds: number, time?: number): Promise<void> {
        await rig.clock.advance(seconds * 1000);
        const count = rig.messages + 1;
        value += growth;
        appliance.peers[0]?.send({
          type: 'update',
          columns: ['name', 'inbound_bps', 'int_rtt'],
          rows: [['Local Host', value, null]],
          ...(time === undefined ? {} : { time }),
        });
        await rig.delivered(count);
        // The alert gets it in the same turn of the event loop as the sink, or in the next.
        await rig.clock.advance(0);
      }

      async function alarm(index: number): Promise<Alarm> {
        return (await alarms.message(index)).payload as Alarm;
      }

      it('an alarm keeps its beginning and its duration', async () => {
        await start({ measure: 'rate', raise: 100 });
        await update(1, 1);
        await update(500, 1);
        const since = rig.clock.now();
        const raised = await alarm(0);
        assert.deepEqual([raised.state, raised.since, raised.duration], ['raised', since, 0]);
        rig.clock.jump(jump);
        await update(5000, 30);
        assert.equal(alarms.messages.length, 1, 'a reminder is due after a minute, not after a jump');
        await update(5000, 30);
        const reminder = await alarm(1);
        assert.deepEqual([reminder.state, reminder.since, reminder.duration], ['reminder', since, 60]);
        await update(1, 5);
        const cleared = await alarm(2);
        assert.deepEqual([cleared.state, cleared.since, cleared.duration], ['cleared', since, 65]);
        await rig.close();
      });

      it('a rate is based on elapsed time when our clock jumps', async () => {
        await start({ measure: 'rate', raise: 100 });
        await update(1, 1);
        rig.clock.jump(jump);
        await update(500, 2);
        assert.deepEqual(Object.values((await alarm(0)).values), [250]);
        await rig.close();
      });

      it('a rate is based on elapsed time when the appliance’s clock jumps', async () => {
        await start({ measure: 'rate', raise: 100 });
        await update(1, 1, 2 * DAY);
        await update(500, 2, 2 * DAY + jump);
        assert.deepEqual(Object.values((await alarm(0)).values), [250]);
        // From here on the appliance's clock counts again.
        await update(600, 3, 2 * DAY + jump + 2000);
        await update(1, 1, 2 * DAY + jump + 3000);
        assert.deepEqual(
          alarms.messages.map(({ payload }) => (payload as Alarm).state),
          ['raised', 'cleared'],
        );
        await rig.close();
      });
    });
  }
});
