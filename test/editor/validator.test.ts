import assert from 'node:assert/strict';
import { type Problem, validator } from '../../nodes/editor/rules/validator';

function verdict(problem: Problem<object>, options: { label?: string } = {}): true | string | string[] {
  return validator(problem).call({}, 'value', options);
}

describe('a validator', () => {
  it('has two parameters, by which Node-RED knows that it can answer with a text', () => {
    assert.equal(validator(() => undefined).length, 2);
  });

  it('is content without a problem', () => {
    assert.equal(
      verdict(() => undefined),
      true,
    );
    assert.equal(
      verdict(() => []),
      true,
    );
  });

  it('answers with one text, or with several', () => {
    assert.equal(
      verdict(() => 'a'),
      'a',
    );
    assert.equal(
      verdict(() => ['a']),
      'a',
    );
    assert.deepEqual(
      verdict(() => ['a', 'b']),
      ['a', 'b'],
    );
  });

  it('begins each with the label of the property', () => {
    assert.deepEqual(
      verdict(() => ['a', 'b'], { label: 'Values' }),
      ['Values: a', 'Values: b'],
    );
  });

  it('hands the value and the node over', () => {
    const node = { id: '1' };
    const seen: unknown[] = [];
    const validate = validator<typeof node>((...args) => {
      seen.push(...args);
      return undefined;
    });
    validate.call(node, 'value', {});
    assert.deepEqual(seen, ['value', node]);
  });
});
