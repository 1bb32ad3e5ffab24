/**
 * The vendor's LiveView API in TypeScript, without Node-RED: `node-red-contrib-activelogic/liveview`.
 */
export type { Codec, CodecConnection, Decoded, FrameData, Refusal } from './codec/codec';
export { openCodec } from './codec/open';
export { profile1 } from './codec/profile-1';
export { type TableOptions, tabulator } from './codec/tabulator';
export { type ErrorCode, type ErrorParams, LiveViewError } from './errors';
export {
  type FilterValues,
  ViewDistribution,
  ViewExcludeFilter,
  ViewFilter,
  ViewIncludeFilter,
} from './filters';
export type { FieldMeta, Item } from './items/item';
export type {
  Catalog,
  Counter,
  Distribution,
  DistributionInfo,
  ErrorFrame,
  FieldInfo,
  Filter,
  FilterInfo,
  FilterValue,
  Row,
  UpdateFrame,
  Value,
  ViewDefinition,
} from './protocol/frames';
export type { Credentials, TlsOptions } from './socket/endpoint-options';
export { ERROR_TEXTS } from './texts';
export { View, type ViewOptions } from './view';
