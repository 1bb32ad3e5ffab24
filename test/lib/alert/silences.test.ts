import assert from 'node:assert/strict';
import type { Alarm } from '../../../lib/alert/alarm';
import { readSilence, type Silence, Silences } from '../../../lib/alert/silences';

function alarm(id: string, ...path: string[]): Alarm {
  return { id, path } as unknown as Alarm;
}

function silences(...all: Silence[]): Silences {
  const silences = new Silences();
  for (const silence of all) silences.add(silence);
  return silences;
}

describe('a silence', () => {
  it('is read as it is asked for, and ends by the clock that never jumps', () => {
    assert.deepEqual(readSilence({ for: 2 }, 500), { until: 2500 });
    assert.deepEqual(readSilence({ for: '0.5', id: 'x', reason: 'work' }, 500), {
      id: 'x',
      reason: 'work',
      until: 1000,
    });
    assert.deepEqual(readSilence({ for: 1, path: ['a'], more: 1 }, 0), { path: ['a'], until: 1000 });
  });

  it('covers an alarm, a branch or all', () => {
    const covered = (silence: Partial<Silence>): boolean[] =>
      [alarm('1'), alarm('2', 'a'), alarm('3', 'a', 'x'), alarm('4', 'b', 'x')].map((each) =>
        silences({ until: 1, ...silence }).covers(each),
      );
    assert.deepEqual(covered({}), [true, true, true, true]);
    assert.deepEqual(covered({ path: [] }), [true, true, true, true]);
    assert.deepEqual(covered({ path: ['a'] }), [false, true, true, false]);
    assert.deepEqual(covered({ path: ['a', 'x'] }), [false, false, true, false]);
    assert.deepEqual(covered({ id: '4' }), [false, false, false, true]);
  });

  it('takes the place of an earlier one of the same alarms', () => {
    const other = [{ id: '1' }, { id: '2' }, { path: ['a'] }, { path: ['a', 'x'] }, {}];
    const all = silences(...other.map((each) => ({ ...each, until: 1 })));
    assert.equal(all.list().length, 5);
    for (const each of other) all.add({ ...each, until: 2, reason: 'other' });
    assert.deepEqual(
      all.list(),
      other.map((each) => ({ ...each, until: 2, reason: 'other' })),
    );
  });

  it('is over at its end, by itself', () => {
    const all = silences({ until: 10 }, { id: 'x', until: 20 });
    assert.equal(all.next, 10);
    all.expire(9);
    assert.equal(all.list().length, 2);
    all.expire(10);
    assert.deepEqual(all.list(), [{ id: 'x', until: 20 }]);
    assert.equal(all.next, 20);
    all.clear();
    assert.deepEqual([all.list(), all.next], [[], Infinity]);
  });
});
