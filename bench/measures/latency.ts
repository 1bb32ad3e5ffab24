import { setTimeout as delay } from 'node:timers/promises';
import { CORE, LIMIT, NODE, type Spec } from '../contestants';
import type { Field, Recorded, Size } from '../field';
import { percentile, spread } from '../statistics';
import type { Line } from '../table';

const ALL: readonly Spec[] = [LIMIT, NODE, CORE];
const SIZE: Size = { rows: 1000, kind: 'flat' };

export interface LatencyPlan {
  /** s that each rate is kept up. */
  seconds: number;
  rates: readonly number[];
}

/** From the moment that a frame is sent to that of its delivery, at rates that leave the process idle in between. */
export async function latency(field: Field, { seconds, rates }: LatencyPlan): Promise<Line[]> {
  await field.start(ALL);
  await field.prepare(SIZE);
  // Enough that the engine has compiled what runs often.
  for (const spec of ALL) await field.pump(spec, SIZE, 200);
  const lines: Line[] = [];
  for (const rate of rates) {
    const frames = Math.max(2, Math.round(seconds * rate));
    const recorded = await Promise.all(
      ALL.map(async (spec, index) => {
        // Not all at the same moment.
        await delay((index * 1000) / rate / ALL.length);
        return { spec, ...(await field.drip(spec, SIZE, { frames, perSecond: rate })) };
      }),
    );
    lines.push(...linesOf(rate, recorded));
  }
  return lines;
}

function linesOf(rate: number, recorded: readonly (Recorded & { spec: Spec })[]): Line[] {
  const view = `1,000 flat, ${rate} a second`;
  const parses = recorded.flatMap((each) => each.parses);
  const parse = spread(parses);
  const most = 2 * parse.median + 2;
  return [
    { measure: 'bare JSON.parse', view, who: LIMIT.title, value: parse, unit: 'ms' },
    ...recorded.flatMap(({ spec, latencies }): Line[] => {
      const p99 = percentile(latencies, 99);
      const common = { view: `${view} (${latencies.length})`, who: spec.title, unit: 'ms' };
      return [
        { measure: 'sent to delivered, p50', value: percentile(latencies, 50), ...common },
        {
          measure: 'sent to delivered, p99',
          value: p99,
          ...common,
          ...(spec === NODE && rate === 1
            ? { goal: { text: `< 2 × parse + 2 ms = ${most.toFixed(2)}`, reached: p99 < most } }
            : {}),
        },
      ];
    }),
  ];
}
