import { once } from 'node:events';
import net from 'node:net';
import { obey } from '../processes/obey';
import type { ContestantCalls, Ports } from '../processes/orders';
import { sharedNow } from '../statistics';

/** What a contestant gets when it starts. */
export interface Start {
  ports: Ports;
  /** How many nodes show the view. */
  nodes: number;
}

/** Reads what the main process has passed to this one: a {@link Start}, and more. */
export function readStart(): unknown {
  return JSON.parse(process.argv[2] ?? '');
}

/** Counts what a contestant delivers, and measures what that costs its process. */
export class Meter {
  private readonly acknowledgements: net.Socket;
  private delivered = 0;
  private left = 0;
  private begin: number | undefined;
  private cpu: number | undefined;
  private latencies: number[] = [];

  constructor(private readonly start: Start) {
    this.acknowledgements = net.connect(start.ports.acknowledgements);
  }

  async open(): Promise<void> {
    await once(this.acknowledgements, 'connect');
    obey<ContestantCalls>({
      begin: (frames) => {
        this.left = frames;
        this.begin = this.cpu = undefined;
        this.latencies = [];
        return null;
      },
      end: () => {
        if (this.cpu === undefined) throw new Error(`${this.left} updates are missing`);
        return { cpu: this.cpu, latencies: this.latencies, rss: process.memoryUsage().rss / 2 ** 20 };
      },
    });
  }

  /**
   * Call this when an update has reached the end of one node's flow.
   *
   * @param sent when it was sent, on the shared clock
   * @param skipped how many updates the node left out before it
   */
  count(sent: number | undefined, skipped = 0): void {
    if (sent !== undefined) this.latencies.push(sharedNow() - sent);
    const before = Math.floor(this.delivered / this.start.nodes);
    this.delivered += 1 + skipped;
    const whole = Math.floor(this.delivered / this.start.nodes) - before;
    if (whole === 0) return;
    this.measure(whole);
    this.acknowledgements.write(Buffer.of(whole));
  }

  /** Measures from the first delivery to the last. The time before the first is the sender's. */
  private measure(updates: number): void {
    this.begin ??= cpuTime();
    this.left -= updates;
    if (this.left <= 0) this.cpu ??= cpuTime() - this.begin;
  }
}

/** ms */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
