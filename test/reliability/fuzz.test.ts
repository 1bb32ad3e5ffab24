import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { UpdateReader } from '../../lib/items/update';
import { fastUpdates } from '../../lib/protocol/fast-update';
import { type Decoded, decodeFrame } from '../../lib/protocol/decode';
import type { Catalog, UpdateFrame, ViewDefinition } from '../../lib/protocol/frames';
import type { PackedUpdate } from '../../lib/protocol/packed-rows';
import { InvalidFrame, UnknownProfile } from '../../lib/protocol/invalid-frame';
import {
  catalogFrame,
  Choices,
  damage,
  makeCatalog,
  makeError,
  makeUpdate,
  makeView,
  mutate,
  write,
} from './frame-grammar';
import { PATIENCE, RUNS, SEED } from './fuzz-settings';
import {
  judge,
  oracleFields,
  oracleFlatRows,
  oracleItems,
  oracleKeys,
  oracleLineName,
  oraclePoints,
  oracleTime,
  type Verdict,
} from './frame-oracle';
import { readerOf, updateOf } from '../support/update-of';
import { prototypes } from './prototypes';

/** The decoder's answer in the oracle's terms. Fails on every error that is not its own. */
function decoded(text: string, depth: number): { frame: Decoded | undefined; says: Verdict['says'] } {
  try {
    const frame = decodeFrame(text, depth);
    return { frame, says: frame?.type ?? 'ignored' };
  } catch (error) {
    if (error instanceof UnknownProfile) return { frame: undefined, says: 'other profile' };
    if (error instanceof InvalidFrame) return { frame: undefined, says: 'invalid' };
    throw error;
  }
}

/** How often each verdict came; `from bytes` counts updates that were read without JSON.parse. */
type Tally = Partial<Record<Verdict['says'] | 'from bytes', number>>;

/**
 * Reads from bytes as much as it can. It is shared by all frames, so it would show if it mixed two of them
 * up.
 */
const readFast = fastUpdates(0);

/** Reads frames as a session does, and compares every result with the oracle. */
class Comparison {
  private readonly reader: UpdateReader;

  constructor(
    private readonly view: ViewDefinition,
    private readonly catalog: Catalog,
    private readonly tally: Tally,
  ) {
    this.reader = readerOf(view, catalog);
  }

  take(written: string): void {
    const depth = this.view.distributions.length;
    const data = Buffer.from(written);
    // In bytes, half of a surrogate pair is another character.
    const text = data.toString();
    const expected = judge(text, depth);
    const { frame, says } = decoded(text, depth);
    assert.equal(says, expected.says);
    this.count(says);
    const fast = this.readFast(data, frame);
    if (expected.says === 'catalog') {
      assert.deepEqual(frame, { type: 'catalog', catalog: expected.catalog });
    } else if (expected.says === 'error') {
      const { says: type, ...rest } = expected;
      assert.deepEqual(frame, { type, ...rest });
    } else if (expected.says === 'update') {
      assert(frame?.type === 'update');
      this.checkUpdate(frame, expected);
      if (fast) this.checkUpdate(fast, expected);
    }
  }

  private checkUpdate(frame: UpdateFrame | PackedUpdate, expected: Verdict & { says: 'update' }): void {
    const { view, catalog } = this;
    const update = updateOf(this.reader, frame);
    const { columns, rows } = expected;
    const keys = oracleKeys(columns, view, catalog);
    // The comparison is strict: Object.is for numbers, and every prototype counts.
    // The second reader gets its items in another way.
    assert.deepEqual(update.items(), oracleItems(rows, keys));
    assert.deepEqual(update.items(), oracleItems(rows, keys));
    assert.deepEqual(update.flatRows(), oracleFlatRows(rows, keys, view));
    const origin = { appliance: 'Box', time: oracleTime(expected) };
    const ownKeys = oracleKeys(columns, view, catalog, Object.keys(origin));
    assert.deepEqual(update.locatedRows('Box'), oracleFlatRows(rows, ownKeys, view, origin));
    assert.deepEqual(update.points('m', 'Box'), oraclePoints(rows, ownKeys, view, origin));
    assert.deepEqual(update.locatedFields(), oracleFields(columns, ownKeys, catalog));
    assert.deepEqual(update.pointFields(), oracleFields(columns, ownKeys.map(oracleLineName), catalog));
    assert.deepEqual(update.fields(), oracleFields(columns, keys, catalog));
    assert.equal(update.stamp.time, expected.time);
    if (expected.id) {
      const { connection, number } = update.stamp;
      assert.deepEqual({ connection, number }, expected.id);
    }
    assert.equal(updateOf(this.reader, frame).size, rows.length);
  }

