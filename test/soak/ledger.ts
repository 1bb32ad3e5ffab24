import type { Arrived, Expected } from './talk';
import { LIVE_NODES } from './views';

/** How long the ledger remembers a tick, ms. An update can come from before a stall. */
const KEPT = 120_000;
/** How long an update waits for the appliance's own version, ms. The two come over different channels. */
const PATIENCE = 10_000;

/** Compares what flows receive with what the appliances show. */
export class Ledger {
  updates = 0;
  items = 0;
  skipped = 0;
  /** How many updates were compared, with all their names and numbers. */
  compared = 0;
  /** The arrival of each node's newest update, ms since the epoch. */
  readonly latest = new Map<string, number>();
  private readonly before = new Map<string, Arrived>();
  private readonly expected = new Map<string, Expected>();
  private waiting: { update: Arrived; since: number }[] = [];

  /** @param fault called with everything that is wrong */
  constructor(private readonly fault: (text: string) => void) {
    for (const { id } of LIVE_NODES) this.latest.set(id, 0);
  }

  expect(expected: readonly Expected[]): void {
    for (const entry of expected) this.expected.set(key(entry.appliance, entry.time, entry.view), entry);
    const now = Date.now();
    for (const [name, { time }] of this.expected) {
      if (time > now - KEPT) break;
      this.expected.delete(name);
    }
    const waiting = this.waiting;
    this.waiting = [];
    for (const { update, since } of waiting) this.compare(update, since);
  }

  add(update: Arrived): void {
    this.updates++;
    this.items += update.items;
    this.skipped += update.skipped;
    this.latest.set(update.node, Math.max(update.received, this.latest.get(update.node) ?? 0));
    this.checkOrder(update);
    this.compare(update, Date.now());
  }

  private checkOrder(update: Arrived): void {
    const source = `${update.node}-${update.instance}`;
    const before = this.before.get(source);
    this.before.set(source, update);
    if (!before) return;
    const { topic, sequence, time, received } = update;
    const said = `after ${before.topic} ${before.sequence} of ${before.time} comes ${topic} ${sequence} of ${time}`;
    if (topic === before.topic && sequence <= before.sequence)
      this.fault(`The sequence does not grow: ${said}`);
    if (version(topic) < version(before.topic)) this.fault(`An update of a node that is gone: ${said}`);
    if (time < before.time || received < before.received) this.fault(`An older update: ${said}`);
  }

  private compare(update: Arrived, since: number): void {
    const { appliance, time, view, shape, digest } = update;
    const expected = this.expected.get(key(appliance.slice(0, 1), time, view));
    if (expected) {
      this.compared++;
      if (expected.digests[shape] === digest) return;
      this.fault(
        `${update.topic} ${update.sequence} has ${digest}, but it should be ${expected.digests[shape]}`,
      );
    } else if (Date.now() - since < PATIENCE) this.waiting.push({ update, since });
    else
      this.fault(`${update.topic} ${update.sequence} is of ${time}, and there is no such update of ${view}`);
  }
}

function key(appliance: string, time: number, view: string): string {
  return `${appliance} ${time} ${view}`;
}

function version(topic: string): number {
  return Number(topic.split('.')[1]);
}
