/** What the processes of the benchmark say to each other: plain JSON, over the channel that `fork` opens. */
import type { Kind } from './frames';

/** A request and its answer, by name. */
export interface SenderOrders {
  /** Makes frames before they are needed. */
  prepare: { order: { rows: number; kind: Kind }; answer: null };
  /** Sends one frame after the other, each as soon as the one before has been delivered. */
  pump: { order: { contestant: string; rows: number; kind: Kind; frames: number }; answer: null };
  /** Sends frames at a steady rate, whatever becomes of them. */
  drip: {
    order: { contestant: string; rows: number; kind: Kind; frames: number; perSecond: number };
    answer: { sent: number; waiting: number };
  };
}

export interface Usage {
  /** ms of all threads, the collector's too. */
  cpu: number;
  /** ms */
  wall: number;
}

export interface Deliveries {
  /** From the moment that a frame was sent to that of its delivery, ms, in order. */
  latencies: number[];
  /** Updates that `msg.liveview.skipped` counts. */
  skipped: number;
  /** What the contestant has measured of its own parsing, ms, in order; only the limit does. */
  parses: number[];
}

export interface ContestantOrders {
  /** Measures from the delivery of the first update on each channel to that of the last. */
  measure: { order: { frames: number }; answer: null };
  /** Waits for the end of what `measure` began. */
  result: { order: null; answer: Usage };
  /** Notes every delivery from now on. */
  record: { order: { loopDelay: boolean }; answer: null };
  recorded: {
    order: null;
    answer: Deliveries & Usage & { loopDelay: { p50: number; p99: number; max: number } | null };
  };
  memory: { order: { collect: boolean }; answer: { rss: number; heap: number } };
  /** How long each message keeps the event loop busy in the flow, ms. */
  burden: { order: { ms: number }; answer: null };
}

export interface Order {
  id: number;
  name: string;
  order: unknown;
}
export type Answer = { id: number; answer: unknown } | { id: number; error: string } | { ready: unknown };
