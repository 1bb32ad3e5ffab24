import assert from 'node:assert/strict';
import type { UpdateFrame } from '../../lib/protocol/frames';
import { runPython } from '../support/gateway';

describe('the gateway: rows of items', () => {
  /**
   * What a Python program prints. It has `rows`, for a view without columns, and `said`, the lines of the
   * log.
   */
  function result(test: Mocha.Context, program: string): unknown {
    const head = `
import decimal, fractions, json, logging, sys
from activelogic_gateway.frames import Definition, Distribution
from activelogic_gateway.reports import Reports, log
from activelogic_gateway.rows import Rows
said = []
class Keep(logging.Handler):
    def emit(self, record): said.append(record.getMessage())
log.addHandler(Keep()); log.propagate = False; log.setLevel(logging.WARNING)
reports = Reports()
rows = Rows(Definition(None, (Distribution('Local Host', None),), (), False), reports)
`;
    return JSON.parse(runPython(test, head + program));
  }

  it('names what was left out, once per column', function () {
    const program = `
item = {'name': 'a', 'one': [1], 'two': b'2', 'three': (3,), 'four': {}, 'five': object(), 7: 1, None: 1}
for _ in range(3): rows.table([item, item])
print(json.dumps(said))`;
    assert.deepEqual(result(this, program), [
      'Left out: an item has the key 7, which cannot be a column',
      'Left out: an item has the key None, which cannot be a column',
      ...['list', 'bytes', 'tuple', 'dict', 'object'].map(
        (type, index) =>
          `Left out: a value of the type ${type} in the column ${['one', 'two', 'three', 'four', 'five'][index]}`,
      ),
    ]);
  });

  it('names only some of very many columns, so that the log does not overflow', function () {
    const program = `
item = {'name': 'a', **{f'column {number}': [] for number in range(900)}}
for _ in range(3): rows.table([item])
print(json.dumps(said))`;
    assert.equal((result(this, program) as string[]).length, 101);
  });

  it('a decimal number stays a number, and becomes null where JSON has no such number', function () {
    const program = `
D = decimal.Decimal
values = [D('0.1'), D(2**53), D('-1e3'), D('NaN'), D('sNaN'), D('Infinity'), D('1e999'),
          fractions.Fraction(1, 4), fractions.Fraction(10**400)]
print('{' + rows.table([{'name': 'a', **{str(index): value for index, value in enumerate(values)}}]))`;
    const update = result(this, program) as UpdateFrame;
    assert.deepEqual(update.rows, [['a', 0.1, 2 ** 53, -1000, null, null, null, null, 0.25, null]]);
  });

  it('a name may be a number of any kind', function () {
    const program = `
D = decimal.Decimal
print('{' + rows.table([{'name': name} for name in (443, 0.5, D('1.50'), fractions.Fraction(1, 2), True, None)]))`;
    const update = result(this, program) as UpdateFrame;
    assert.deepEqual(update.rows, [['443'], ['0.5'], ['1.50'], ['1/2']]);
  });

  it('keys that change with every update take no memory', function () {
    this.timeout(60_000);
    const program = `
import tracemalloc
def feed(begin, end):
    for number in range(begin, end):
        rows.table([{'name': 'a', **{f'key {number} {each}': 1 for each in range(50)}, number: 1}])
feed(0, 100)
tracemalloc.start()
feed(100, 1100)
print(json.dumps(tracemalloc.get_traced_memory()[0]))`;
    const grown = result(this, program) as number;
    assert(grown < 500_000, `${grown} bytes`);
  });
});
