import type { Catalog, Counter, ViewDefinition } from '../protocol/frames';
import { type FlatShape, flatShape, type ItemShape, itemShape, ORIGIN_KEYS } from './build';
import { combineRules, type CombineRule } from './combine-rule';
import { columnKeys, fieldMeta, levelKeys } from './keys';
import type { FieldMeta } from './item';

/** The keys for the items of a view, with or without their origin (appliance and time). */
export interface Layout {
  /** The key of each column, `name` first. */
  readonly keys: readonly string[];
  /** The key for the name at each level, outermost first. */
  readonly levels: readonly string[];
  /** The metadata of the keys. */
  readonly fields: readonly [string, FieldMeta][];
  /** The shape of flat rows. */
  readonly row: FlatShape;
}

/** How the rows with one list of columns become items. Made once per list, and used for every update with it. */
export interface Projection {
  readonly columns: readonly string[];
  readonly item: ItemShape;
  readonly plain: Layout;
  /** For rows with their origin, and for points. */
  readonly located: Layout;
  /** How to combine the values of each column when several updates become one. */
  readonly rules: readonly CombineRule[];
}

export function makeProjection(
  view: ViewDefinition,
  catalog: Catalog,
  counters: Counter,
  columns: readonly string[],
): Projection {
  const layout = (more: readonly string[]): Layout => {
    const keys = columnKeys(columns, catalog.fields, view.columns === undefined, more);
    const levels = levelKeys(view.distributions, [...keys, ...more]);
    return {
      keys,
      levels,
      fields: fieldMeta(columns, keys, catalog, counters),
      row: flatShape(keys, levels, more),
    };
  };
  const plain = layout([]);
  return {
    columns,
    item: itemShape(plain.keys),
    plain,
    located: layout(ORIGIN_KEYS),
    rules: combineRules(columns, catalog.fields, counters),
  };
}
