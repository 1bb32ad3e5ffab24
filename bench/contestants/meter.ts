import { once } from 'node:events';
import net from 'node:net';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { obey } from '../obey';
import type { ContestantOrders, Deliveries, Usage } from '../orders';
import { sharedNow } from '../shared-clock';
import { percentile } from '../statistics';

/** What every contestant is started with. */
export interface Start {
  name: string;
  viewPort: number;
  /** The path of the socket on which deliveries are acknowledged. */
  acknowledgements: string;
  /** Views, each on a socket of its own. */
  channels: number;
  /** Nodes, or whatever else delivers, on each view. */
  readers: number;
}

export function readStart(): Start & Record<string, unknown> {
  return JSON.parse(process.argv[2] ?? '') as Start & Record<string, unknown>;
}

interface Run {
  left: number;
  warm: number;
  begin: Usage;
  /** What each acknowledgement took, ms. */
  acknowledging: number[];
  finished: (usage: Usage) => void;
}

/** Counts what a contestant delivers, and measures what that costs the process. */
export class Meter {
  private readonly acknowledgements: net.Socket;
  private readonly delivered: number[];
  private run: Run | undefined;
  private result: Promise<Usage> | undefined;
  private notes: (Deliveries & { begin: Usage; loopDelay: IntervalHistogram | undefined }) | undefined;
  /** ms */
  private burden = 0;

  constructor(private readonly start: Start) {
    this.delivered = Array.from({ length: start.channels }, () => 0);
    this.acknowledgements = net.connect(start.acknowledgements);
  }

  async open(): Promise<void> {
    await once(this.acknowledgements, 'connect');
    this.acknowledgements.write(`${this.start.name}\n`);
    obey<ContestantOrders>({
      measure: ({ frames }) => {
        this.measure(frames);
        return null;
      },
      result: () => {
        if (!this.result) throw new Error('Nothing is measured');
        return this.result;
      },
      record: ({ loopDelay }) => {
        const histogram = loopDelay ? monitorEventLoopDelay({ resolution: 1 }) : undefined;
        histogram?.enable();
        this.notes = { latencies: [], skipped: 0, parses: [], begin: now(), loopDelay: histogram };
        return null;
      },
      recorded: () => this.recorded(),
      memory: ({ collect }) => {
        if (collect) global.gc?.();
        const { rss, heapUsed } = process.memoryUsage();
        return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20 };
      },
      burden: ({ ms }) => {
        this.burden = ms;
        return null;
      },
    });
  }

  /** An update has reached its end on one of the readers of a view. */
  count(channel: number, sent: number | undefined, skipped = 0): void {
    if (this.burden > 0) keepBusy(this.burden);
    if (this.notes) {
      if (sent !== undefined) this.notes.latencies.push(sharedNow() - sent);
      this.notes.skipped += skipped;
    }
    const delivered = ((this.delivered[channel] ?? 0) + 1) % this.start.readers;
    this.delivered[channel] = delivered;
    if (delivered > 0) return;
    if (this.run) this.advance(this.run);
    this.acknowledge(channel);
  }

  /** Whether {@link parsed} has a use: what it measures would slow down everything else. */
  get noting(): boolean {
    return this.notes !== undefined;
  }

  parsed(ms: number): void {
    this.notes?.parses.push(ms);
  }

  /**
   * To wake up the sender takes as long as a tenth of a small update, and is no part of what is measured. It happens
   * within the call, so its time is known: the least is, where other processes get their turn in between.
   */
  private acknowledge(channel: number): void {
    const begin = performance.now();
    this.acknowledgements.write(Buffer.of(channel));
    this.run?.acknowledging.push(performance.now() - begin);
  }

  private measure(frames: number): void {
    const { channels } = this.start;
    this.result = new Promise((finished) => {
      this.run = { left: frames * channels, warm: channels, begin: now(), acknowledging: [], finished };
    });
  }

  /** The first update of each view is not measured: what came before it would be, too. */
  private advance(run: Run): void {
    if (run.warm > 0) {
      if (--run.warm === 0) {
        run.begin = now();
        run.acknowledging = [];
      }
      return;
    }
    if (--run.left > 0) return;
    this.run = undefined;
    const { cpu, wall } = since(run.begin);
    const acknowledging = percentile(run.acknowledging, 0) * run.acknowledging.length;
    run.finished({ cpu: cpu - acknowledging, wall: wall - acknowledging });
  }

  private recorded(): ContestantOrders['recorded']['answer'] {
    if (!this.notes) throw new Error('Nothing was recorded');
    const { latencies, skipped, parses, begin, loopDelay } = this.notes;
    this.notes = undefined;
    loopDelay?.disable();
    const usage = since(begin);
    return {
      latencies,
      skipped,
      parses,
      ...usage,
      loopDelay: loopDelay
        ? {
            p50: loopDelay.percentile(50) / 1e6,
            p99: loopDelay.percentile(99) / 1e6,
            max: loopDelay.max / 1e6,
          }
        : null,
    };
  }
}

function now(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, wall: performance.now() };
}

function since(begin: Usage): Usage {
  const end = now();
  return { cpu: end.cpu - begin.cpu, wall: end.wall - begin.wall };
}

function keepBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
