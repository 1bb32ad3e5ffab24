import assert from 'node:assert/strict';
import { Alert, type Notice } from '#lib/alert/alert';
import { readConditions } from '#lib/alert/read-settings';
import { manualClock, type ManualClock } from '../../support/clock';

interface Message {
  payload: unknown;
  liveview: object;
  parts?: object;
  mine?: string;
}

const HOUR = 3_600_000;

describe('an alert', () => {
  let clock: ManualClock;
  let alert: Alert<Message>;

  beforeEach(() => {
    clock = manualClock();
    alert = new Alert(
      {
        conditions: readConditions([{ column: 'in', op: 'gt', raise: 10 }]),
        level: 'leaf',
        raiseAfter: 2,
        clearAfter: 2,
        goneAfter: 2,
        remind: 0,
      },
      clock,
    );
  });

  const VIEW = { appliance: 'a', distributions: [{ name: 'Service' }], filters: [] };

  function message(view: object, ...payload: object[]): Message {
    return { payload, liveview: { ...VIEW, ...view } };
  }

  function states(notices: Notice<Message>[]): string[] {
    return notices.map(({ event, active }) => `${event.path.join('/')} ${event.state} ${active}`);
  }

  /** Takes messages and says what came of the last. */
  function take(...messages: Message[]): string[] {
    return messages.map((each) => states(alert.take(each))).pop() ?? [];
  }

  const high = { name: 'x', in: 11 };
  const low = { name: 'x', in: 9 };

  it('counts the active alarms of all items', () => {
    const other = { ...high, name: 'y' };
    assert.deepEqual(take(message({}, high, other), message({}, high, other)), ['x raised 1', 'y raised 2']);
    assert.equal(alert.active, 2);
    assert.deepEqual(take(message({}, low, other), message({}, low, other)), ['x cleared 1']);
    assert.deepEqual(take(message({}), message({})), ['y gone 0']);
  });

  const others: [string, object][] = [
    ['appliance', { appliance: 'b' }],
    ['distributions', { distributions: [{ name: 'Local Host' }] }],
    ['argument', { distributions: [{ name: 'Service', arg: 'x' }] }],
    ['filters', { filters: [{ mode: 'include', name: 'Host', values: ['x'] }] }],
    ['columns', { columns: ['in'] }],
    ['expand', { expand: false }],
  ];
  for (const [name, other] of others) {
    it(`keeps views apart that differ in ${name}`, () => {
      assert.deepEqual(take(message({}, high), message(other, high)), []);
      assert.deepEqual(take(message({}, high)), ['x raised 1']);
      assert.deepEqual(take(message(other, low), message(other, low), message(other)), []);
      assert.deepEqual(take(message(other, high), message(other, high)), ['x raised 2']);
    });
  }

  it('restarts growth for each view by itself', () => {
    alert = new Alert(
      {
        conditions: readConditions([{ column: 'in', measure: 'delta', op: 'gt', raise: 10 }]),
        level: 'leaf',
        raiseAfter: 1,
        clearAfter: 1,
        goneAfter: 1,
        remind: 0,
      },
      clock,
    );
    const update = (appliance: string, connection: number, value: number): string[] =>
      take(message({ appliance, connection }, { name: 'x', in: value }));
    assert.deepEqual([update('a', 1, 0), update('b', 2, 1000)], [[], []]);
    assert.deepEqual([update('a', 1, 5), update('b', 2, 1005)], [[], []]);
    assert.deepEqual([update('a', 3, 900), update('b', 2, 1020)], [[], ['x raised 1']]);
  });

  function parts(id: string, count: number, ...items: object[]): Message[] {
    return items.map((payload, index) => ({
      payload,
      liveview: VIEW,
      parts: { id, type: 'array', index, count, len: 1 },
    }));
  }

  it('takes the messages of one update together', () => {
    const other = { name: 'y', in: 1 };
    assert.deepEqual(take(...parts('1', 2, high, other), ...parts('2', 2, high, other)), ['x raised 1']);
    assert.equal(alert.active, 1, 'x is not gone for the messages that have only y');
    assert.deepEqual(take(...parts('3', 1, other), ...parts('4', 1, other)), ['x gone 0']);
  });

  it('raises with the message that completes the update', () => {
    const other = { name: 'y', in: 1 };
    const [first, second] = parts('2', 2, high, other);
    assert(first && second);
    take(...parts('1', 2, high, other));
    assert.deepEqual(take(first), []);
    assert.deepEqual(take(second), ['x raised 1']);
  });

  it('takes an update for complete when a message of the next one comes', () => {
    take(...parts('1', 3, high), ...parts('2', 3, high));
    assert.deepEqual(take(...parts('3', 3, high)), ['x raised 1']);
  });

  it('keeps the parts of two views apart, though they come in turns', () => {
    const inTurns = ['1', '2'].flatMap((id) => {
      const a = parts(`a${id}`, 2, high, { name: 'y', in: 0 });
      const b = parts(`b${id}`, 2, high, { name: 'y', in: 0 }).map((each) => ({
        ...each,
        liveview: { ...VIEW, appliance: 'b' },
      }));
      return [a[0], b[0], a[1], b[1]].filter((each) => each !== undefined);
    });
    assert.deepEqual(
      inTurns.flatMap((each) => states(alert.take(each))),
      ['x raised 1', 'x raised 2'],
    );
  });

  it('takes a single item without parts for an update', () => {
    assert.deepEqual(take({ payload: high, liveview: VIEW }, { payload: high, liveview: VIEW }), [
      'x raised 1',
    ]);
  });

  it('keeps what else the message has, without the items', () => {
    take(message({}, high));
    const [notice] = alert.take({ ...message({}, high), mine: 'yes' });
    assert.equal(notice?.message.mine, 'yes');
    assert(!('payload' in notice.message));
  });

  it('ends the alarms of a view that has had no update for an hour', () => {
    take(message({}, high), message({}, high));
    clock.tick(HOUR / 2);
    assert.deepEqual(take(message({ appliance: 'b' })), []);
    clock.tick(HOUR / 2);
    const [notice] = alert.take(message({ appliance: 'b' }));
    assert.equal(notice?.event.state, 'gone');
    assert.deepEqual(notice.message.liveview, VIEW);
    assert.deepEqual([alert.active, alert.size], [0, 0]);
  });

  it('goes on with a view that alone was away', () => {
    take(message({}, high), message({}, high));
    clock.tick(2 * HOUR);
    assert.deepEqual(take(message({}, low), message({}, low)), ['x cleared 0']);
  });

  it('forgets everything when told to, and says nothing', () => {
    take(message({}, high), message({}, high));
    alert.reset();
    assert.deepEqual([alert.active, alert.size], [0, 0]);
    assert.deepEqual(take(message({}, low), message({}, low), message({}, high)), []);
    assert.deepEqual(take(message({}, high)), ['x raised 1']);
  });

  for (const wrong of [
    { payload: [] },
    { payload: 'text', liveview: VIEW },
    { payload: [high], liveview: 'x' },
    { payload: ['x'], liveview: VIEW },
    { payload: { value: 1 }, liveview: VIEW },
    { payload: null, liveview: VIEW },
  ]) {
    it(`refuses ${JSON.stringify(wrong)}, saying what it expects`, () => {
      assert.throws(() => alert.take(wrong as Message), /must be one of a liveview node/);
    });
  }
});
