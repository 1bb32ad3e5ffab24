/**
 * The frames of LiveView JSON profile 1: text frames, one JSON object each, one view per WebSocket.
 *
 * The vendor does not publish the frames of its WebSocket. This profile is an assumption, derived from what the
 * vendor documents of its Python API; nothing outside this folder, `codec` and the simulator knows how it looks on the
 * wire. What its frames say is what all codecs say, whatever frames they read.
 */

/** One column's metadata. `column` is the raw identifier, `name` the key that a default view's items use. */
export interface FieldInfo {
  column: string;
  name: string;
  /** Free text: `bit/s`, `ms`, `packets`, `1` for a fraction. */
  unit?: string;
  title?: string;
  /** Marks the columns that a view without `columns` gets. */
  default?: boolean;
}

/** A property that a view can be distributed on; `arg` says what its argument means, if it takes one. */
export interface DistributionInfo {
  name: string;
  arg?: string;
}

export const FILTER_VALUE_KINDS = ['text', 'number', 'boolean', 'address', 'service'] as const;

/** A property that a view can be filtered on. */
export interface FilterInfo {
  name: string;
  arg?: string;
  values?: (typeof FILTER_VALUE_KINDS)[number];
  choices?: string[];
}

/** What the system offers. */
export interface Catalog {
  system: { name: string; firmware?: string };
  fields: FieldInfo[];
  distributions: DistributionInfo[];
  filters: FilterInfo[];
  /** Values for a filter on services. */
  services: string[];
}

/** System → client: always the first frame. */
export interface CatalogFrame extends Catalog {
  type: 'catalog';
  profile: 1;
}

/** One level of a view's tree. */
export interface Distribution {
  name: string;
  arg?: string;
}

export const FILTER_MODES = ['include', 'exclude'] as const;
export type FilterMode = (typeof FILTER_MODES)[number];
export type FilterValue = string | number | boolean;

/** Keeps (`include`) or drops (`exclude`) the connections whose property matches one of the values. */
export interface Filter {
  mode: FilterMode;
  name: string;
  values: FilterValue[];
  arg?: string;
}

/** What a view shows. Filters are ANDed; the values of one filter are ORed. */
export interface ViewDefinition {
  /** Raw columns; absent: the default columns, under their pretty names. */
  columns?: string[];
  /** Outermost first; at least one. */
  distributions: Distribution[];
  filters: Filter[];
  /** Whether updates include child items. */
  expand: boolean;
}

/** Client → system: exactly one per connection. */
export interface ViewFrame extends ViewDefinition {
  type: 'view';
}

/** A column's value; `null` where the system has none. */
export type Value = number | string | null;

/** `columns.length` values, the name first, and then the child rows, if there are any. */
export type Row = [name: string, ...rest: (Value | Row[])[]];

/** System → client, repeatedly. */
export interface UpdateFrame {
  type: 'update';
  /** ms since the epoch, the system's clock. */
  time?: number;
  columns: string[];
  rows: Row[];
}

export const SYSTEM_ERROR_CODES = [
  'unknown-distribution',
  'unknown-filter',
  'unknown-column',
  'bad-value',
  'bad-frame',
  'busy',
  'internal',
] as const;

/** System → client, instead of or between updates. After a fatal one the system closes. */
export interface ErrorFrame {
  type: 'error';
  /** One of {@link SYSTEM_ERROR_CODES}, or one that this version does not know. */
  code: string;
  message: string;
  fatal?: boolean;
}

/** Close codes of the profile's own, beside those of RFC 6455. */
export const CLOSE_CODES = {
  normal: 1000,
  viewRefused: 4400,
  unauthorized: 4401,
  tooManyViews: 4429,
} as const;
