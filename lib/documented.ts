/** Names that the vendor's documentation and public scripts use. An appliance may offer others: all are free text. */
export const DISTRIBUTION_NAMES = ['Local Host', 'Service', 'Server Hostname', 'NetObject Level'] as const;
export const FILTER_NAMES = ['Host', 'Service', 'Flags', 'Session Context', 'Visible NetObject'] as const;
export const COLUMN_NAMES = ['name', 'inbound_bps', 'outbound_bps', 'in_quality_packets'] as const;

/** The documented item keys whose columns count packets. */
export const COUNTER_NAMES = [
  'in.shapingdrops',
  'out.shapingdrops',
  'in.shapingtotal',
  'out.shapingtotal',
] as const;

/** The documented item keys of a view without raw columns, followed by the raw columns. */
export const VALUE_NAMES = [
  'inbound',
  'outbound',
  'in.int.quality',
  'in.ext.quality',
  'out.int.quality',
  'out.ext.quality',
  'in.shapingavg.latency',
  'out.shapingavg.latency',
  'in.shapingmax.latency',
  'out.shapingmax.latency',
  ...COUNTER_NAMES,
  'int.rtt',
  'ext.rtt',
  'connections',
  ...COLUMN_NAMES.filter((name) => name !== 'name'),
] as const;
