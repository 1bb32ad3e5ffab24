import { setTimeout as delay } from 'node:timers/promises';
import { BARE, CORE, NODE } from '../contestants';
import type { Field } from '../field';
import type { Plan } from '../plan';
import type { Results } from '../results';

/** Measures the time from sending an update to its delivery, at rates that leave the processes idle in between. */
export async function delivery(field: Field, { delivery: steps }: Plan, results: Results): Promise<void> {
  for (const { frames, perSecond, ...size } of steps) {
    const turns = [BARE, NODE, CORE];
    await Promise.all(
      turns.map(async (spec, index) => {
        // Start the contestants at different moments.
        await delay((index * 1000) / perSecond / turns.length);
        const { latencies } = await field.measure(spec, size, frames, perSecond);
        results.add('latency', spec.name, size, latencies);
      }),
    );
  }
}
