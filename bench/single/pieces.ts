/**
 * One update of 100,000 rows, parsed in four ways: at once by JSON.parse; from its bytes, as the package does; by another
 * thread; in pieces with turns of the event loop between them. How long that takes in all, and how long the event loop of this thread is held at most.
 */
import { once } from 'node:events';
import { Worker as Thread } from 'node:worker_threads';
import { CompactUpdates } from '#lib/protocol/compact-update';
import { makeFrames } from '../frames';
import type { Pieces, Way } from '../measures/pieces';
import { ready } from '../obey';
import { spread } from '../statistics';

const ROWS = 100_000;
const ROUNDS = 5;
/** Bytes that one turn takes: some 1,000 rows. */
const PIECE = 160_000;

const THREAD = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (data) => {
  parentPort.postMessage(JSON.parse(Buffer.from(data).latin1Slice()));
});`;

const frame = makeFrames(ROWS, 'flat')[0] ?? Buffer.alloc(0);
const updates = new CompactUpdates();

async function main(): Promise<void> {
  const thread = new Thread(THREAD, { eval: true });
  const ways: Record<Way, () => Promise<Held>> = {
    'at once': () => Promise.resolve(atOnce(() => parse(frame))),
    bytes: () => Promise.resolve(atOnce(() => updates.read(frame, 1)?.rows)),
    thread: () => byThread(thread),
    pieces: inPieces,
  };
  const measured: Pieces = {
    'at once': { total: [], held: [] },
    bytes: { total: [], held: [] },
    thread: { total: [], held: [] },
    pieces: { total: [], held: [] },
  };
  for (let round = -1; round < ROUNDS; round++) {
    for (const [way, run] of Object.entries(ways) as [Way, () => Promise<Held>][]) {
      // What the one before has left behind is not its own.
      global.gc?.();
      const begin = performance.now();
      const { rows, held } = await run();
      if (rows !== ROWS) throw new Error(`${way}: ${rows} rows`);
      if (round < 0) continue;
      measured[way].total.push(performance.now() - begin);
      measured[way].held.push(held);
    }
  }
  ready(
    Object.fromEntries(
      Object.entries(measured).map(([way, { total, held }]) => [
        way,
        { total: spread(total), held: spread(held) },
      ]),
    ),
  );
  await thread.terminate();
}

interface Held {
  rows: number;
  /** The longest time without a turn of the event loop, ms. */
  held: number;
}

function parse(data: Buffer): unknown[] {
  return (JSON.parse(data.toString('latin1')) as { rows: unknown[] }).rows;
}

function atOnce(read: () => readonly unknown[] | undefined): Held {
  const begin = performance.now();
  const rows = read()?.length ?? 0;
  return { rows, held: performance.now() - begin };
}

/** The rows come as a copy, which this thread reads in one go. */
async function byThread(thread: Thread): Promise<Held> {
  const bytes = frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.length);
  thread.postMessage(bytes, [bytes as ArrayBuffer]);
  const turns = new Turns();
  const [{ rows }] = (await once(thread, 'message')) as [{ rows: unknown[] }];
  return { rows: rows.length, held: await turns.longest() };
}

/** Looks for the ends of rows byte by byte, past texts, and parses so many rows as fit into a piece. */
async function inPieces(): Promise<Held> {
  const turns = new Turns();
  const first = frame.indexOf('"rows":[') + '"rows":['.length;
  const all: unknown[] = [];
  let from = first;
  let depth = 0;
  let inText = false;
  for (let at = first; at < frame.length; at++) {
    const byte = frame[at];
    if (inText) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) inText = false;
      continue;
    }
    if (byte === 0x22) inText = true;
    else if (byte === 0x5b) depth++;
    else if (byte === 0x5d) {
      depth--;
      const last = depth === 0 && frame[at + 1] === 0x5d;
      if (depth === 0 && (last || at - from >= PIECE)) {
        for (const row of JSON.parse(`[${frame.toString('latin1', from, at + 1)}]`) as unknown[])
          all.push(row);
        from = at + 2;
        if (last) break;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
  return { rows: all.length, held: await turns.longest() };
}

/** Watches the turns of the event loop. */
class Turns {
  private last = performance.now();
  private most = 0;
  private watching = true;

  constructor() {
    this.watch();
  }

  /** Ends it after one more turn. */
  async longest(): Promise<number> {
    await new Promise((resolve) => setImmediate(resolve));
    this.watching = false;
    return this.most;
  }

  private watch(): void {
    setImmediate(() => {
      const now = performance.now();
      this.most = Math.max(this.most, now - this.last);
      this.last = now;
      if (this.watching) this.watch();
    });
  }
}

void main();
