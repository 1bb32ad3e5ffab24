import { ALL, type Spec } from './contestants';
import type { Kind } from './frames';
import type { ContestantCalls, Cost, Ports, SenderCalls } from './processes/orders';
import { Worker } from './processes/worker';

/** The size and form of the updates to send. */
export interface Size {
  rows: number;
  kind: Kind;
}

/** The sender and the contestants, each in its own process. */
export class Field {
  private readonly sender = new Worker<SenderCalls>('sender', 'sender/main');
  private readonly contestants = new Map<Spec, Worker<ContestantCalls>>();

  /** Resolves when every node of every contestant has received an update. */
  async start(): Promise<void> {
    await this.sender.ready();
    await Promise.all(
      ALL.map(async (spec) => {
        const ports: Ports = await this.sender.call('open', spec.name);
        const contestant = new Worker<ContestantCalls>(spec.name, spec.script, {
          ...spec.start,
          ports,
        });
        this.contestants.set(spec, contestant);
        await contestant.ready();
      }),
    );
  }

  /** Measures what a number of updates cost a contestant, as fast as it takes them or at a steady rate. */
  async measure(spec: Spec, { rows, kind }: Size, frames: number, perSecond?: number): Promise<Cost> {
    const contestant = this.contestants.get(spec);
    if (!contestant) throw new Error(`${spec.name} is not running`);
    await contestant.call('begin', frames);
    const sending = this.sender.call('send', { contestant: spec.name, rows, kind, frames, perSecond });
    await contestant.whileAlive(sending);
    return contestant.call('end', null);
  }

  async end(): Promise<void> {
    await Promise.all([this.sender, ...this.contestants.values()].map((worker) => worker.end()));
  }
}
