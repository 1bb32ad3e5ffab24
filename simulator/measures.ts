/**
 * What the table keeps of each connection, and a view of each group: a row of whole numbers. Up to `SUMS` they are
 * added, after that the largest counts. They are whole (latencies in µs, quality in ten-thousandths, RTT in tenths of
 * a ms), so that sums are exact in whatever order they are made.
 */
export const Measure = {
  connections: 0,
  /** Connections whose bandwidth is known; a connection that has just begun is not among them. */
  measured: 1,
  inbound: 2,
  outbound: 3,
  inPackets: 4,
  outPackets: 5,
  inDrops: 6,
  outDrops: 7,
  inShaped: 8,
  outShaped: 9,
  /** Packets that shaping processed in this tick: the weights of the latencies. */
  inDelayed: 10,
  outDelayed: 11,
  inLatency: 12,
  outLatency: 13,
  /** Packets that quality was measured on: the weights of the qualities. */
  inJudged: 14,
  outJudged: 15,
  inIntQuality: 16,
  inExtQuality: 17,
  outIntQuality: 18,
  outExtQuality: 19,
  handshakes: 20,
  intRtt: 21,
  extRtt: 22,
  inLatencyMax: 23,
  outLatencyMax: 24,
} as const;

/** The measures below this one are sums, the others maxima. */
export const SUMS: number = Measure.inLatencyMax;

/** How many numbers a row has. */
export const MEASURES = 25;

/** Quality is kept in these parts of 1. */
export const QUALITY_PARTS = 10_000;