  /** Reads a frame from its bytes, if possible, and checks that it says the same as with JSON.parse. */
  private readFast(data: Buffer, frame: Decoded | undefined): PackedUpdate | undefined {
    const fast = readFast(data, this.view.distributions.length);
    if (!fast) return undefined;
    assert.deepEqual({ ...fast, rows: fast.rows.unpack() }, frame);
    this.count('from bytes');
    return fast;
  }

  private count(what: keyof Tally): void {
    this.tally[what] = (this.tally[what] ?? 0) + 1;
  }
}

describe('random frames', () => {
  let untouched: ReturnType<typeof prototypes>;

  // Other tests load packages that change prototypes.
  before(() => {
    untouched = prototypes();
  });
  afterEach(() => {
    assert.deepEqual(prototypes(), untouched);
  });

  /** @param share of all frames; @returns how often each verdict came */
  function check(
    context: Mocha.Context,
    share: number,
    longest: number,
    body: (choices: Choices, tally: Tally) => void,
  ): Tally {
    const numRuns = Math.ceil(RUNS * share);
    context.timeout(10_000 + numRuns * PATIENCE * 5);
    const tally: Tally = {};
    const tape = fc.array(fc.nat({ max: 0xffff }), { maxLength: longest, size: 'max' });
    fc.assert(
      fc.property(tape, (numbers) => {
        body(new Choices(numbers), tally);
      }),
      { numRuns, seed: SEED },
    );
    return tally;
  }

  /** Fails if a verdict never came, because then nothing tested it. */
  function tried(tally: Tally, ...each: (keyof Tally)[]): void {
    const all = Object.values(tally).reduce((sum, count) => sum + count, 0);
    for (const says of each) {
      assert((tally[says] ?? 0) >= all * 0.01, `${says} is rare: ${JSON.stringify(tally)}`);
    }
  }

  const nothing: Catalog = { system: { name: '' }, fields: [], distributions: [], filters: [], services: [] };

  it('catalogues are read as the profile says, as a whole or not at all', function () {
    const tally = check(this, 0.15, 60, (choices, counts) => {
      const changed = choices.once(2);
      const frame = catalogFrame(makeCatalog(choices));
      const text = write(changed ? mutate(choices, frame) : frame);
      new Comparison(makeView(choices), nothing, counts).take(text);
    });
    tried(tally, 'catalog', 'invalid');
  });

  it('updates of any depth become exactly their items and rows', function () {
    const tally = check(this, 0.3, 80, (choices, counts) => {
      const view = makeView(choices);
      const catalog = makeCatalog(choices);
      // Some have one level more than the view.
      const levels = view.distributions.length + (choices.once(2) ? 1 : 0);
      new Comparison(view, catalog, counts).take(write(makeUpdate(choices, levels)));
    });
    tried(tally, 'update', 'from bytes', 'invalid');
  });

  it('changed updates are refused, or still mean what they are read as', function () {
    const tally = check(this, 0.3, 70, (choices, counts) => {
      const view = makeView(choices);
      const frame = mutate(choices, makeUpdate(choices, view.distributions.length));
      new Comparison(view, nothing, counts).take(write(frame));
    });
    tried(tally, 'update', 'from bytes', 'invalid');
  });

  it('texts with lost or added characters are refused, or still mean what they are read as', function () {
    const tally = check(this, 0.15, 60, (choices, counts) => {
      const view = makeView(choices);
      const frame = choices.of([
        () => makeUpdate(choices, view.distributions.length),
        () => makeError(choices),
        () => catalogFrame(makeCatalog(choices)),
      ])();
      new Comparison(view, nothing, counts).take(damage(choices, write(frame)));
    });
    tried(tally, 'update', 'from bytes', 'invalid', 'error');
  });

  it('frames in a row leave nothing behind that changes the next', function () {
    const tally = check(this, 0.03, 250, (choices, counts) => {
      const view = makeView(choices);
      const comparison = new Comparison(view, makeCatalog(choices), counts);
      for (let left = 1 + choices.below(8); left > 0; left--) {
        const good = choices.once(6) ? makeError(choices) : makeUpdate(choices, view.distributions.length);
        const frame = choices.once(4) ? mutate(choices, good) : good;
        const text = write(frame);
        comparison.take(choices.once(6) ? damage(choices, text) : text);
      }
    });
    tried(tally, 'update', 'from bytes', 'invalid', 'error');
  });
});
