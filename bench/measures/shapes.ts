import { LIMIT, liveview, type Spec } from '../contestants';
import type { Field, Size } from '../field';
import { spread } from '../statistics';
import type { Line } from '../table';

const ONE = { channels: 1, readers: 1 };
const SHAPES: readonly Spec[] = [
  liveview('tree', 'shape tree', ONE, [{ shape: 'tree' }]),
  liveview('rows', 'shape rows', ONE, [{ shape: 'rows' }]),
  liveview('item', 'output item (100 messages), shape tree', ONE, [{ output: 'item' }]),
  liveview('row-item', 'output item (900 messages), shape rows', ONE, [{ output: 'item', shape: 'rows' }]),
];
const ALL: readonly Spec[] = [LIMIT, ...SHAPES];
const SIZE: Size = { rows: 1000, kind: 'two-level' };
const FRAMES = 30;

/** What a liveview node's output and shape cost. */
export async function shapes(field: Field, rounds: number): Promise<Line[]> {
  await field.start(ALL);
  await field.prepare(SIZE);
  const measured = new Map(ALL.map((spec): [Spec, number[]] => [spec, []]));
  for (let round = -2; round < rounds; round++) {
    for (const spec of ALL) {
      const { cpu } = await field.pump(spec, SIZE, FRAMES);
      if (round >= 0) measured.get(spec)?.push(cpu / FRAMES);
    }
  }
  return ALL.map((spec) => ({
    measure: 'CPU per update, by shape',
    view: '1,000 two-level',
    who: spec.title,
    value: spread(measured.get(spec) ?? []),
    unit: 'ms',
  }));
}
