import type { Catalog, ViewDefinition } from '../protocol/frames';
import { itemBuilder, ORIGIN_KEYS, originRowBuilder, rowBuilder } from './build';
import { columnKeys, type FieldMeta, fieldMeta, levelKeys, metaBuilder } from './keys';
import { pointBuilder } from './points';

/** The keys of a view's items. */
class Layout {
  readonly keys: readonly string[];
  readonly levels: readonly string[];
  /** Units and titles of the keys, new objects at every call. */
  readonly describe: () => Record<string, FieldMeta>;

  /** @param more the keys that a row has beside those of its columns and levels */
  constructor(view: ViewDefinition, catalog: Catalog, columns: readonly string[], more: readonly string[]) {
    this.keys = columnKeys(columns, catalog.fields, view.columns === undefined, more);
    this.levels = levelKeys(view.distributions, [...this.keys, ...more]);
    this.describe = metaBuilder(fieldMeta(columns, this.keys, catalog));
  }
}

/** How one view's rows become items. Made once per view and list of columns, used for every update. */
export class Projection {
  readonly layout: Layout;
  readonly buildItems: ReturnType<typeof itemBuilder>;
  readonly buildRows: ReturnType<typeof rowBuilder>;
  #located: LocatedProjection | undefined;

  constructor(
    private readonly view: ViewDefinition,
    private readonly catalog: Catalog,
    readonly columns: readonly string[],
  ) {
    this.layout = new Layout(view, catalog, columns, []);
    this.buildItems = itemBuilder(this.layout.keys);
    this.buildRows = rowBuilder(this.layout.keys, this.layout.levels);
  }

  /** The same for what tells where and when it comes from; made when it is first asked for, as most views never are. */
  get located(): LocatedProjection {
    this.#located ??= new LocatedProjection(new Layout(this.view, this.catalog, this.columns, ORIGIN_KEYS));
    return this.#located;
  }
}

class LocatedProjection {
  readonly buildRows: ReturnType<typeof originRowBuilder>;
  readonly buildPoints: ReturnType<typeof pointBuilder>;

  constructor(readonly layout: Layout) {
    this.buildRows = originRowBuilder(layout.keys, layout.levels);
    this.buildPoints = pointBuilder(layout.keys, layout.levels);
  }
}
