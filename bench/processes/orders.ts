/** What the processes of the benchmark send each other: plain JSON, over the channel that `fork` opens. */
import type { Kind } from '../frames';

/** Functions of another process, by name, each with one argument and an answer. */
export type Calls<T> = { [K in keyof T]: (order: never) => unknown };

/** Where a contestant finds its view, and where it acknowledges updates. */
export interface Ports {
  view: number;
  acknowledgements: string;
}

/** Updates to send to a contestant. */
export interface Sending {
  contestant: string;
  rows: number;
  kind: Kind;
  frames: number;
  /** Without a rate, each update goes out as soon as the previous one has been delivered. */
  perSecond?: number | undefined;
}

export interface SenderCalls {
  /** Opens a view for a contestant. */
  open: (contestant: string) => Promise<Ports>;
  /** Resolves when all have been delivered. */
  send: (sending: Sending) => Promise<null>;
}

/** What a number of updates cost a contestant. */
export interface Cost {
  /** CPU time of all threads, including the garbage collector's, from the first delivery to the last, ms. */
  cpu: number;
  /** The time from sending each update to its delivery, in order, ms. */
  latencies: number[];
  /** Memory at the end, MiB. */
  rss: number;
}

export interface ContestantCalls {
  /** Starts to measure. The argument is the number of updates that will come. */
  begin: (frames: number) => null;
  end: (nothing: null) => Cost;
}

export interface Order {
  id: number;
  name: string;
  order: unknown;
}
export type Reply = { id: number; answer: unknown } | { id: number; error: string };
/** What a process sends. After `failed` it can do no more work. */
export type Answer = Reply | { ready: unknown } | { failed: string };
