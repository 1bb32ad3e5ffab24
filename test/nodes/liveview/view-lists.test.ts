import assert from 'node:assert/strict';
import { toggleColumn, toggleUnknown, chosenOf } from '../../../nodes/dialog/rules/chosen-columns';

describe('the list of columns', () => {
  it('gets a chosen column at its end, and loses every copy of a removed one', () => {
    const chosen = (columns: unknown) => chosenOf(columns);
    const stored = (entries: ReturnType<typeof chosenOf>) => entries.map((entry) => entry.stored);
    assert.deepEqual(stored(toggleColumn(chosen(['b', null]), 'a')), ['b', null, 'a']);
    assert.deepEqual(stored(toggleColumn(chosen(['a', 'b', 'a']), 'a')), ['b']);
    assert.deepEqual(stored(toggleUnknown(chosen(['b', null]), null)), ['b']);
  });

  it('keeps what is not a column', () => {
    assert.deepEqual(chosenOf(['name', ' ', 5]), [
      { stored: 'name', column: 'name' },
      { stored: ' ' },
      { stored: 5 },
    ]);
    assert.deepEqual(chosenOf('name'), [{ stored: 'name' }]);
  });
});
