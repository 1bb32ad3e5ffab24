import { LIMIT, NODE, type Spec } from '../contestants';
import type { Field, Size } from '../field';
import { spread } from '../statistics';
import type { Line } from '../table';

const ALL: readonly Spec[] = [LIMIT, NODE];

export interface HugePlan {
  rows: number;
  rounds: number;
}

/** Updates of so many rows that they are felt. */
export async function huge(field: Field, { rows, rounds }: HugePlan): Promise<Line[]> {
  const size: Size = { rows, kind: 'flat' };
  // Memory that others have left behind is not its own.
  await field.clear();
  await field.start(ALL);
  await field.prepare(size);
  const lines: Line[] = [];
  const cpus = new Map(ALL.map((spec): [Spec, number[]] => [spec, []]));
  for (let round = -1; round < rounds; round++) {
    for (const spec of ALL) {
      const { cpu } = await field.pump(spec, size, 1);
      if (round >= 0) cpus.get(spec)?.push(cpu);
    }
  }
  for (const spec of ALL) {
    const { loopDelay } = await field.drip(spec, size, { frames: 2, perSecond: 1, loopDelay: true });
    const { rss } = await field.of(spec.name).order('memory', { collect: false });
    if (!loopDelay) throw new Error('The delay was not measured');
    const cpu = spread(cpus.get(spec) ?? []);
    const common = { view: `${rows.toLocaleString('en')} flat`, who: spec.title };
    lines.push(
      { measure: 'CPU per update', value: cpu, unit: 'ms', ...common },
      { measure: 'event-loop delay, longest', value: loopDelay.max, unit: 'ms', ...common },
      { measure: 'memory of the process (RSS)', value: rss, unit: 'MiB', ...common },
    );
  }
  return lines;
}
