import assert from 'node:assert/strict';
import { measurementProblem } from '../../nodes/editor/rules/measurement-rule';
import { keys } from './translator';

describe('the measurement in a form', () => {
  for (const value of ['liveview', ' traffic ', 'a-b.c_d', 'Verkehr/Köln', '${NAME}', undefined]) {
    it(`may be ${JSON.stringify(value)}`, () => {
      assert.equal(measurementProblem(value, 'points', keys), undefined);
    });
  }

  for (const value of ['', ' ', 'two words', 'a,b', '#1', 'a\\b', 'two\nlines', 5, null]) {
    it(`cannot be ${JSON.stringify(value)}, but for the shapes that have none`, () => {
      assert.equal(measurementProblem(value, 'points', keys), 'liveview.invalid.measurement');
      assert.equal(measurementProblem(value, 'rows', keys), undefined);
    });
  }
});
