import assert from 'node:assert/strict';
import { Alert } from '../../../lib/alert/alert';
import { readConditions } from '../../../lib/alert/read-settings';
import type { AlertRules } from '../../../lib/alert/rules';
import { LiveViewError } from '../../../lib/errors';
import { AT_ONCE, type Message, said, Stage, START } from './stage';

const high = [{ name: 'x', in: 11 }];
const low = [{ name: 'x', in: 9 }];

function idsOf(stage: Stage): string[] {
  return stage.alert.list(stage.moment).map(({ event }) => event.alarm.id);
}

describe('an alert', () => {
  describe('tells apart', () => {
    const others: [string, object][] = [
      ['the liveview node', { node: 'other' }],
      ['the appliance, though it has the same label', { node: 'other', applianceId: 'other' }],
      ['the view', { node: 'other', distributions: [{ name: 'Service' }] }],
    ];
    for (const [name, other] of others) {
      it(name, () => {
        const stage = new Stage({ ...AT_ONCE, raiseFor: 1 });
        assert.deepEqual([stage.update(high), stage.update(high, other)], [[], []]);
        assert.deepEqual([stage.update(high), stage.update(low, other)], [['raised x'], []]);
        assert.deepEqual([stage.update(high, other), stage.update(high, other)], [[], ['raised x']]);
        assert.equal(new Set(idsOf(stage)).size, 2);
      });
    }

    it('nodes, appliances, views and paths by the id of an alarm, which is the same in another process', () => {
      const idOf = (liveview: object, items: object[] = high, alert = 'alert'): string | undefined => {
        const stage = new Stage(AT_ONCE);
        const other = new Alert(alert, AT_ONCE, 'run', stage.moment);
        const { notices } = other.take(stage.message(items, liveview), stage.moment);
        return notices[0]?.event.alarm.id;
      };
      const ids = [
        idOf({}),
        idOf({}, high, 'other alert'),
        idOf({ node: 'other' }),
        idOf({ applianceId: 'other' }),
        idOf({ distributions: [{ name: 'Host' }] }),
        idOf({ distributions: [{ name: 'Host', arg: 'a' }] }),
        idOf({ filters: [{ mode: 'include', name: 'Host', values: ['x'] }] }),
        idOf({ columns: ['in'] }),
        idOf({ expand: false }),
        ...[['a', 'x'], ['', 'x'], ['x', ''], ['a / x'], ['x']].map((path) =>
          idOf({ node: 'rows' }, [{ name: 'x', path, in: 11 }]),
        ),
      ];
      assert.equal(new Set(ids).size, ids.length);
      for (const id of ids) assert.match(id ?? '', /^[0-9a-f]{32}$/);
      assert.equal(idOf({ appliance: 'another label', connection: 9, update: 7 }), ids[0]);
    });
  });

  it('ends the alarms of a view as gone when its node shows another one', () => {
    for (const other of [
      { distributions: [{ name: 'Service' }] },
      { applianceId: 'other' },
      { columns: ['in'] },
    ]) {
      const stage = new Stage({ ...AT_ONCE, goneFor: 3600 });
      stage.update(high);
      const { notices } = stage.alert.take(stage.message([], { ...other, connection: 2 }), stage.moment);
      assert.deepEqual(said(notices), ['gone x']);
      assert.deepEqual(
        notices.map(({ message }) => (message?.liveview as { connection: number }).connection),
        [1],
        'with a message of its own view',
      );
      assert.equal(stage.alert.size, 0);
    }
  });

  it('says the label that the appliance has now', () => {
    const stage = new Stage(AT_ONCE);
    stage.update(high);
    const { notices } = stage.alert.take(stage.message(low, { appliance: 'Renamed' }), stage.moment);
    assert.equal(notices[0]?.event.alarm.source?.appliance, 'Renamed');
  });

  it('keeps what else the message has, without the items', () => {
    const stage = new Stage(AT_ONCE);
    const { notices } = stage.alert.take({ ...stage.message(high), mine: 'yes' }, stage.moment);
    assert.equal(notices[0]?.message?.mine, 'yes');
    assert(!('payload' in notices[0].message));
  });

  it('takes a single item without parts for an update', () => {
    assert.deepEqual(new Stage(AT_ONCE).update(high[0]), ['raised x']);
  });

  it('lists its alarms in the order in which they were raised, whatever the wall clock says', () => {
    const stage = new Stage({ ...AT_ONCE, goneFor: 9 });
    for (const name of ['b', 'a', 'c']) {
      stage.wall -= 600_000;
      stage.update([{ name, in: 11 }], { time: undefined });
    }
    assert.deepEqual(said(stage.alert.list(stage.moment)), ['raised b', 'raised a', 'raised c']);
  });

  it('forgets everything when it is told to, and says nothing', () => {
    const stage = new Stage({ ...AT_ONCE, noDataFor: 60 });
    stage.update(high);
    stage.alert.silence({ for: 600 }, stage.moment);
    stage.alert.reset(stage.moment);
    assert.deepEqual([stage.alert.active, stage.alert.size], [0, 0]);
    assert.deepEqual(stage.update(low), []);
    assert.deepEqual(stage.update(high), ['raised x']);
  });

  describe('of which an update comes more than once', () => {
    it('judges it once', () => {
      const stage = new Stage({ ...AT_ONCE, raiseFor: 1 });
      const first = stage.message(high);
      assert.deepEqual(stage.take(first, first, first), []);
      const second = stage.message(high);
      assert.deepEqual(stage.take(second, first, second), ['raised x']);
    });

    it('goes on when a view comes back over a connection that it had before', () => {
      const stage = new Stage(AT_ONCE);
      const first = stage.message(high);
      stage.take(first);
      stage.update(low, { connection: 2, update: 1 });
      assert.deepEqual(stage.take(first), []);
      assert.deepEqual(stage.update(high, { update: 7 }), ['raised x']);
    });

    it('judges what another process has numbered from the start again', () => {
      const stage = new Stage(AT_ONCE);
      stage.update(high, { update: 5000 });
      assert.deepEqual(stage.update(low, { update: 1 }), ['cleared x']);
    });
  });

  describe('with a message per item', () => {
    const item = (stage: Stage, id: string, count: number, index: number, value: object): Message => ({
      ...stage.message(value, { update: undefined }),
      parts: { id, type: 'array', index, count, len: 1 },
    });

    it('judges an update when it is complete, or the next one comes', () => {
      const stage = new Stage(AT_ONCE);
      const [x, y] = [high[0] ?? {}, { name: 'y', in: 11 }];
      assert.deepEqual(stage.take(item(stage, '1', 2, 0, x)), []);
      assert.deepEqual(stage.take(item(stage, '1', 2, 1, y)), ['raised x', 'raised y']);
      assert.deepEqual(stage.take(item(stage, '2', 2, 0, x)), []);
      assert.deepEqual(stage.take(item(stage, '3', 2, 0, x)), ['gone y']);
    });

    it('ends alarms by an update without items', () => {
      for (const update of [undefined, 9]) {
        const stage = new Stage(AT_ONCE);
        stage.take(item(stage, '1', 1, 0, high[0] ?? {}));
        const { liveview } = stage.message([], { update });
        assert.deepEqual(stage.take({ liveview, parts: { id: '2', type: 'array', count: 0, len: 1 } }), [
          'gone x',
        ]);
      }
    });
  });

  describe('that hears nothing', () => {
    const rules = { ...AT_ONCE, noDataFor: 60 };

    it('says so once, and once when updates are back; the alarms stay as they are', () => {
      const stage = new Stage(rules);
      stage.update(high);
      assert.deepEqual(stage.wait(59), []);
      const { next } = stage.alert;
      assert.equal(next, stage.elapsed + 1000);
      assert.deepEqual(stage.wait(1), ['nodata']);
      assert.deepEqual(stage.wait(3600), []);
      assert.deepEqual([stage.alert.active, stage.alert.next], [1, Infinity]);
      const { notices } = stage.alert.take(stage.message(high), stage.moment);
      assert.deepEqual(said(notices), ['resumed']);
      const [{ event } = { event: undefined }] = notices;
      assert.equal(event?.duration, 3661);
      assert.equal(event.alarm.since, START + 51_000);
      assert.equal(event.until, event.alarm.since + 3_661_000);
    });

    it('says so where nothing has come at all', () => {
      const stage = new Stage(rules);
      assert.deepEqual(stage.wait(61), ['nodata']);
      assert.deepEqual(stage.update(low), ['resumed']);
    });

    it('lists that beside the alarms, which alone count as active', () => {
      const stage = new Stage(rules);
      stage.update(high);
      stage.wait(60);
      assert.deepEqual(said(stage.alert.list(stage.moment)), ['raised x', 'nodata']);
      const [item, view] = stage.alert.list(stage.moment);
      assert.deepEqual([item?.event.active, view?.event.active], [1, 1]);
      assert.deepEqual([item?.event.duration, view?.event.duration], [60, 60]);
      const after = stage.next();
      assert.equal(after.alert.active, 1);
      stage.alert.silence({ for: 60 }, stage.moment);
      assert.deepEqual([stage.alert.active, stage.alert.silenced], [1, 1]);
    });

    it('says so again after a liveview node has gone, or all is forgotten', () => {
      for (const forget of [
        (stage: Stage): unknown => stage.alert.drop('live', stage.moment),
        (stage: Stage): void => {
          stage.alert.reset(stage.moment);
        },
      ]) {
        const stage = new Stage(rules);
        stage.update(low);
        stage.wait(59);
        forget(stage);
        assert.deepEqual([stage.wait(59), stage.wait(1), stage.wait(600)], [[], ['nodata'], []]);
      }
    });

    it('says so of each view, and never where that is not asked for', () => {
      const stage = new Stage(rules);
      stage.update(low);
      stage.update(low, { node: 'other' });
      assert.deepEqual(stage.wait(70), ['nodata', 'nodata']);
      const silent = new Stage(AT_ONCE);
      silent.update(low);
      assert.deepEqual([silent.alert.next, silent.wait(7000)], [Infinity, []]);
    });

    it('counts from when a view was asked for, and again when another one is', () => {
      const stage = new Stage(rules);
      const expect = (more: object): void => {
        const { liveview } = stage.message([], more);
        stage.alert.expect([liveview as Record<string, unknown>], stage.moment);
      };
      expect({});
      stage.wait(40);
      expect({ appliance: 'Another label' });
      stage.wait(10);
      expect({ distributions: [{ name: 'Service' }] });
      assert.deepEqual([stage.wait(59), stage.wait(1)], [[], ['nodata']]);
    });

    it('is not helped by a repeat', () => {
      const stage = new Stage(rules);
      const message = stage.message(low);
      stage.take(message);
      stage.wait(40);
      stage.take(message);
      assert.deepEqual(stage.wait(20), ['nodata']);
    });
  });

  describe('whose messages are held back', () => {
    it('says what still holds when the silence is over, and nothing of what came and went', () => {
      const stage = new Stage(AT_ONCE);
      stage.alert.silence({ for: 10 }, stage.moment);
      assert.deepEqual([stage.update(high), stage.update(low), stage.update(high)], [[], [], []]);
      assert.deepEqual([stage.alert.active, stage.alert.silenced], [1, 1]);
      assert.deepEqual(stage.alert.list(stage.moment), []);
      assert.deepEqual(stage.wait(7), ['raised x']);
      assert.deepEqual([stage.alert.silenced, stage.update(low)], [0, ['cleared x']]);
    });

    it('says the end of what was said before, when the silence is over', () => {
      const stage = new Stage(AT_ONCE);
      stage.update(high);
      stage.alert.silence({ for: 10 }, stage.moment);
      assert.deepEqual(stage.update(low), []);
      assert.deepEqual(said(stage.alert.silence(false, stage.moment)), ['cleared x']);
    });

    it('says nothing of what ended and began again, as for the receiver it goes on', () => {
      const stage = new Stage(AT_ONCE);
      stage.update(high);
      stage.alert.silence({ for: 10 }, stage.moment);
      assert.deepEqual([stage.update(low), stage.update(high), stage.wait(20)], [[], [], []]);
      assert.deepEqual(stage.update(low), ['cleared x']);
    });

    it('holds back those of an item or a branch only', () => {
      const rows = (value: number): object[] =>
        [
          ['a', 'x'],
          ['a', 'y'],
          ['b', 'x'],
        ].map((path) => ({ path, name: path[1], in: value }));
      const stage = new Stage(AT_ONCE);
      stage.update(rows(11));
      const [first] = idsOf(stage);
      stage.alert.silence({ id: first, for: 60 }, stage.moment);
      assert.deepEqual(stage.update(rows(9)), ['cleared a/y', 'cleared b/x']);
      stage.alert.silence(false, stage.moment);
      stage.alert.silence({ path: ['a'], for: 60, reason: 'work' }, stage.moment);
      assert.deepEqual(stage.update(rows(11)), ['raised b/x']);
      stage.alert.silence({ path: ['a'], for: 1 }, stage.moment);
      assert.deepEqual(stage.wait(2), ['raised a/x', 'raised a/y'], 'a later one takes its place');
    });

    it('for as long as is said, and not for another view or a longer path', () => {
      const rows = [
        { path: ['a'], name: 'a', in: 11 },
        { path: ['a', 'x'], name: 'x', in: 11 },
        { path: ['b', 'a'], name: 'a', in: 11 },
      ];
      const stage = new Stage(AT_ONCE);
      stage.alert.silence({ path: ['a', 'x'], for: 2 }, stage.moment);
      assert.deepEqual(stage.update(rows), ['raised a', 'raised b/a']);
      assert.equal(stage.alert.next, stage.elapsed + 1000);
      assert.deepEqual(stage.wait(0.999), []);
      assert.deepEqual(stage.wait(0.001), ['raised a/x']);
      assert.equal(stage.alert.next, Infinity);
    });

    it('says what one silence held back while another goes on', () => {
      const both = (value: number): object[] => ['x', 'y'].map((name) => ({ name, in: value }));
      const stage = new Stage(AT_ONCE);
      stage.update(both(11));
      stage.alert.silence({ path: ['x'], for: 5 }, stage.moment);
      stage.alert.silence({ path: ['y'], for: 9 }, stage.moment);
      assert.deepEqual(stage.update(both(9)), []);
      assert.deepEqual([stage.wait(4), stage.wait(3), stage.wait(1)], [['cleared x'], [], ['cleared y']]);
    });

    it('forgets with all else what it still had to say', () => {
      const stage = new Stage(AT_ONCE);
      stage.update(high);
      stage.alert.silence({ for: 10 }, stage.moment);
      stage.update(low);
      stage.alert.reset(stage.moment);
      assert.deepEqual([stage.wait(20), said(stage.alert.silence(false, stage.moment))], [[], []]);
    });

    it('does not remind of what it has not said', () => {
      const stage = new Stage({ ...AT_ONCE, remind: 1 });
      stage.alert.silence({ for: 4 }, stage.moment);
      assert.deepEqual([stage.update(high), stage.update(high)], [[], []]);
      // Whether it still holds is not known after a restart.
      const after = stage.next('another', { ...AT_ONCE, remind: 1, goneFor: 60 });
      assert.deepEqual([after.wait(3), after.update([{ name: 'x', in: null }])], [[], []]);
      assert.deepEqual([after.update(high), after.update(high)], [['raised x'], ['reminder x']]);
    });

    it('holds back that nothing is heard', () => {
      const stage = new Stage({ ...AT_ONCE, noDataFor: 5 });
      stage.update(low);
      stage.alert.silence({ for: 10 }, stage.moment);
      assert.deepEqual([stage.wait(9), stage.wait(1)], [[], ['nodata']]);
    });

    const wrong: [unknown, RegExp][] = [
      [true, /^msg\.silence must be false, or .*but is true$/],
      [{}, /^msg\.silence\.for must be a number of seconds above 0, but is undefined$/],
      [{ for: 0 }, /msg\.silence\.for .*but is 0$/],
      [{ for: 'long' }, /msg\.silence\.for .*"long"$/],
      [{ for: 5, id: 7 }, /^msg\.silence\.id must be a name, but is 7$/],
      [{ for: 5, path: 'a' }, /^msg\.silence\.path must be a list of names, but is "a"$/],
      [{ for: 5, path: [1] }, /msg\.silence\.path .*\[1\]$/],
      [{ for: 5, path: [], id: 'a' }, /^msg\.silence must be false, or/],
      [{ for: 5, reason: 1 }, /^msg\.silence\.reason must be text, but is 1$/],
    ];
    for (const [value, expected] of wrong) {
      it(`refuses ${JSON.stringify(value)}`, () => {
        const stage = new Stage(AT_ONCE);
        assert.throws(
          () => stage.alert.silence(value, stage.moment),
          (error) => error instanceof LiveViewError && expected.test(error.message),
        );
      });
    }
  });

  it('reminds of the alarms of a view with its own updates', () => {
    const stage = new Stage({ ...AT_ONCE, remind: 1 });
    const other = { node: 'other' };
    assert.deepEqual([stage.update(high), stage.update(high, other)], [['raised x'], ['raised x']]);
    assert.deepEqual([stage.update(high), stage.update(low, other)], [['reminder x'], ['cleared x']]);
    stage.alert.silence({ for: 1.5 }, stage.moment);
    assert.deepEqual([stage.update(high), stage.update(high)], [[], ['reminder x']]);
  });

  it('does not remind of an alarm that is known', () => {
    const stage = new Stage({ ...AT_ONCE, remind: 1 });
    stage.update([
      { name: 'x', in: 11 },
      { name: 'y', in: 11 },
    ]);
    const [first] = idsOf(stage);
    stage.alert.acknowledge(first);
    const both = (value: number): string[] =>
      stage.update([
        { name: 'x', in: value },
        { name: 'y', in: value },
      ]);
    assert.deepEqual(both(11), ['reminder y']);
    assert.deepEqual(
      [both(9), both(11)],
      [
        ['cleared x', 'cleared y'],
        ['raised x', 'raised y'],
      ],
    );
    assert.deepEqual(both(11), ['reminder x', 'reminder y']);
    for (const id of ['unknown', 7, undefined])
      assert.throws(() => {
        stage.alert.acknowledge(id);
      }, /^LiveViewError: msg\.ack must be the id of an active alarm/);
  });

  it('says the end of an alarm that a silence held back, though its liveview node is gone', () => {
    const stage = new Stage(AT_ONCE);
    stage.update(high);
    stage.alert.silence({ for: 10 }, stage.moment);
    assert.deepEqual(said(stage.alert.drop('live', stage.moment)), []);
    assert.deepEqual(stage.wait(10), ['gone x']);
  });

  it('hands on the items that it has judged, and the message that they came with', () => {
    const stage = new Stage(AT_ONCE);
    const { judged, growing } = stage.alert.take({ ...stage.message(low), mine: 'yes' }, stage.moment);
    assert.deepEqual(growing, []);
    assert.deepEqual(
      judged.map(({ items, message }) => [items, message.mine]),
      [[[{ key: 'x', path: ['x'], item: low[0] }], 'yes']],
    );
    const first = stage.message(low);
    stage.take(first);
    const again = stage.alert.take(first, stage.moment);
    assert.deepEqual(again, { notices: [], judged: [], growing: [] });
  });

  describe('of which every connection brings one update', () => {
    const rules = { ...AT_ONCE, goneFor: 10 };
    let stage: Stage;
    let connection: number;
    beforeEach(() => {
      stage = new Stage(rules);
      connection = 0;
    });

    /** The update of another connection, `seconds` after the one before. */
    function later(seconds: number, items: object[]): string[] {
      stage.elapsed += (seconds - 1) * 1000;
      return stage.update(items, { connection: ++connection });
    }

    it('forgets the items that have left', () => {
      for (let update = 0; update < 100; update++) later(60, [{ name: `${update}`, in: 1 }]);
      assert.equal(stage.alert.size, 2);
    });

    it('ends the alarm of an item that is missing for long', () => {
      assert.deepEqual(later(60, high), ['raised x']);
      assert.deepEqual([later(60, []), later(9, []), later(1, [])], [[], [], ['gone x']]);
    });

    it('keeps the alarm of an item that is missing for shorter, or is back', () => {
      assert.deepEqual(later(60, high), ['raised x']);
      assert.deepEqual([later(60, []), later(9, high), later(60, []), later(9, [])], [[], [], [], []]);
    });

    it('does not count a connection that has brought more', () => {
      assert.deepEqual(later(60, high), ['raised x']);
      assert.deepEqual([later(60, []), stage.update([], { connection })], [[], []]);
      assert.deepEqual([later(60, []), later(9, [])], [[], []]);
    });
  });

  it('ends the alarms of a liveview node that is gone', () => {
    const stage = new Stage({ ...AT_ONCE, noDataFor: 60 });
    stage.alert.take(stage.message(high), stage.moment, true);
    stage.update(high, { node: 'remote' });
    assert.deepEqual(stage.alert.local, ['live']);
    stage.wait(60);
    assert.deepEqual(said(stage.alert.drop('live', stage.moment)), ['gone x', 'gone']);
    assert.deepEqual(said(stage.alert.drop('live', stage.moment)), []);
    assert.equal(stage.alert.active, 1);
  });

  describe('after a restart', () => {
    const rules = { ...AT_ONCE, raiseFor: 1, clearFor: 1, goneFor: 1, noDataFor: 60, remind: 10 };
    const other = { connection: 1 };

    function raised(): Stage {
      const stage = new Stage(rules);
      stage.update(high);
      stage.update(high);
      return stage;
    }

    it('raises nothing again, and says what has ended in between', () => {
      for (const [items, end] of [
        [low, 'cleared x'],
        [[], 'gone x'],
        [[{ name: 'x', in: null }], 'gone x'],
      ] as const) {
        const before = raised();
        const after = before.next('another', rules, 20);
        assert.deepEqual(idsOf(after), idsOf(before));
        assert.deepEqual([after.update(high, other), after.update(high, other)], [[], []]);
        const later = after.next('a third');
        assert.deepEqual([later.update(items, other), later.update(items, other)], [[], [end]]);
        assert.deepEqual([later.alert.active, later.next().alert.active], [0, 0]);
      }
    });

    it('knows of a liveview node that it has heard it, also after a second restart in which nothing came', () => {
      const before = new Stage(AT_ONCE);
      before.alert.take(before.message(high), before.moment, true);
      const after = before.next('another').next('a third');
      after.alert.expect([], after.moment);
      assert.deepEqual([after.update(high), after.update(low)], [[], ['cleared x']]);
    });

    it('knows of a liveview node that it has never heard it', () => {
      const before = new Stage({ ...AT_ONCE, noDataFor: 60 });
      const { liveview } = before.message([]);
      before.alert.expect([liveview as Record<string, unknown>], before.moment);
      assert.deepEqual(before.wait(60), ['nodata']);
      const after = before.next('another').next('a third');
      assert.deepEqual([after.alert.unheard, after.wait(600)], [['live'], []]);
      assert.deepEqual([after.update(low), after.alert.unheard], [['resumed'], []]);
    });

    it('still says since when and how long, by the wall clock', () => {
      const before = raised();
      before.elapsed += 60_000;
      const after = before.next('another', rules, 5000);
      after.update(low);
      const { notices } = after.alert.take(after.message(low), after.moment);
      assert.deepEqual(
        notices.map(({ event }) => event.duration),
        [62],
      );
      assert.deepEqual(
        notices.map(({ event }) => event.alarm.since),
        [START + 52_000],
      );
    });

    it('ignores an update that was judged before, unless another process has numbered it', () => {
      const before = new Stage(AT_ONCE);
      const message = before.message(high);
      before.take(message);
      assert.deepEqual(before.next().take({ ...message, payload: low }), []);
      assert.deepEqual(before.next('another').take({ ...message, payload: low }), ['cleared x']);
    });

    it('ends the alarms of a view that has changed in between', () => {
      const after = raised().next('another');
      assert.deepEqual(after.update(high, { columns: ['in'] }), ['gone x']);
    });

    it('has no value of a condition that is not the same after a deploy', () => {
      const columns = (...names: string[]): AlertRules => ({
        ...rules,
        match: 'any',
        conditions: readConditions(names.map((column) => ({ column, op: 'gt', raise: 10 }))),
      });
      const before = new Stage({ ...columns('in', 'out'), raiseFor: 0 });
      before.update([{ name: 'x', in: 11, out: 12 }]);
      const after = before.next('another', columns('drops', 'in'));
      const [{ event } = assert.fail()] = after.alert.drop('live', after.moment);
      assert.deepEqual([event.state, event.alarm.values], ['gone', [NaN, 11]]);
    });

    it('says once that it hears nothing', () => {
      const before = raised();
      assert.deepEqual(before.next().wait(60), ['nodata']);
      before.wait(60);
      const after = before.next('another');
      assert.deepEqual(after.wait(120), []);
      assert.deepEqual(after.update(high), ['resumed', 'reminder x']);
      const nothing = new Stage(rules);
      nothing.wait(60);
      assert.deepEqual(nothing.next().update(low), ['resumed']);
    });

    it('still holds messages back, reminds and knows what is known', () => {
      const before = raised();
      before.alert.silence({ path: ['y'], for: 20, reason: 'work' }, before.moment);
      const both = [...high, { name: 'y', in: 11 }];
      before.update(both);
      before.update(both);
      const after = before.next('another', rules, 70_000);
      assert.equal(after.alert.silenced, 1);
      assert.deepEqual([after.update(both), after.update(both)], [[], []]);
      assert.deepEqual(after.wait(17), ['raised y']);
      assert.deepEqual(after.update(both), ['reminder x']);
      after.alert.acknowledge(idsOf(after)[0]);
      const third = after.next('a third');
      third.elapsed += 30_000;
      assert.deepEqual(third.update(both), ['reminder y']);
    });

    it('says what a silence held back only where an update says that it still holds', () => {
      const before = new Stage(AT_ONCE);
      before.alert.silence({ for: 5 }, before.moment);
      before.update(high);
      before.elapsed += 10_000;
      const ended = before.next('another');
      assert.deepEqual([ended.wait(1), ended.update(low), ended.update(low)], [[], [], []]);
      const holds = before.next('another');
      assert.deepEqual([holds.wait(1), holds.update(high)], [[], ['raised x']]);
    });

    it('says the end that a silence held back', () => {
      const before = raised();
      before.alert.silence({ for: 50 }, before.moment);
      before.update(low);
      before.update(low);
      const after = before.next('another');
      assert.deepEqual([after.alert.active, after.wait(50)], [0, ['cleared x']]);
    });

    it('leaves out what it cannot read of what was kept, and goes on with the rest', () => {
      const stage = raised();
      const saved = JSON.parse(JSON.stringify(stage.alert.save(stage.moment))) as Record<string, unknown[]>;
      const read = (kept: unknown): [boolean, number] => {
        const alert = new Alert('alert', rules, 'run', stage.moment);
        return [alert.restore(kept, stage.moment), alert.active];
      };
      assert.deepEqual(
        [read(saved), read(undefined)],
        [
          [true, 1],
          [true, 0],
        ],
      );
      // An alarm of a liveview node that is not there.
      assert.deepEqual(read({ ...saved, nodes: [] }), [true, 0]);
      for (const kept of [
        'x',
        7,
        [],
        { version: 2 },
        { ...saved, views: [{}] },
        { ...saved, views: undefined },
      ])
        assert.deepEqual(read(kept), [false, 0]);
      const [alarm] = saved.alarms as object[];
      for (const wrong of [
        null,
        7,
        { ...alarm, path: [1] },
        { ...alarm, view: 5 },
        { ...alarm, since: null },
      ])
        assert.deepEqual(read({ ...saved, alarms: [wrong, alarm] }), [false, 1]);
      for (const more of [
        { silences: [{ until: 'x' }] },
        { owed: [{ ...alarm, end: 'x' }] },
        { nodes: [...(saved.nodes ?? []), {}] },
      ])
        assert.deepEqual(read({ ...saved, ...more }), [false, 1]);
    });
  });

  const wrong: [object, RegExp][] = [
    [{ payload: [] }, /must come from a liveview node/],
    [{ payload: 'text' }, /must come from a liveview node/],
    [{ payload: [{ value: 1 }] }, /must come from a liveview node/],
    [{ payload: null }, /must come from a liveview node/],
    [{ node: undefined }, /^msg\.liveview\.node must be a name, but is undefined$/],
    [{ applianceId: 7 }, /^msg\.liveview\.applianceId must be text, but is 7$/],
    [{ appliance: {} }, /^msg\.liveview\.appliance must be text, but is \{\}$/],
    [{ distributions: 'Host' }, /^msg\.liveview\.distributions must be a list, but is "Host"$/],
    [{ filters: [{ mode: 'x' }] }, /^msg\.liveview\.filters\[0\]\.mode must be one of/],
    [{ columns: [''] }, /^msg\.liveview\.columns\[0\] must be a name/],
    [{ expand: 'yes' }, /^msg\.liveview\.expand must be true or false, but is "yes"$/],
    [{ time: '1' }, /^msg\.liveview\.time must be a number, but is "1"$/],
    [{ received: NaN }, /^msg\.liveview\.received must be a number, but is NaN$/],
    [{ update: null }, /^msg\.liveview\.update must be a number, but is null$/],
    [{ updates: 0 }, /^msg\.liveview\.updates must be a number of at least 1, but is 0$/],
    [{ skipped: -1 }, /^msg\.liveview\.skipped must be a number of at least 0, but is -1$/],
  ];
  for (const [change, expected] of wrong) {
    it(`refuses ${JSON.stringify(change)}, and goes on`, () => {
      const stage = new Stage(AT_ONCE);
      const message = 'payload' in change ? { ...stage.message([]), ...change } : stage.message([], change);
      if ('payload' in change && Array.isArray(change.payload) && change.payload.length === 0)
        message.liveview = 7 as never;
      assert.throws(
        () => stage.take(message),
        (error) => error instanceof LiveViewError && expected.test(error.message),
      );
      assert.deepEqual(stage.update(high), ['raised x']);
    });
  }

  it('ends the alarms of the old view also where it cannot judge the new one', () => {
    const stage = new Stage({ ...AT_ONCE, level: 2 });
    stage.update([{ name: 'a', in: 1, children: high }]);
    const { notices, error } = stage.alert.take(
      stage.message(high, { distributions: [{ name: 'Host' }] }),
      stage.moment,
    );
    assert.deepEqual(said(notices), ['gone a/x']);
    assert(error instanceof LiveViewError && error.code === 'level-not-there');
  });
});
