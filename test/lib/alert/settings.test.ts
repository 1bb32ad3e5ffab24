import assert from 'node:assert/strict';
import { conditions, level, store } from '../../../lib/alert/settings';
import type { Problem, Reading, Rule } from '../../../lib/settings/rule';

const GOOD = { column: 'inbound', op: 'gt', raise: 100 };

/** Reads as a form does: it collects all problems, and leaves `${X}` to the runtime. */
function read<T>(rule: Rule<T>, value: unknown, at = 'x'): { read: T | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  const isOpen = (given: unknown): boolean => given === '${X}';
  const reading: Reading = {
    wrong(problem) {
      problems.push(problem);
      return undefined;
    },
    expand: (text) => (isOpen(text) ? undefined : text),
    isOpen,
    stores: ['default', 'disk'],
  };
  return { read: rule(value, at, reading), problems };
}

describe('the conditions in a form', () => {
  it('may be a variable as a whole, or in any part', () => {
    assert.deepEqual(read(conditions, '${X}'), { read: undefined, problems: [] });
    const open = {
      column: '${X}',
      measure: '${X}',
      op: '${X}',
      raise: '${X}',
      clear: '${X}',
    };
    for (const part of ['column', 'measure', 'op', 'raise', 'clear'] as const)
      assert.deepEqual(read(conditions, [{ ...GOOD, [part]: open[part] }]).problems, [], part);
    assert.deepEqual(read(conditions, [{ ...GOOD, measure: 'percent', of: '${X}' }]).problems, []);
    assert.equal(read(conditions, [{ ...GOOD, column: '${X}' }]).read?.[0]?.column, undefined);
    assert.deepEqual(read(conditions, ['${X}']).problems, []);
    // The level to clear at is not compared with a variable.
    assert.deepEqual(read(conditions, [{ ...GOOD, raise: '${X}', clear: 200 }]).problems, []);
    assert.deepEqual(read(conditions, [{ ...GOOD, op: '${X}', clear: 200 }]).problems, []);
  });

  it('have each problem at its place', () => {
    const { problems } = read(
      conditions,
      [7, { column: 5, measure: 'delta', op: '>', raise: 'x', clear: [] }, { ...GOOD, clear: 101 }],
      'conditions',
    );
    assert.deepEqual(problems, [
      { at: 'conditions[0]', code: 'condition-object', params: { number: 1 }, value: 7 },
      {
        at: 'conditions[1].column',
        code: 'condition-column',
        params: { number: 2, field: 'column' },
        value: 5,
      },
      {
        at: 'conditions[1].measure',
        code: 'condition-choice',
        params: { number: 2, field: 'measure', choices: 'value, rate, percent' },
        value: 'delta',
      },
      {
        at: 'conditions[1].op',
        code: 'condition-choice',
        params: { number: 2, field: 'op', choices: 'gt, gte, lt, lte' },
        value: '>',
      },
      {
        at: 'conditions[1].raise',
        code: 'condition-number',
        params: { number: 2, field: 'raise' },
        value: 'x',
      },
      {
        at: 'conditions[1].clear',
        code: 'condition-number',
        params: { number: 2, field: 'clear' },
        value: [],
      },
      {
        at: 'conditions[2].clear',
        code: 'condition-clear-above',
        params: { number: 3, clear: 101, raise: 100 },
      },
    ]);
    assert.deepEqual(read(conditions, [], 'conditions').problems, [
      { at: 'conditions', code: 'no-conditions', params: {} },
    ]);
    assert.deepEqual(
      [
        { ...GOOD, op: 'lte', clear: 99 },
        { ...GOOD, raise: undefined },
      ].map((wrong) => read(conditions, [wrong]).problems[0]?.code),
      ['condition-clear-below', 'condition-number'],
    );
  });

  it('clear at the level to raise at where nothing else is given', () => {
    for (const clear of [undefined, null, '', ' '])
      assert.deepEqual(read(conditions, [{ ...GOOD, clear }]), {
        read: [{ ...GOOD, measure: 'value', clear: 100 }],
        problems: [],
      });
    for (const [op, clear] of [
      ['gt', 0],
      ['gte', 100],
      ['lt', 100],
      ['lte', 101],
    ] as const)
      assert.deepEqual(read(conditions, [{ ...GOOD, op, clear }]).problems, []);
  });

  it('are numbered by people, however many there are', () => {
    const many = Array.from({ length: 12 }, (_, index) => (index === 11 ? 'x' : GOOD));
    assert.deepEqual(read(conditions, many).problems[0]?.params, { number: 12 });
  });
});

describe('the level in a form', () => {
  it('may be a variable, and says what is wrong', () => {
    assert.deepEqual(read(level, '${X}'), { read: undefined, problems: [] });
    assert.deepEqual(read(level, ' 2 ').read, 2);
    assert.deepEqual(read(level, 1).read, 1);
    for (const value of [0, 1.5, 'middle', undefined])
      assert.deepEqual(read(level, value).problems, [{ at: 'x', code: 'invalid-level', params: {}, value }]);
  });
});

describe('the store in a form', () => {
  it('is one of Node-RED’s, the default one, or a variable', () => {
    for (const name of ['', 'default', 'disk'])
      assert.deepEqual(read(store, name), { read: name, problems: [] });
    assert.deepEqual(read(store, '${X}'), { read: undefined, problems: [] });
    assert.deepEqual(read(store, 'memory').problems, [
      { at: 'x', code: 'unknown-store', params: { choices: 'default, disk' }, value: 'memory' },
    ]);
    assert.equal(read(store, {}).problems[0]?.code, 'invalid-text');
  });

  it('is any name where the stores are not known', () => {
    const reading = { wrong: () => assert.fail(), expand: (text: string) => text, isOpen: () => false };
    assert.equal(store('any', 'x', reading), 'any');
  });
});
