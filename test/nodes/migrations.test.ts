import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { migrate, type Step, versionAfter, versionProblem } from '../../nodes/migrations/migrate';
import { currentVersion, type NodeType, toCurrent } from '../../nodes/migrations/steps';
import { complaints, type FlowNode, load, unload } from '../support/node-red';
import { ROOT } from '../support/root';

const toMilliseconds: Step = (config) => ({ ...config, interval: Number(config.interval) * 1000 });
const toList: Step = ({ column, ...config }) => ({ ...config, columns: [column] });
const STEPS = [toMilliseconds, toList];

/** Frozen: whoever changes it throws. */
const stored = (version?: unknown): object =>
  Object.freeze({ interval: 2, column: 'a', ...(version === undefined ? {} : { version }) });

describe('a migration', () => {
  it('takes what has no version through every step, and leaves it as it was', () => {
    assert.deepEqual(migrate(stored(), STEPS), { interval: 2000, columns: ['a'], version: 3 });
    assert.deepEqual(migrate(stored(1), STEPS), { interval: 2000, columns: ['a'], version: 3 });
  });

  it('starts at the version that was stored', () => {
    assert.deepEqual(migrate(stored(2), STEPS), { interval: 2, columns: ['a'], version: 3 });
  });

  it('gives back the very same object where there is nothing to do', () => {
    for (const [config, steps] of [
      [stored(3), STEPS],
      [stored(), []],
    ] as const) {
      assert.equal(migrate(config, steps), config);
      assert.equal(versionProblem(config, steps), undefined);
    }
  });

  it('leaves alone what is newer, or of no version that there can be', () => {
    assert.equal(versionAfter(STEPS), 3);
    const problems = [4, 'abc', '1', 0, -1, 1.5, null, NaN].map((version) => {
      const config = stored(version);
      assert.equal(migrate(config, STEPS), config);
      return versionProblem(config, STEPS);
    });
    assert.deepEqual(problems, ['newer', ...Array<string>(7).fill('invalid')]);
  });
});

describe('the configurations of this package', () => {
  afterEach(unload);

  const { 'node-red': manifest } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    'node-red': { nodes: object };
  };
  const types = Object.keys(manifest.nodes).map((set) => `activelogic-${set}` as NodeType);

  /** One node of each type, without anything else configured. */
  function flow(version: (type: NodeType) => unknown): FlowNode[] {
    return [
      { id: 'tab', type: 'tab' },
      ...types.map((type): FlowNode => {
        const place = type === 'activelogic-appliance' ? {} : { z: 'tab', wires: [] };
        return { id: `${type}-1`, type, url: 'ws://localhost:1/view', version: version(type), ...place };
      }),
    ];
  }

  /** What is said of versions. */
  async function warnings(version: (type: NodeType) => unknown): Promise<string[]> {
    await load(flow(version));
    return complaints().filter((text) => text.includes('version'));
  }

  it('of the current version are read without a word', async () => {
    assert.equal(types.length, 6);
    for (const type of types) {
      const config = { version: currentVersion(type) };
      assert.equal(toCurrent(type, config), config);
    }
    assert.deepEqual(await warnings(currentVersion), []);
  });

  it('of a newer version are read with a warning that names both versions', async () => {
    const said = await warnings(() => 99);
    assert.equal(said.length, types.length);
    for (const type of types) {
      const about = said.filter((text) => text.includes(`This ${type} was saved by a newer version`));
      assert.equal(about.length, 1, type);
      assert.match(about[0] ?? '', new RegExp(`version 99, .* up to ${currentVersion(type)}\\.`));
    }
  });

  it('of a version that makes no sense are read with a warning that shows it', async () => {
    const said = await warnings(() => 'abc');
    assert.equal(said.length, types.length);
    for (const type of types)
      assert.ok(said.some((text) => text.includes(`This ${type} has the configuration version "abc"`)));
  });
});
