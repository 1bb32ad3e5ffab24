import type { Catalog, UpdateFrame, ViewDefinition } from '../protocol/frames';
import { type FlatRow, type Item, itemBuilder, rowBuilder } from './build';
import { columnKeys, type FieldMeta, fieldMeta, levelKeys } from './keys';
import { type Selection, selectRows } from './select';

/** How one view's rows become items. Made once per view and list of columns, used for every update. */
export class Projection {
  readonly keys: readonly string[];
  readonly buildItems: ReturnType<typeof itemBuilder>;
  readonly buildRows: ReturnType<typeof rowBuilder>;
  readonly fields: readonly [string, FieldMeta][];

  constructor(
    view: ViewDefinition,
    catalog: Catalog,
    readonly columns: readonly string[],
  ) {
    const keys = columnKeys(columns, catalog.fields, view.columns === undefined);
    this.keys = keys;
    this.buildItems = itemBuilder(keys);
    this.buildRows = rowBuilder(keys, levelKeys(view.distributions, keys));
    this.fields = fieldMeta(columns, keys, catalog);
  }
}

/**
 * One update, parsed once for all who see it. Every call builds new objects, so that what one reader does to its
 * items never shows in another's.
 */
export class Update {
  constructor(
    private readonly frame: UpdateFrame,
    private readonly projection: Projection,
    /** Our clock when the update arrived, ms since the epoch. */
    readonly received: number,
    /** Which WebSocket it came over: the number means nothing but that another one is another WebSocket. */
    readonly connection: number,
  ) {}

  /** The system's clock, ms since the epoch, if it said so. */
  get time(): number | undefined {
    return this.frame.time;
  }

  /** The number of items on the outermost level. */
  get size(): number {
    return this.frame.rows.length;
  }

  /** The keys of an item in the order of the columns, `name` first. */
  get keys(): readonly string[] {
    return this.projection.keys;
  }

  /** The same update with the wanted items only. */
  select(selection: Selection): Update {
    const rows = selectRows(this.frame.rows, this.keys, selection);
    if (rows === this.frame.rows) return this;
    return new Update({ ...this.frame, rows: [...rows] }, this.projection, this.received, this.connection);
  }

  items(): Item[] {
    return this.projection.buildItems(this.frame.rows);
  }

  /** Flat: one per leaf item. */
  rows(): FlatRow[] {
    return this.projection.buildRows(this.frame.rows);
  }

  /** Units and titles of the items' keys. */
  fields(): Record<string, FieldMeta> {
    return Object.fromEntries(this.projection.fields.map(([key, meta]) => [key, { ...meta }]));
  }
}

/** Sessions so far. */
let sessions = 0;

/** Turns a session's update frames into updates; the columns hardly ever change, so their projection is kept. */
export class UpdateReader {
  private readonly session = ++sessions;
  private projection: Projection | undefined;

  constructor(
    private readonly view: ViewDefinition,
    private readonly catalog: Catalog,
  ) {}

  read(frame: UpdateFrame, received: number): Update {
    if (this.projection === undefined || !sameList(this.projection.columns, frame.columns)) {
      this.projection = new Projection(this.view, this.catalog, frame.columns);
    }
    return new Update(frame, this.projection, received, this.session);
  }
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
