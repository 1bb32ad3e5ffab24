import type { FieldInfo } from '../../lib/protocol/frames';
import { Measure, QUALITY_PARTS } from './measures';
import { at } from './numbers';

/** A column: its metadata, and how to compute its value from a group's row of measures, which starts at `row`. */
export interface Column {
  info: FieldInfo;
  read: (measures: Float64Array, row: number) => number | null;
}

/** The fewest packets to judge quality by. */
export const ENOUGH_PACKETS = 50;
/** The fewest handshakes to judge RTT by. */
export const ENOUGH_HANDSHAKES = 1;

/**
 * All columns but the name, in the order of a view without columns. The pretty names of the default columns are
 * documented. Of the raw identifiers, only `name`, `inbound_bps`, `outbound_bps` and `in_quality_packets` are
 * documented, with `out_quality_packets` as the counterpart of the last. The others follow their pattern.
 */
export const COLUMNS: readonly Column[] = [
  bandwidth('inbound_bps', 'inbound', 'Inbound bandwidth', Measure.inbound),
  bandwidth('outbound_bps', 'outbound', 'Outbound bandwidth', Measure.outbound),
  quality(
    'in_int_quality',
    'in.int.quality',
    'Inbound quality, internal',
    Measure.inIntQuality,
    Measure.inJudged,
  ),
  quality(
    'in_ext_quality',
    'in.ext.quality',
    'Inbound quality, external',
    Measure.inExtQuality,
    Measure.inJudged,
  ),
  quality(
    'out_int_quality',
    'out.int.quality',
    'Outbound quality, internal',
    Measure.outIntQuality,
    Measure.outJudged,
  ),
  quality(
    'out_ext_quality',
    'out.ext.quality',
    'Outbound quality, external',
    Measure.outExtQuality,
    Measure.outJudged,
  ),
  averageLatency(
    'in_shapingavg_latency',
    'in.shapingavg.latency',
    'Inbound',
    Measure.inLatency,
    Measure.inDelayed,
  ),
  highestLatency(
    'in_shapingmax_latency',
    'in.shapingmax.latency',
    'Inbound',
    Measure.inLatencyMax,
    Measure.inDelayed,
  ),
  sum('in_shapingdrops', 'in.shapingdrops', 'Inbound packets dropped by shaping', 'packets', Measure.inDrops),
  sum(
    'in_shapingtotal',
    'in.shapingtotal',
    'Inbound packets processed by shaping',
    'packets',
    Measure.inShaped,
  ),
  averageLatency(
    'out_shapingavg_latency',
    'out.shapingavg.latency',
    'Outbound',
    Measure.outLatency,
    Measure.outDelayed,
  ),
  highestLatency(
    'out_shapingmax_latency',
    'out.shapingmax.latency',
    'Outbound',
    Measure.outLatencyMax,
    Measure.outDelayed,
  ),
  sum(
    'out_shapingdrops',
    'out.shapingdrops',
    'Outbound packets dropped by shaping',
    'packets',
    Measure.outDrops,
  ),
  sum(
    'out_shapingtotal',
    'out.shapingtotal',
    'Outbound packets processed by shaping',
    'packets',
    Measure.outShaped,
  ),
  rtt('int_rtt', 'int.rtt', 'Handshake RTT, internal side', Measure.intRtt),
  rtt('ext_rtt', 'ext.rtt', 'Handshake RTT, external side', Measure.extRtt),
  sum('connections', 'connections', 'Connections', 'connections', Measure.connections),
  extra(sum('in_packets', 'in.packets', 'Inbound packets', 'packets', Measure.inPackets)),
  extra(sum('out_packets', 'out.packets', 'Outbound packets', 'packets', Measure.outPackets)),
  extra(
    sum(
      'in_quality_packets',
      'in.quality.packets',
      'Inbound packets that quality was measured on',
      'packets',
      Measure.inJudged,
    ),
  ),
  extra(
    sum(
      'out_quality_packets',
      'out.quality.packets',
      'Outbound packets that quality was measured on',
      'packets',
      Measure.outJudged,
    ),
  ),
  extra(
    sum('handshakes', 'handshakes', 'Handshakes that RTT was measured on', 'handshakes', Measure.handshakes),
  ),
];

/** The metadata of the name, the first value of every row. */
export const NAME_FIELD: FieldInfo = { column: 'name', name: 'name', title: 'Name', default: true };

function column(raw: string, name: string, title: string, unit: string, read: Column['read']): Column {
  return { info: { column: raw, name, unit, title, default: true }, read };
}

function extra({ info, read }: Column): Column {
  return { info: { ...info, default: false }, read };
}

/** Null if all connections of the group have just begun. */
function bandwidth(raw: string, name: string, title: string, measure: number): Column {
  return column(raw, name, title, 'bit/s', (measures, row) =>
    at(measures, row + Measure.measured) === 0 ? null : at(measures, row + measure),
  );
}

function sum(raw: string, name: string, title: string, unit: string, measure: number): Column {
  return column(raw, name, title, unit, (measures, row) => at(measures, row + measure));
}

/** A fraction, to four digits. */
function quality(raw: string, name: string, title: string, measure: number, weight: number): Column {
  return column(raw, name, title, '1', (measures, row) => {
    const packets = at(measures, row + weight);
    return packets < ENOUGH_PACKETS
      ? null
      : Math.round(at(measures, row + measure) / packets) / QUALITY_PARTS;
  });
}

/** In ms, to two digits; null if shaping processed nothing. */
function averageLatency(raw: string, name: string, title: string, measure: number, weight: number): Column {
  return column(raw, name, `${title} latency added by shaping, average`, 'ms', (measures, row) => {
    const packets = at(measures, row + weight);
    return packets === 0 ? null : Math.round(at(measures, row + measure) / packets / 10) / 100;
  });
}

function highestLatency(raw: string, name: string, title: string, measure: number, weight: number): Column {
  return column(raw, name, `${title} latency added by shaping, highest`, 'ms', (measures, row) =>
    at(measures, row + weight) === 0 ? null : Math.round(at(measures, row + measure) / 10) / 100,
  );
}

/** In ms, to one digit. */
function rtt(raw: string, name: string, title: string, measure: number): Column {
  return column(raw, name, title, 'ms', (measures, row) => {
    const handshakes = at(measures, row + Measure.handshakes);
    return handshakes < ENOUGH_HANDSHAKES ? null : Math.round(at(measures, row + measure) / handshakes) / 10;
  });
}
