import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildItems, buildRows, flatShape, itemShape } from '../../lib/items/build';
import { decodeFrame } from '../../lib/protocol/decode';
import type { Row, Value } from '../../lib/protocol/frames';
import { InvalidFrame } from '../../lib/protocol/invalid-frame';

const DEPTH = 3;

const name = fc.string({ unit: 'grapheme', maxLength: 12 });
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.string({ maxLength: 8 }),
);
const columns = fc
  .uniqueArray(
    name.filter((key) => !['name', 'children', 'path', '__proto__'].includes(key)),
    { maxLength: 6 },
  )
  .map((others) => ['name', ...others]);

/** A row's meaning, apart from its encoding. */
interface Model {
  values: [string, ...Value[]];
  children?: Model[];
}

function models(width: number, depth: number): fc.Arbitrary<Model[]> {
  const others = fc.array(value, { minLength: width - 1, maxLength: width - 1 });
  const values = fc.tuple(name, others).map(([first, rest]): Model['values'] => [first, ...rest]);
  const children =
    depth > 1 ? fc.option(models(width, depth - 1), { nil: undefined }) : fc.constant(undefined);
  return fc.array(
    fc
      .tuple(values, children)
      .map(([own, below]) => (below ? { values: own, children: below } : { values: own })),
    { maxLength: 4 },
  );
}

const tree = columns.chain((names) => fc.tuple(fc.constant(names), models(names.length, DEPTH)));

function encode(model: Model): Row {
  return (model.children ? [...model.values, model.children.map(encode)] : model.values) as Row;
}

function frame(names: string[], rows: unknown[]): string {
  return JSON.stringify({ type: 'update', columns: names, rows });
}

function decodeRows(text: string): { columns: string[]; rows: Row[] } {
  const decoded = decodeFrame(text, DEPTH);
  assert(decoded?.type === 'update');
  return decoded;
}

/** Decodes a frame; returns whether it was accepted. Fails on every error but InvalidFrame. */
function accepts(text: string): boolean {
  try {
    decodeFrame(text, DEPTH);
    return true;
  } catch (error) {
    assert(error instanceof InvalidFrame, String(error));
    return false;
  }
}

describe('profile 1: updates', () => {
  it('decode to the tree that was encoded', () => {
    fc.assert(
      fc.property(tree, ([names, expected]) => {
        const decoded = decodeRows(frame(names, expected.map(encode)));
        const items = buildItems(decoded.rows, itemShape(names));
        const asItem = ({ values, children }: Model): object => ({
          ...Object.fromEntries(names.map((key, index) => [key, values[index]])),
          ...(children ? { children: children.map(asItem) } : {}),
        });
        assert.deepEqual(items, expected.map(asItem));
      }),
    );
  });

  it('flatten to one row per leaf, with its path and a key per level', () => {
    const levels = ['level 1', 'level 2', 'level 3'];
    fc.assert(
      fc.property(tree, ([names, models_]) => {
        const rows = buildRows(decodeRows(frame(names, models_.map(encode))).rows, flatShape(names, levels));
        const leaves = (above: string[], model: Model): Record<string, unknown>[] => {
          const path = [...above, model.values[0]];
          if (model.children?.length) return model.children.flatMap((child) => leaves(path, child));
          const values = names.map((key, index) => [key, model.values[index]]);
          const keys = path.map((entry, index) => [levels[index], entry]);
          return [Object.fromEntries([...values, ['path', path], ...keys]) as Record<string, unknown>];
        };
        const expected = models_.flatMap((model) => leaves([], model));
        assert.deepEqual(rows, expected);
      }),
    );
  });

  it('are refused whole when any row has a value too few or too many', () => {
    fc.assert(
      fc.property(tree, fc.nat(), fc.boolean(), ([names, models_], where, longer) => {
        const rows = models_.map(encode);
        const all: unknown[][] = [];
        const collect = (list: Row[]): void => {
          for (const row of list) {
            all.push(row);
            if (row.length > names.length) collect(row[names.length] as Row[]);
          }
        };
        collect(rows);
        fc.pre(all.length > 0);
        const row = all[where % all.length] ?? [];
        // Adds a value before the children, or removes one before the end.
        if (longer) row.splice(1, 0, 1);
        else row.splice(names.length - 1, 1);
        // A childless row with one more value has something that is not a list where the children belong.
        assert.equal(accepts(frame(names, rows)), false);
      }),
    );
  });

  it('never put a number under another column, whichever value changes', () => {
    fc.assert(
      fc.property(
        columns,
        fc.array(fc.array(fc.oneof(value, fc.jsonValue({ maxDepth: 2 })), { maxLength: 8 })),
        (names, rows) => {
          const text = frame(names, rows);
          if (!accepts(text)) return;
          const decoded = decodeRows(text);
          const { rows: sent } = JSON.parse(text) as { rows: unknown[][] };
          buildItems(decoded.rows, itemShape(names)).forEach((item, index) => {
            names.forEach((key, column) => {
              assert.deepEqual(item[key], sent[index]?.[column]);
            });
          });
        },
      ),
    );
  });

  it('can be empty', () => {
    assert.deepEqual(decodeRows(frame(['name'], [])).rows, []);
  });

  it('keep the appliance’s time', () => {
    const decoded = decodeFrame('{"type":"update","time":5,"columns":["name"],"rows":[]}', 1);
    assert(decoded?.type === 'update');
    assert.equal(decoded.time, 5);
  });

  const refused: [string, string][] = [
    ['__proto__ as a column', frame(['name', '__proto__'], [['a', 1]])],
    ['a column twice', frame(['name', 'a', 'a'], [['a', 1, 2]])],
    ['columns that do not begin with name', frame(['a', 'name'], [[1, 'a']])],
    ['a name that is not text', frame(['name'], [[1]])],
    ['a value that is an object', frame(['name', 'a'], [['x', {}]])],
    ['a value that is a boolean', frame(['name', 'a'], [['x', true]])],
    ['rows deeper than the distributions', frame(['name'], [['a', [['b', [['c', [['d']]]]]]]])],
    ['a time that is text', '{"type":"update","time":"now","columns":["name"],"rows":[]}'],
    ['no rows', '{"type":"update","columns":["name"]}'],
  ];
  for (const [what, text] of refused) {
    it(`are refused with ${what}`, () => {
      assert.throws(() => decodeFrame(text, DEPTH), InvalidFrame);
    });
  }
});

