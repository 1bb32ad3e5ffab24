import { allowance, FAULT_KINDS, type FaultKind, FAULTS } from './faults';
import type { Arrived } from './talk';
import { type ApplianceName, nodesOf } from './views';

interface Pending {
  kind: FaultKind;
  /** ms since the epoch: when the fault had happened, and when all was well again. `undefined` until then. */
  began: number | undefined;
  end: number | undefined;
  /** The WebSocket of the node's updates before the fault. */
  connection: number | string | undefined;
  /** In seconds. */
  allowed: number;
}

/** How long each node was without updates after the end of each fault. */
export class Recoveries {
  /** Seconds, by kind. */
  readonly seconds = new Map<FaultKind, number[]>(FAULT_KINDS.map((kind) => [kind, []]));
  private readonly pending = new Map<string, Pending>();
  private readonly connections = new Map<string, number | string>();

  /** @param fault called for every node that took too long, and for every fault without effect */
  constructor(private readonly fault: (text: string) => void) {}

  /** The fault is about to happen. */
  expect(appliance: ApplianceName, kind: FaultKind): void {
    for (const { id, interval } of nodesOf(appliance)) {
      const connection = this.connections.get(id);
      this.pending.set(id, {
        kind,
        began: undefined,
        end: undefined,
        connection,
        allowed: allowance(kind, interval),
      });
    }
  }

  /** The appliance's process reports the time. */
  note(what: 'began' | 'end', appliance: ApplianceName, at: number): void {
    for (const { id } of nodesOf(appliance)) {
      const pending = this.pending.get(id);
      if (pending) pending[what] = at;
    }
  }

  arrived({ node, received, time, connection }: Arrived): void {
    this.connections.set(node, connection);
    const pending = this.pending.get(node);
    if (pending?.end === undefined || received < pending.end) return;
    const { kind, began, end, allowed, connection: before } = pending;
    const still = FAULTS[kind].cuts && connection === before;
    // The update was on its way when the fault happened, and only arrives now because the machine is busy.
    if (still && began !== undefined && time <= began) return;
    this.pending.delete(node);
    const seconds = (received - end) / 1000;
    this.seconds.get(kind)?.push(seconds);
    if (seconds > allowed)
      this.fault(`${node} was back ${seconds} s after "${kind}", allowed are ${allowed} s`);
    if (still) this.fault(`"${kind}" has not cut ${node} off`);
  }

  /** Reports the nodes that should be back and are not. */
  check(): void {
    for (const [node, { kind, end, allowed }] of this.pending) {
      if (end === undefined || Date.now() < end + allowed * 1000) continue;
      this.fault(`${node} is not back ${Math.round((Date.now() - end) / 1000)} s after "${kind}"`);
      this.pending.delete(node);
    }
  }

  /** One line per kind. */
  describe(): string[] {
    return FAULT_KINDS.map((kind) => {
      const seconds = [...(this.seconds.get(kind) ?? [])].sort((a, b) => a - b);
      const at = (share: number): string =>
        seconds[Math.floor(share * (seconds.length - 1))]?.toFixed(1) ?? '-';
      return `  ${kind.padEnd(12)} ${String(seconds.length).padStart(4)} times a node, back after a median of ${at(0.5)} s, ${at(1)} s at most`;
    });
  }
}
