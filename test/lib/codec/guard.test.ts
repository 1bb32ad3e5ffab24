import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Codec, openCodec, type Row, type ViewDefinition } from '../../../lib';
import { decodeFrame } from '../../../lib/protocol/decode';
import { InvalidFrame } from '../../../lib/protocol/invalid-frame';
import { CATALOG } from '../../support/scripted-system';

const VIEW = { distributions: [{ name: 'Local Host' }, { name: 'Service' }], filters: [], expand: true };

/** Any value that a program can have. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
});
const value = fc.oneof(
  { weight: 9, arbitrary: fc.oneof(fc.double(), fc.string(), fc.constant(null)) },
  { weight: 1, arbitrary: anything },
);
const { rows } = fc.letrec((tie) => ({
  rows: fc.array(fc.oneof({ weight: 9, arbitrary: tie('row') }, { weight: 1, arbitrary: anything }), {
    maxLength: 3,
  }),
  row: fc
    .tuple(fc.string(), value, fc.option(tie('rows'), { nil: undefined }))
    .map(([name, second, children]) => (children === undefined ? [name, second] : [name, second, children])),
}));
const columns = fc.oneof(
  { weight: 9, arbitrary: fc.constant(['name', 'x']) },
  { weight: 1, arbitrary: fc.array(fc.oneof(fc.string(), anything)) },
);
const returned = fc.oneof(
  fc.record({ type: fc.constant('update'), columns, rows, time: fc.option(value, { nil: undefined }) }),
  fc.record({ type: fc.constant('error'), code: value, message: value, fatal: anything }),
  fc.record({
    type: fc.constant('catalog'),
    catalog: fc.oneof(fc.constant(CATALOG), fc.record({ ...everyProperty(), services: fc.array(value) })),
  }),
  fc.record({ type: fc.oneof(fc.constant('reply'), anything), data: anything }),
  anything,
);

function everyProperty(): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(Object.entries(CATALOG).map(([key, own]) => [key, fc.constant(own)]));
}

describe('random results of a codec', () => {
  it('are frames of profile 1 once they are checked, or errors that name the codec', () => {
    let said: unknown;
    const codec: Codec = {
      name: 'chance',
      open: () => ({ encodeView: () => '', decode: () => said as undefined }),
    };
    const connection = openCodec(codec, VIEW);
    const tally = { good: 0, bad: 0 };
    fc.assert(
      fc.property(returned, (given) => {
        said = given;
        let checked;
        try {
          checked = connection.decode(Buffer.from(''), false);
        } catch (error) {
          assert(error instanceof InvalidFrame, String(error));
          assert.match(error.message, /^codec chance: /);
          tally.bad++;
          return;
        }
        if (checked === undefined) return;
        tally.good++;
        for (const each of [checked].flat()) {
          if (each.type === 'reply') {
            assert(typeof each.data === 'string' || each.data instanceof Uint8Array);
            continue;
          }
          const { type } = each;
          const frame = type === 'catalog' ? { type, profile: 1, ...each.catalog } : each;
          // Read the frame as profile 1's guards would. Compare as JSON, which has no -0.
          const read = decodeFrame(JSON.stringify(frame), VIEW.distributions.length);
          assert.equal(JSON.stringify(read), JSON.stringify(each));
        }
      }),
      { numRuns: 5000, seed: 8 },
    );
    assert(tally.good > 500 && tally.bad > 500, JSON.stringify(tally));
  });

  it('do not affect others when the codec changes the view', () => {
    const spoil = (view: ViewDefinition | undefined): void => {
      view?.distributions.splice(0);
    };
    const codec: Codec = {
      name: 'spoiler',
      open(view) {
        spoil(view);
        return {
          decode: () => undefined,
          encodeView(given) {
            const asked = JSON.stringify(given);
            spoil(given);
            return asked;
          },
        };
      },
    };
    const view = structuredClone(VIEW);
    assert.equal(openCodec(codec, view).encodeView(view), JSON.stringify(VIEW));
    assert.deepEqual(view, VIEW);
  });

  it('are passed on unchanged, without a copy of the rows', () => {
    const rows: Row[] = [['a', 1, [['b', 2]]]];
    const codec: Codec = {
      name: 'own',
      open: () => ({
        encodeView: () => '',
        decode: () => ({ type: 'update', columns: ['name', 'x'], rows }),
      }),
    };
    const [update] = [openCodec(codec, VIEW).decode(Buffer.from(''), false)].flat();
    assert(update?.type === 'update');
    assert.equal(update.rows, rows);
  });
});
