/** Names that the vendor's documentation and public scripts use. A system may offer others: all are free text. */
export const DISTRIBUTION_NAMES = ['Local Host', 'Service', 'Server Hostname', 'NetObject Level'] as const;
export const FILTER_NAMES = ['Host', 'Service', 'Flags', 'Session Context', 'Visible NetObject'] as const;
export const COLUMN_NAMES = ['name', 'inbound_bps', 'outbound_bps', 'in_quality_packets'] as const;
