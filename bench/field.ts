import { scriptFile } from './compile';
import { type Contestant, type Spec, startContestant } from './contestants';
import type { Start } from './contestants/meter';
import type { Kind } from './frames';
import type { ContestantOrders, SenderOrders, Usage } from './orders';
import { Worker } from './worker';

/** The size and shape of the updates that are sent. */
export interface Size {
  rows: number;
  kind: Kind;
}

export type Recorded = ContestantOrders['recorded']['answer'] & { waiting: number };

/** The sender, and the contestants that are running. */
export class Field {
  private readonly sender = new Worker<SenderOrders>('sender', scriptFile('appliance/main'), []);
  private readonly contestants = new Map<string, Contestant>();

  /** Starts those that are not running, all at once. */
  async start(specs: readonly Spec[]): Promise<void> {
    const ports = (await this.sender.ready()) as Pick<Start, 'viewPort' | 'acknowledgements'>;
    const missing = specs.filter(({ name }) => !this.contestants.has(name));
    await Promise.all(
      missing.map(async (spec) => {
        this.contestants.set(spec.name, await startContestant(spec, ports));
      }),
    );
  }

  async prepare(size: Size): Promise<void> {
    await this.sender.order('prepare', size);
  }

  /** What it costs a contestant to take so many updates on each of its views, as fast as it can. */
  async pump({ name }: Spec, size: Size, frames: number): Promise<Usage> {
    const contestant = this.of(name);
    await contestant.order('measure', { frames });
    // One before: see Meter.
    await this.sender.order('pump', { contestant: name, ...size, frames: frames + 1 });
    return contestant.order('result', null);
  }

  /** What becomes of updates that come at a steady rate. */
  async drip(
    { name }: Spec,
    size: Size,
    { frames, perSecond, loopDelay = false }: { frames: number; perSecond: number; loopDelay?: boolean },
  ): Promise<Recorded> {
    const contestant = this.of(name);
    await contestant.order('record', { loopDelay });
    const { waiting } = await this.sender.order('drip', { contestant: name, ...size, frames, perSecond });
    // The last one is on its way.
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
    return { ...(await contestant.order('recorded', null)), waiting };
  }

  of(name: string): Contestant {
    const contestant = this.contestants.get(name);
    if (!contestant) throw new Error(`${name} is not running`);
    return contestant;
  }

  /** Ends all contestants: what comes next begins with new ones. */
  async clear(): Promise<void> {
    const running = [...this.contestants.values()];
    this.contestants.clear();
    await Promise.all(running.map((contestant) => contestant.end()));
  }

  async end(): Promise<void> {
    await this.clear();
    await this.sender.end();
  }
}
