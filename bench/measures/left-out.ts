import { LIMIT, liveview, NODE, RECEIVER, type Spec } from '../contestants';
import type { Field, Size } from '../field';
import { percentile } from '../statistics';
import type { Line } from '../table';

const SIZE: Size = { rows: 1000, kind: 'flat' };
const ONE = { channels: 1, readers: 1 };
const WITH_INTERVAL = liveview('interval', '3 liveview node, interval 60 s', ONE, [{ interval: 60 }]);
const ALL: readonly Spec[] = [LIMIT, NODE, RECEIVER, WITH_INTERVAL];
const PER_SECOND = 50;
/** ms that a flow takes for each message: longer than the time between two updates. */
const BURDEN = 100;

/** What updates cost that nobody passes on, and what a flow gets that is slower than the updates. */
export async function leftOut(field: Field, seconds: number): Promise<Line[]> {
  await field.start(ALL);
  await field.prepare(SIZE);
  for (const spec of [LIMIT, NODE, RECEIVER]) await field.pump(spec, SIZE, 200);
  const lines: Line[] = [];
  const frames = PER_SECOND * seconds;
  for (const spec of ALL) {
    const { cpu } = await field.drip(spec, SIZE, { frames, perSecond: PER_SECOND });
    lines.push({
      measure: spec === WITH_INTERVAL ? 'CPU per update that is left out' : 'CPU per update',
      view: `1,000 flat, ${PER_SECOND} a second`,
      who: spec.title,
      value: cpu / frames,
      unit: 'ms',
    });
  }
  lines.push(...(await slowFlow(field, frames)));
  return lines;
}

async function slowFlow(field: Field, frames: number): Promise<Line[]> {
  const node = field.of(NODE.name);
  await node.order('burden', { ms: BURDEN });
  // From here on it is as it stays.
  await field.drip(NODE, SIZE, { frames, perSecond: PER_SECOND });
  const before = await node.order('memory', { collect: true });
  const { latencies, skipped } = await field.drip(NODE, SIZE, { frames: 2 * frames, perSecond: PER_SECOND });
  const after = await node.order('memory', { collect: true });
  await node.order('burden', { ms: 0 });
  const common = {
    view: `1,000 flat, ${PER_SECOND} a second`,
    who: `${NODE.title}, ${BURDEN} ms of work per message`,
  };
  // The work is within the time, and while it goes on the next updates have to wait.
  const ages = latencies.map((age) => age - BURDEN);
  const flat = after.rss < before.rss + 16;
  const newest = percentile(ages, 90) < BURDEN;
  return [
    { measure: 'slow flow: delivered', value: latencies.length, unit: `of ${2 * frames} updates`, ...common },
    { measure: 'slow flow: left out and counted', value: skipped, unit: 'updates', ...common },
    {
      measure: 'slow flow: age of an update when its turn comes, p90',
      value: percentile(ages, 90),
      unit: 'ms',
      ...common,
      goal: { text: 'the newest', reached: newest },
    },
    {
      measure: 'slow flow: RSS at the start and at the end',
      value: `${before.rss.toFixed(0)}, ${after.rss.toFixed(0)}`,
      unit: 'MiB',
      ...common,
      goal: { text: 'flat', reached: flat },
    },
  ];
}
