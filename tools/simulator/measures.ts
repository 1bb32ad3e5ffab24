/**
 * The measures of each connection and of each group: a row of whole numbers. Those before `SUMS` are added, of the
 * others the largest counts. They are whole (latencies in µs, quality in ten-thousandths, RTT in tenths of a ms), so
 * sums are exact in any order.
 */
export const Measure = {
  connections: 0,
  /** Connections with a known bandwidth. A connection that has just begun has none. */
  measured: 1,
  inbound: 2,
  outbound: 3,
  inPackets: 4,
  outPackets: 5,
  inDrops: 6,
  outDrops: 7,
  inShaped: 8,
  outShaped: 9,
  /** Packets that shaping processed in this tick, as weights for the latencies. */
  inDelayed: 10,
  outDelayed: 11,
  inLatency: 12,
  outLatency: 13,
  /** Packets with a measured quality, as weights for the qualities. */
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

/** Measures before this one are sums, the others are maxima. */
export const SUMS: number = Measure.inLatencyMax;

/** The length of a row. */
export const MEASURES = 25;

/** Quality is stored in these parts of 1. */
export const QUALITY_PARTS = 10_000;
