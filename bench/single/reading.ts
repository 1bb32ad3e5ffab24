/** One update of 1,000 rows, by what is in it: read as the package does, and with JSON.parse and no check. */
import { profile1 } from '#lib/codec/profile-1';
import type { Row, UpdateFrame } from '#lib/protocol/frames';
import { makeFrames } from '../frames';
import type { Content } from '../measures/reading';
import { ready } from '../obey';
import { spread } from '../statistics';

const ROUNDS = 30;
/** Updates in a row: one takes too little to be measured. */
const UPDATES = 50;

const frame = JSON.parse((makeFrames(1000, 'flat')[0] ?? '').toString()) as UpdateFrame;

function encode(change: (value: Row[number], index: number) => unknown): Buffer {
  return Buffer.from(JSON.stringify({ ...frame, rows: frame.rows.map((row) => row.map(change)) }));
}

const FRAMES: Record<Content, Buffer> = {
  short: encode((value) => value),
  names: encode((value, index) => (index === 0 ? `Büro "${String(value)}"` : value)),
  long: encode((value) => (typeof value === 'number' && !Number.isInteger(value) ? value / 3 : value)),
};

function time(work: () => unknown): number {
  const begin = performance.now();
  for (let update = 0; update < UPDATES; update++) work();
  return (performance.now() - begin) / UPDATES;
}

const measured = Object.entries(FRAMES).map(([content, data]) => {
  const connection = profile1.open({ distributions: [{ name: 'Local Host' }], filters: [], expand: false });
  const own: number[] = [];
  const parse: number[] = [];
  for (let round = -5; round < ROUNDS; round++) {
    const times = [time(() => connection.decode(data, false)), time(() => JSON.parse(data.toString()))];
    if (round < 0) continue;
    own.push(times[0] ?? NaN);
    parse.push(times[1] ?? NaN);
  }
  return [content, { own: spread(own), parse: spread(parse) }] as const;
});
ready(Object.fromEntries(measured));
