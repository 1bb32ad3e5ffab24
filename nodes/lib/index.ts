/**
 * The vendor's LiveView API in TypeScript, without Node-RED: `node-red-contrib-activelogic/liveview`.
 */
export { ERROR_TEXTS, type ErrorCode, type ErrorParams, LiveViewError } from './errors';
export {
  type FilterValues,
  ViewDistribution,
  ViewExcludeFilter,
  ViewFilter,
  ViewIncludeFilter,
} from './filters';
export type { Item } from './items/build';
export type { FieldMeta } from './items/keys';
export type { DistributionInfo, FilterInfo, FilterValue, Value } from './protocol/frames';
export type { Credentials, TlsOptions } from './socket/endpoint';
export { View, type ViewOptions } from './view';
