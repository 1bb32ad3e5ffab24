import { CORE, LIMIT, NODE, type Spec, TEN_CORE, TEN_NODES } from '../contestants';
import type { Field, Size } from '../field';
import type { Line } from '../table';

const ALL: readonly Spec[] = [LIMIT, NODE, TEN_NODES, CORE, TEN_CORE];
const SIZE: Size = { rows: 10_000, kind: 'flat' };
/** Slow enough for ten functions, each of which parses. */
const PER_SECOND = 2;

/** How long other things have to wait while large updates arrive. */
export async function loopDelay(field: Field, frames: number): Promise<Line[]> {
  await field.start(ALL);
  await field.prepare(SIZE);
  const lines: Line[] = [];
  for (const spec of ALL) {
    await field.pump(spec, SIZE, 10);
    const recorded = await field.drip(spec, SIZE, { frames, perSecond: PER_SECOND, loopDelay: true });
    if (!recorded.loopDelay) throw new Error('The delay was not measured');
    const { p99, max } = recorded.loopDelay;
    const common = { view: `10,000 flat, ${PER_SECOND} a second`, who: spec.title, unit: 'ms' };
    lines.push(
      { measure: 'event-loop delay, p99', value: p99, ...common },
      { measure: 'event-loop delay, longest', value: max, ...common },
    );
  }
  return lines;
}