describe('profile 1: other frames', () => {
  it('random text never throws anything but InvalidFrame', () => {
    fc.assert(fc.property(fc.string(), (text) => (accepts(text), true)));
  });

  it('random JSON never throws anything but InvalidFrame', () => {
    const type = fc.constantFrom('update', 'catalog', 'error', 'view', 'other');
    const shaped = fc.tuple(type, fc.object()).map(([kind, rest]) => ({ ...rest, type: kind }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          shaped.map((entry) => JSON.stringify(entry)),
        ),
        (text) => (accepts(text), true),
      ),
    );
  });

  it('an unknown type is ignored, a missing one is invalid', () => {
    assert.equal(decodeFrame('{"type":"later"}', 1), undefined);
    assert.throws(() => decodeFrame('{}', 1), InvalidFrame);
  });

  it('unknown properties of a catalogue are left out, the rest is kept', () => {
    const catalog = {
      system: { name: 's', firmware: '1' },
      fields: [{ column: 'name', name: 'name', title: 'Name', unit: '1', default: true, counter: 'total' }],
      distributions: [{ name: 'NetObject Level', arg: 'path' }],
      filters: [{ name: 'Flags', arg: 'flag', values: 'boolean', choices: ['A'] }],
      services: ['HTTP'],
    };
    const decoded = decodeFrame(JSON.stringify({ type: 'catalog', profile: 1, more: 1, ...catalog }), 0);
    assert.deepEqual(decoded, { type: 'catalog', catalog });
  });

  it('a catalogue of another profile differs from a broken one', () => {
    assert.throws(() => decodeFrame('{"type":"catalog","profile":2}', 0), { message: /profile 2/ });
  });

  it('__proto__ as a field name makes a catalogue invalid', () => {
    const fields = [{ column: 'a', name: '__proto__' }];
    const text = JSON.stringify({
      type: 'catalog',
      profile: 1,
      system: { name: 's' },
      fields,
      distributions: [],
      filters: [],
      services: [],
    });
    assert.throws(() => decodeFrame(text, 0), InvalidFrame);
  });

  it('an error keeps its code, even if it is unknown', () => {
    const error = { type: 'error', code: 'new-code', message: 'm', fatal: true };
    assert.deepEqual(decodeFrame(JSON.stringify(error), 0), error);
  });
});
