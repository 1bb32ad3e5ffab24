import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { ScriptedSystem } from '../support/scripted-system';
import {
  catalogFrame,
  Choices,
  damage,
  makeCatalog,
  makeError,
  makeUpdate,
  mutate,
  write,
} from './frame-grammar';
import { judge, oracleItems, oracleKeys, type UpdateVerdict } from './frame-oracle';
import { PATIENCE, RUNS, SEED } from './fuzz-settings';
import { WatchedSession } from './watched-session';

/** Frames per session. */
const FRAMES = 100;
const SESSIONS = Math.ceil(RUNS / 50 / FRAMES);
const LAST = 'the last of all';

const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};

/** A frame as it arrives: UTF-8 replaces half a surrogate pair. */
function onTheWire(text: string): string {
  return Buffer.from(text).toString();
}

function makeFrame(choices: Choices): string {
  const frame = choices.of([
    () => makeUpdate(choices, VIEW.distributions.length),
    () => makeUpdate(choices, VIEW.distributions.length),
    () => makeError(choices),
    () => catalogFrame(makeCatalog(choices)),
  ])();
  const text = write(choices.once(3) ? mutate(choices, frame) : frame);
  return onTheWire(choices.once(4) ? damage(choices, text) : text);
}

describe('a session whose appliance sends random frames', () => {
  it('hands out each good update in order, reports each error, and reports and counts the rest', async function () {
    this.timeout(10_000 + SESSIONS * FRAMES * PATIENCE * 5);
    const tape = fc.array(fc.nat({ max: 0xffff }), { maxLength: 80, size: 'max' });
    const tapes = fc.sample(tape, { numRuns: SESSIONS * (FRAMES + 1), seed: SEED });
    const system = await ScriptedSystem.start();
    for (let number = 0; number < SESSIONS; number++) {
      const own = tapes.slice(number * (FRAMES + 1), (number + 1) * (FRAMES + 1));
      const catalog = makeCatalog(new Choices(own.pop() ?? []));
      const frames = own
        .map((numbers) => makeFrame(new Choices(numbers)))
        .filter((text) => {
          const verdict = judge(text, VIEW.distributions.length);
          // A fatal error ends the session. Other tests cover that.
          return !(verdict.says === 'error' && verdict.fatal);
        });
      await compare(system, number, catalog, frames).catch((error: unknown) => {
        throw new Error(`Session ${number} with FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS}`, { cause: error });
      });
    }
    await system.stop();
  });

  async function compare(
    system: ScriptedSystem,
    number: number,
    catalog: ReturnType<typeof makeCatalog>,
    frames: string[],
  ): Promise<void> {
    const watched = new WatchedSession(VIEW, { url: system.url, staleAfter: 0 });
    const peer = await system.peer(number);
    peer.send(catalogFrame(catalog));
    await peer.view();
    for (const text of frames) peer.send(text);
    peer.update([[LAST, 1, 2]]);

    const verdicts = frames.map((text) => judge(text, VIEW.distributions.length));
    const updates = verdicts.filter((verdict): verdict is UpdateVerdict => verdict.says === 'update');
    // After the first catalogue, a second one is wrong in any profile.
    const skipped = verdicts.filter(({ says }) =>
      ['invalid', 'catalog', 'other profile'].includes(says),
    ).length;
    const errors = verdicts.filter(({ says }) => says === 'error').length;
    assert(updates.length > 0 && skipped > 1 && errors > 0, 'Each kind is among them');

    const last = await watched.update(updates.length);
    assert.equal(last.items()[0]?.name, LAST);
    updates.forEach(({ columns, rows }, index) => {
      const expected = oracleItems(rows, oracleKeys(columns, VIEW, catalog));
      assert.deepEqual(watched.updates[index]?.items(), expected);
    });
    const codes = watched.codes();
    assert.equal(codes.filter((code) => code === 'system-error').length, errors);
    assert.equal(codes.filter((code) => code === 'invalid-frame').length, 1);
    assert.equal(codes.length, errors + 1);
    peer.socket.terminate();
    await watched.failed();
    const count = watched.reports.at(-1);
    assert.deepEqual([count?.code, count?.params.count], ['invalid-frames', skipped]);
  }
});
