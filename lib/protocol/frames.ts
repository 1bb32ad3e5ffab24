/**
 * The frames of LiveView JSON profile 1: text frames, one JSON object each, one view per WebSocket.
 *
 * The vendor does not publish the frames of its WebSocket. This profile is an assumption, derived from what the vendor
 * documents about its Python API. Only this folder, `codec` and the simulator know how it looks on the wire. All other
 * codecs translate their frames into these types.
 */

/** What a counting column counts: `update`, since the previous update; `total`, since the start. */
export const COUNTERS = ['update', 'total'] as const;
export type Counter = (typeof COUNTERS)[number];

/** The metadata of a column. `column` is its raw identifier, `name` the key that the items of a default view use. */
export interface FieldInfo {
  column: string;
  name: string;
  /** Free text: `bit/s`, `ms`, `packets`, `1` for a fraction. */
  unit?: string;
  title?: string;
  /** Whether a view that names no columns gets this one. */
  default?: boolean;
  /** Only for a column that counts. Without it, the appliance node's setting decides. */
  counter?: Counter;
}

/** A property that you can distribute a view by. `arg` describes its argument, if it takes one. */
export interface DistributionInfo {
  name: string;
  arg?: string;
}

export const FILTER_VALUE_KINDS = ['text', 'number', 'boolean', 'address', 'service'] as const;

/** A property that you can filter a view by. */
export interface FilterInfo {
  name: string;
  arg?: string;
  values?: (typeof FILTER_VALUE_KINDS)[number];
  choices?: string[];
}

/** What the appliance offers. */
export interface Catalog {
  system: { name: string; firmware?: string };
  fields: FieldInfo[];
  distributions: DistributionInfo[];
  filters: FilterInfo[];
  /** Values for a filter on services. */
  services: string[];
}

/** Appliance → client: always the first frame. */
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
  /** Raw columns. Without them, the default columns under their pretty names. */
  columns?: string[];
  /** Outermost first; at least one. */
  distributions: Distribution[];
  filters: Filter[];
  /** Whether updates include child items. */
  expand: boolean;
}

/** Client → appliance: exactly one per connection. */
export interface ViewFrame extends ViewDefinition {
  type: 'view';
}

/** A column's value; `null` if the appliance has none. */
export type Value = number | string | null;

/** `columns.length` values, the name first, then the child rows if there are any. */
export type Row = [name: string, ...rest: (Value | Row[])[]];

/** Appliance → client, repeatedly. */
export interface UpdateFrame {
  type: 'update';
  /** The appliance's clock, ms since the epoch. */
  time?: number;
  /** For a sender that passes on the updates of another one, such as the gateway. */
  id?: UpdateId;
  /** How long ago the update was made, ms. For an update that was already sent to another client. */
  age?: number;
  columns: string[];
  rows: Row[];
}

/** Identifies an update. It is the same over every WebSocket. */
export interface UpdateId {
  /** Changes with each connection to the appliance that makes the updates. */
  connection: string;
  /** The update's number on that connection, from 1. A gap means that updates were left out. */
  number: number;
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

/** Appliance → client, instead of updates or between them. After a fatal error the appliance closes the WebSocket. */
export interface ErrorFrame {
  type: 'error';
  /** One of {@link SYSTEM_ERROR_CODES}, or one that this version does not know. */
  code: string;
  message: string;
  fatal?: boolean;
}

/** The close codes that the profile uses. All except `normal` are its own: RFC 6455 does not define them. */
export const CLOSE_CODES = {
  normal: 1000,
  viewRefused: 4400,
  unauthorized: 4401,
  tooManyViews: 4429,
} as const;
