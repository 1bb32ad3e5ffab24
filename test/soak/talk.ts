/** What the processes of a soak tell each other, over the channel that Node.js gives a child. */
import type { Digests } from '../support/digest';
import type { FaultKind } from './faults';
import type { ApplianceName } from './views';

/** One update as it has arrived in a flow. */
export interface Arrived {
  /** The liveview node's id. */
  node: string;
  /** A new number for each start of the node that looks at the messages. */
  instance: number;
  /** Of the message: the liveview node's name, which tells its versions apart. */
  topic: string;
  /** The appliance's name. */
  appliance: string;
  view: string;
  shape: 'tree' | 'rows';
  digest: string;
  items: number;
  sequence: number;
  connection: number;
  skipped: number;
  /** Of the system's clock and of Node-RED's, ms since the epoch. */
  time: number;
  received: number;
}

/** What Node-RED's process says of itself. */
export interface Inside {
  /** Bytes, after a garbage collection. */
  rss: number;
  heap: number;
  /** TCP connections to the appliances. */
  sockets: number;
  timers: number;
  /** Of the process and of the runtime's events, by event. */
  listeners: Record<string, number>;
}

export type FromProbe =
  | { kind: 'arrived'; updates: Arrived[] }
  | { kind: 'alarm'; state: string }
  | { kind: 'catalog' }
  | { kind: 'caught'; node: string; message: string }
  | { kind: 'problem'; text: string }
  | { kind: 'inside'; inside: Inside };

export interface ToProbe {
  kind: 'look';
  ports: number[];
}

/** What an appliance shows in one of its views at one of its ticks. */
export interface Expected {
  appliance: ApplianceName;
  time: number;
  view: string;
  digests: Digests;
}

/** What an appliance has seen of its clients. */
export interface Outside {
  /** TCP connections now. */
  open: number;
  /** WebSockets asked for so far. */
  upgrades: number;
}

export type FromAppliances =
  | { kind: 'started'; ports: Record<ApplianceName, number> }
  | { kind: 'expected'; expected: Expected[] }
  | { kind: 'began' | 'ended'; appliance: ApplianceName; at: number }
  | { kind: 'outside'; outside: Record<ApplianceName, Outside> };

export type ToAppliances =
  { kind: 'begin' | 'end'; appliance: ApplianceName; fault: FaultKind } | { kind: 'look' };
