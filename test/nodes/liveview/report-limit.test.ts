import assert from 'node:assert/strict';
import { systemClock } from '../../../lib/clock';
import { LiveViewError } from '../../../lib/errors';
import { ReportLimit } from '../../../nodes/liveview/report-limit';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the limit of a view’s reports', () => {
  let now: number;
  let limit: ReportLimit;

  beforeEach(() => {
    now = 0;
    limit = new ReportLimit({ ...systemClock, elapsed: () => now });
  });

  function reported(systemCode: string, message = 'm'): boolean {
    return limit.admits(new LiveViewError('system-error', { host: 'h', systemCode, message }));
  }

  it('passes four at once, and then one after each silence, which grows', () => {
    const said: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute++) {
      if (reported('busy', `${minute}`)) said.push(minute);
      now += MINUTE;
    }
    assert.deepEqual(said, [0, 1, 2, 3, 4, 10, 46, 262]);
  });

  it('keeps the codes of the profile apart, and treats all others as one', () => {
    for (let count = 0; count < 8; count++) {
      assert.equal(reported('busy'), count < 4);
      assert.equal(reported('internal'), count < 4);
      assert.equal(reported(`unknown ${count}`), count < 4);
      assert.equal(limit.admits(new LiveViewError('invalid-frame', { host: 'h', reason: 'r' })), count < 4);
    }
  });

  it('treats one after six hours of silence as the first, but not one that came all the time', () => {
    for (let count = 0; count < 5; count++) reported('busy');
    now += 6 * HOUR;
    const next = Array.from({ length: 5 }, () => reported('busy'));
    assert.deepEqual(next, [true, true, true, true, false]);
    for (let hour = 0; hour < 30; hour++) {
      now += HOUR;
      reported('busy');
    }
    now += MINUTE;
    assert.equal(reported('busy'), false, 'it has come all the time');
  });
});
