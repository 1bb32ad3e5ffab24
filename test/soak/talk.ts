/** What the processes of a soak send each other over the channel that Node.js gives a child. */
import type { Digests } from '../support/digest';
import type { FaultKind } from './faults';
import type { ApplianceName } from './views';

/** An update as it arrived in a flow. */
export interface Arrived {
  /** The liveview node's id. */
  node: string;
  /** Changes whenever the node that inspects the messages starts. */
  instance: number;
  /** The topic of the message: the name of the liveview node, which contains its version. */
  topic: string;
  /** The appliance's name. */
  appliance: string;
  view: string;
  shape: 'tree' | 'rows';
  digest: string;
  items: number;
  sequence: number;
  connection: number | string;
  skipped: number;
  /** Times of the appliance's clock and of Node-RED's, ms since the epoch. */
  time: number;
  received: number;
}

/** What Node-RED's process reports about itself. */
export interface Inside {
  /** Bytes, after a garbage collection. */
  rss: number;
  heap: number;
  /** TCP connections to the appliances. */
  sockets: number;
  timers: number;
  /** Listeners of the process and of the runtime's events, by event. */
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

/** What an appliance shows in one view at one tick. */
export interface Expected {
  appliance: ApplianceName;
  time: number;
  view: string;
  digests: Digests;
}

/** What an appliance knows of its clients. */
export interface Outside {
  /** TCP connections now. */
  open: number;
  /** Requested WebSockets so far. */
  upgrades: number;
}

export type FromAppliances =
  | { kind: 'started'; ports: Record<ApplianceName, number> }
  | { kind: 'expected'; expected: Expected[] }
  | { kind: 'began' | 'ended'; appliance: ApplianceName; at: number }
  | { kind: 'outside'; outside: Record<ApplianceName, Outside> };

export type ToAppliances =
  { kind: 'begin' | 'end'; appliance: ApplianceName; fault: FaultKind } | { kind: 'look' };
