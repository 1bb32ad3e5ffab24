import { listenerCount, mib, type Sample } from './samples';
import { LIVE_NODES, SOCKETS } from './views';

/** How many samples belong to the warm-up, in which a heap still grows. */
const WARM_UP = 5;
/** How many samples are averaged at each end. */
const AVERAGED = 5;
/** How much the heap can grow after the warm-up, bytes. */
export const GROWTH = 3 * 2 ** 20;
/** A node can have a timer for a status or a message at any moment, so the count varies by this. */
const TIMERS = 2 * LIVE_NODES.length;

/** Judges one sample, which is taken while all is well. */
export function checkSample(sample: Sample, first: Sample): string[] {
  const wrong: string[] = [];
  const { sockets, timers, listeners } = sample.inside;
  if (sockets !== SOCKETS) wrong.push(`${sockets} sockets for ${SOCKETS} views`);
  if (sample.open !== SOCKETS)
    wrong.push(`the appliances have ${sample.open} connections for ${SOCKETS} views`);
  if (timers > first.inside.timers + TIMERS)
    wrong.push(`${timers} timers, at first there were ${first.inside.timers}`);
  for (const [name, count] of Object.entries(listeners)) {
    const before = first.inside.listeners[name] ?? 0;
    if (count > before) wrong.push(`${count} listen to ${name}, at first there were ${before}`);
  }
  return wrong;
}

/** Judges the heap since the warm-up. */
export function judgeHeap(samples: readonly Sample[]): { text: string; wrong: boolean } {
  const heaps = samples.slice(WARM_UP).map(({ inside }) => inside.heap);
  if (heaps.length < 2 * AVERAGED)
    return { text: `not judged: that takes ${WARM_UP + 2 * AVERAGED} minutes`, wrong: false };
  const before = mean(heaps.slice(0, AVERAGED));
  const after = mean(heaps.slice(-AVERAGED));
  const wrong = after - before > GROWTH;
  return {
    text: `${mib(before)} MiB after the warm-up, ${mib(after)} MiB at the end; it may grow by ${mib(GROWTH)} MiB`,
    wrong,
  };
}

/** The first, least, most and last value of everything that must not grow. */
export function describeRanges(samples: readonly Sample[]): string[] {
  const measures: Record<string, (sample: Sample) => number> = {
    'RSS (MiB)': ({ inside }) => inside.rss / 2 ** 20,
    'Heap (MiB)': ({ inside }) => inside.heap / 2 ** 20,
    Sockets: ({ inside }) => inside.sockets,
    Timers: ({ inside }) => inside.timers,
    Listeners: ({ inside }) => listenerCount(inside),
  };
  return Object.entries(measures).map(([name, read]) => {
    const values = samples.map(read);
    const show = (value: number): string =>
      samples.length === 0 ? '-' : String(Math.round(value * 10) / 10);
    const [first = 0] = values;
    return `${name.padEnd(12)} first ${show(first)}, least ${show(Math.min(...values))}, most ${show(Math.max(...values))}, last ${show(values.at(-1) ?? 0)}`;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
