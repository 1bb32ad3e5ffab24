import { Simulator } from '../../../tools/simulator';
import type { ViewDefinition } from '../../../lib/protocol/frames';
import { digestFrame, type Digests } from '../../support/digest';
import { Relay } from '../../support/relay';
import type { SteeredClock } from '../../support/steered-clock';

/** An appliance that another one can replace at the same address, and the network in front of it. */
export class System {
  readonly relay = new Relay(() => this.port);
  simulator: Simulator;
  private port = 0;
  private readonly shown = new Map<ViewDefinition, Digests>();

  constructor(
    private readonly clock: SteeredClock,
    public services = 4,
  ) {
    this.simulator = this.make();
  }

  async start(): Promise<void> {
    this.port = Number(new URL(await this.simulator.start()).port);
    await this.relay.listen();
  }

  /** Replaces the appliance by another, with a different catalogue and new connections. */
  async replace(services: number): Promise<void> {
    await this.simulator.stop();
    this.services = services;
    this.simulator = this.make();
    this.shown.clear();
    await this.simulator.start();
  }

  /** Takes one step, and sends every view an update. */
  tick(): void {
    this.shown.clear();
    this.simulator.tick();
  }

  /** What the view shows at the current tick. */
  shows(view: ViewDefinition): Digests {
    let digests = this.shown.get(view);
    if (!digests) {
      digests = digestFrame(this.simulator.snapshot(view), view, this.simulator.catalog);
      this.shown.set(view, digests);
    }
    return digests;
  }

  async stop(): Promise<void> {
    this.relay.stop();
    await this.simulator.stop();
  }

  private make(): Simulator {
    return new Simulator({
      port: this.port,
      interval: 0,
      hosts: 3,
      services: this.services,
      clock: { now: () => this.clock.now(), setInterval: () => undefined, clearInterval: () => undefined },
    });
  }
}
