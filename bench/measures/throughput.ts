import { ALL, type Spec } from '../contestants';
import type { Field } from '../field';
import type { Plan } from '../plan';
import type { Results } from '../results';

/**
 * Measures the CPU per update while updates come as fast as the contestant takes them, and the process's memory after
 * that. Each contestant has its turn in every round, so that a slow moment of the machine affects all of them.
 */
export async function throughput(field: Field, { steps, warmUp }: Plan, results: Results): Promise<void> {
  // The engine compiles code only when it has run often.
  for (const spec of ALL) await field.measure(spec, { rows: 100, kind: 'flat' }, warmUp);
  for (const { rounds, frames, ...size } of steps) {
    const measured = new Map(ALL.map((spec): [Spec, number[]] => [spec, []]));
    const memory = new Map<Spec, number>();
    // The first round with a size is not typical, so it does not count.
    for (let round = -1; round < rounds; round++) {
      for (const spec of ALL) {
        const count = Math.max(2, spec.start.nodes === 1 ? frames : Math.ceil(frames / 5));
        // The first update only starts the measurement, so send one more.
        const { cpu, rss } = await field.measure(spec, size, count + 1);
        if (round >= 0) measured.get(spec)?.push(cpu / count);
        memory.set(spec, rss);
      }
    }
    for (const spec of ALL) {
      results.add('cpu', spec.name, size, measured.get(spec) ?? []);
      results.add('memory', spec.name, size, [memory.get(spec) ?? NaN]);
    }
  }
}
