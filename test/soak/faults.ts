import type { ApplianceName } from './views';

/** The times of the appliances' config nodes, s. */
export const TIMES = { handshake: 5, heartbeat: 5, stale: 8, min: 0.5, max: 4 };

/** The properties of a kind of fault. */
export interface FaultKindInfo {
  /** In seconds; 0: over as soon as it has happened. */
  length: number;
  /** How long an attempt that the fault caught can hang until its deadline, s. */
  hangs: number;
  /** Whether the views lose their connections. */
  cuts: boolean;
}

/** Every kind of fault. */
export const FAULTS = {
  /** Every WebSocket is closed with 1012. */
  close: { length: 0, hangs: 0, cuts: true },
  /** Every WebSocket ends without a closing frame: 1006. */
  terminate: { length: 0, hangs: 0, cuts: true },
  /** An RST in the middle of the next frames. */
  'cut-frame': { length: 3, hangs: 0, cuts: true },
  /** Nothing listens. */
  down: { length: 9, hangs: 0, cuts: true },
  /** The appliance restarts: 1012, and new connections are refused for a moment. */
  restart: { length: 0, hangs: 0, cuts: true },
  /** No updates, but not long enough for the nodes to give up the connection. */
  pause: { length: 5, hangs: 0, cuts: false },
  /** No updates for longer than that. */
  stall: { length: 15, hangs: 0, cuts: true },
  'refuse-503': { length: 10, hangs: 0, cuts: true },
  'refuse-401': { length: 10, hangs: 0, cuts: true },
  'refuse-4429': { length: 10, hangs: 0, cuts: true },
  /** Upgrades are answered, and nothing else is. */
  silence: { length: 9, hangs: TIMES.handshake, cuts: true },
  /** The network swallows everything in both directions, and neither side is notified. */
  swallow: { length: 13, hangs: TIMES.handshake, cuts: true },
  /** Shaping drops packets: the numbers change, the connections stay. */
  drops: { length: 12, hangs: 0, cuts: false },
} as const satisfies Record<string, FaultKindInfo>;

export type FaultKind = keyof typeof FAULTS;
export const FAULT_KINDS = Object.keys(FAULTS) as FaultKind[];

/** Seconds between two updates of the appliance. */
export const TICK = 1;
/** Seconds for other work of the machine. */
const SLACK = 1.5;

/**
 * Seconds after the fault's end in which a node must get an update: one step of the backoff, and the delays
 * around it.
 */
export function allowance(kind: FaultKind, interval: number): number {
  return TIMES.max + FAULTS[kind].hangs + TICK + interval + SLACK;
}

/** One fault, of one appliance. */
export interface Fault {
  appliance: ApplianceName;
  kind: FaultKind;
  /** Seconds from the beginning of the minute. */
  at: number;
}
