import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Codec, openCodec, type ViewDefinition } from 'node-red-contrib-activelogic/liveview';
import { decodeFrame } from '#lib/protocol/decode';
import { InvalidFrame } from '#lib/protocol/invalid-frame';
import { CATALOG } from '../../support/scripted-system';

const VIEW = { distributions: [{ name: 'Local Host' }, { name: 'Service' }], filters: [], expand: true };

/** Whatever a program may have in a variable. */
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

describe('what a codec returns, as chance makes it', () => {
  it('is a frame of profile 1 once it is checked, or an error that names the codec', () => {
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
        if (checked.type === 'reply') {
          assert(typeof checked.data === 'string' || checked.data instanceof Uint8Array);
          return;
        }
        const { type } = checked;
        const frame = type === 'catalog' ? { type, profile: 1, ...checked.catalog } : checked;
        // As the guards of profile 1 would read it; JSON has no -0, and is as deep as it is.
        const read = decodeFrame(JSON.stringify(frame), VIEW.distributions.length);
        assert.equal(JSON.stringify(read), JSON.stringify(checked));
      }),
      { numRuns: 5000, seed: 8 },
    );
    assert(tally.good > 500 && tally.bad > 500, JSON.stringify(tally));
  });

  it('changes nothing for others where it changes the view', () => {
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

  it('may have been made to throw wherever it is touched', () => {
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error('hands off');
        },
      },
    );
    for (const said of [trap, { type: 'update', columns: ['name'], rows: [['a'], trap] }]) {
      const codec = {
        name: 'trap',
        open: () => ({ encodeView: () => '', decode: () => said as unknown as undefined }),
      };
      assert.throws(() => openCodec(codec, VIEW).decode(Buffer.from(''), false), InvalidFrame);
    }
    for (const thrown of [trap, Object.assign(new Error(), { message: 5 }), Object.create(null)] as Error[]) {
      const decode = (): never => {
        throw thrown;
      };
      const codec = { name: 'trap', open: () => ({ encodeView: () => '', decode }) };
      assert.throws(() => openCodec(codec, VIEW).decode(Buffer.from(''), false), InvalidFrame);
    }
  });
});
