import type { ApplianceName } from './views';

/** How long each stage waits, as the appliances' config nodes have it, s. */
export const TIMES = { handshake: 5, heartbeat: 5, stale: 8, min: 0.5, max: 4 };

/** What a kind of fault is like. */
export interface FaultKindInfo {
  /** s; 0: over as soon as it has happened. */
  length: number;
  /** Whether an attempt that it caught has to come to its deadline before the next one, s. */
  hangs: number;
  /** Whether the views are lost. */
  cuts: boolean;
}

/** Everything that may befall an appliance. */
export const FAULTS = {
  /** Every WebSocket is closed with 1012. */
  close: { length: 0, hangs: 0, cuts: true },
  /** Every WebSocket goes without a closing frame: 1006. */
  terminate: { length: 0, hangs: 0, cuts: true },
  /** An RST in the middle of the next frames. */
  'cut-frame': { length: 3, hangs: 0, cuts: true },
  /** Nobody listens. */
  down: { length: 9, hangs: 0, cuts: true },
  /** The system restarts: 1012, and new ones are refused for a moment. */
  restart: { length: 0, hangs: 0, cuts: true },
  /** No updates, but not for so long that the connection is given up. */
  pause: { length: 5, hangs: 0, cuts: false },
  /** No updates for longer than that. */
  stall: { length: 15, hangs: 0, cuts: true },
  'refuse-503': { length: 10, hangs: 0, cuts: true },
  'refuse-401': { length: 10, hangs: 0, cuts: true },
  'refuse-4429': { length: 10, hangs: 0, cuts: true },
  /** Upgrades are answered, and nothing else. */
  silence: { length: 9, hangs: TIMES.handshake, cuts: true },
  /** The network swallows everything both ways and tells nobody. */
  swallow: { length: 13, hangs: TIMES.handshake, cuts: true },
  /** Shaping drops packets: the numbers change, the connections stay. */
  drops: { length: 12, hangs: 0, cuts: false },
} as const satisfies Record<string, FaultKindInfo>;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** s from one update of the system to the next. */
export const TICK = 1;
/** s for what the machine has to do meanwhile. */
const SLACK = 1.5;

/** s in which a node must have had an update after the fault's end: one step of the backoff, and what comes to it. */
export function allowance(kind: FaultKind, interval: number): number {
  return TIMES.max + FAULTS[kind].hangs + TICK + interval + SLACK;
}

/** One fault, of one appliance. */
export interface Fault {
  appliance: ApplianceName;
  kind: FaultKind;
  /** s from the beginning of the minute. */
  at: number;
}
