/**
 * The process of the appliances: three simulators, each behind a network that can fail, controlled by the
 * parent process.
 */
import { Simulator } from '../../tools/simulator';
import { Relay } from '../support/relay';
import { digestFrame } from '../support/digest';
import { type FaultKind, TICK } from './faults';
import type { Expected, FromAppliances, Outside, ToAppliances } from './talk';
import { type ApplianceName, APPLIANCES, viewName, viewsOf } from './views';

class Appliance {
  private readonly simulator: Simulator;
  private readonly relay: Relay;
  private port = 0;
  private time = 0;
  private readonly views: ReturnType<typeof viewsOf>;

  constructor(
    private readonly name: ApplianceName,
    seed: number,
  ) {
    this.views = viewsOf(name);
    // A clock that stands still while one tick is made, so that all views of a tick have the same time.
    const clock = { now: () => this.time, setInterval: () => 0, clearInterval: () => undefined };
    this.simulator = new Simulator({ port: 0, interval: 0, hosts: 60, seed, clock, name: `Soak ${name}` });
    this.relay = new Relay(() => this.port);
  }

  /** @returns the port of the network in front of the appliance */
  async start(): Promise<number> {
    this.time = Date.now();
    this.port = Number(new URL(await this.simulator.start()).port);
    await this.relay.listen();
    return Number(this.relay.host.split(':')[1]);
  }

  /** Makes the next tick, and returns what every view shows from now on. */
  tick(): Expected[] {
    this.time = Date.now();
    // Include every possible view, because a new view gets its first update at once and the ledger must know
    // it.
    this.simulator.tick();
    return this.expected();
  }

  expected(): Expected[] {
    return this.views.map((view) => {
      const frame = this.simulator.snapshot(view);
      const digests = digestFrame(frame, view, this.simulator.catalog);
      return { appliance: this.name, time: frame.time ?? 0, view: viewName(view), digests };
    });
  }

  outside(): Outside {
    return { open: this.relay.open, upgrades: this.simulator.upgradeCount };
  }

  async begin(kind: FaultKind): Promise<void> {
    const { simulator, relay } = this;
    switch (kind) {
      case 'close':
        simulator.disconnectAll();
        break;
      case 'terminate':
        simulator.terminateAll();
        break;
      case 'cut-frame':
        relay.cutAfter(100);
        break;
      case 'down':
        relay.refuse();
        relay.reset();
        break;
      case 'restart':
        await simulator.restart();
        break;
      case 'pause':
      case 'stall':
        simulator.stall();
        break;
      case 'refuse-503':
      case 'refuse-401':
      case 'refuse-4429':
        simulator.refuse(Number(kind.slice('refuse-'.length)));
        simulator.disconnectAll();
        break;
      case 'silence':
        simulator.refuse('silence');
        simulator.disconnectAll();
        break;
      case 'swallow':
        relay.swallow();
        break;
      case 'drops':
        simulator.disturb({ drops: { share: 0.5 } });
        break;
    }
  }

  /** Ends every fault. */
  async end(): Promise<void> {
    await this.relay.heal();
    this.simulator.accept();
    this.simulator.calm();
    this.simulator.resume();
  }

  async stop(): Promise<void> {
    this.relay.stop();
    await this.simulator.stop();
  }
}

function tell(message: FromAppliances): void {
  process.send?.(message);
}

async function main(seed: number): Promise<void> {
  const appliances = Object.fromEntries(
    APPLIANCES.map((name, index) => [name, new Appliance(name, seed + index)]),
  ) as Record<ApplianceName, Appliance>;
  const ports: Partial<Record<ApplianceName, number>> = {};
  for (const name of APPLIANCES) ports[name] = await appliances[name].start();
  tell({ kind: 'expected', expected: APPLIANCES.flatMap((name) => appliances[name].expected()) });
  tell({ kind: 'started', ports: ports as Record<ApplianceName, number> });

  const timer = setInterval(() => {
    tell({ kind: 'expected', expected: APPLIANCES.flatMap((name) => appliances[name].tick()) });
  }, TICK * 1000);

  process.on('message', (message: ToAppliances) => {
    if (message.kind === 'look') {
      const outside = Object.fromEntries(APPLIANCES.map((name) => [name, appliances[name].outside()]));
      tell({ kind: 'outside', outside: outside as Record<ApplianceName, Outside> });
      return;
    }
    const { appliance, fault } = message;
    if (message.kind === 'begin') {
      void appliances[appliance].begin(fault).then(() => {
        tell({ kind: 'began', appliance, at: Date.now() });
      });
    } else {
      void appliances[appliance].end().then(() => {
        tell({ kind: 'ended', appliance, at: Date.now() });
      });
    }
  });
  const end = async (): Promise<void> => {
    clearInterval(timer);
    for (const name of APPLIANCES) await appliances[name].stop();
    process.exit();
  };
  // Without its parent this process has no purpose.
  for (const event of ['SIGTERM', 'disconnect']) process.once(event, () => void end());
}

void main(Number(process.argv[2]));
