import assert from 'node:assert/strict';
import { changedProperties, valueToJudge } from '../../nodes/editor/rules/versions';

describe('what a migration has changed for a dialog', () => {
  const stored = { id: 'a', interval: 2, old: 'x', filters: ['kept'] };
  const current = { id: 'a', interval: 2000, filters: stored.filters, mode: 'x', version: 2 };

  it('is each property that differs, one that has gone included', () => {
    assert.deepEqual(changedProperties(stored, current), {
      interval: 2000,
      old: undefined,
      mode: 'x',
      version: 2,
    });
  });

  it('is nothing where there was nothing to do', () => {
    assert.deepEqual(changedProperties(stored, stored), {});
  });

  it('is judged in the new shape, but what was typed as it is', () => {
    assert.equal(valueToJudge('interval', 2, stored, current), 2000);
    assert.equal(valueToJudge('interval', '3000', stored, current), '3000');
    assert.equal(valueToJudge('interval', 2, stored, stored), 2);
  });
});
