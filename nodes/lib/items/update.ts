import type { Catalog, UpdateFrame, ViewDefinition } from '../protocol/frames';
import { type FlatRow, type Item, itemBuilder, metaBuilder, rowBuilder } from './build';
import { columnKeys, type FieldMeta, fieldMeta, levelKeys } from './keys';

/** How one view's rows become items. Made once per view and list of columns, used for every update. */
export class Projection {
  readonly keys: readonly string[];
  readonly buildItems: ReturnType<typeof itemBuilder>;
  readonly buildRows: ReturnType<typeof rowBuilder>;
  /** Units and titles of the items' keys, new objects at every call. */
  readonly describe: () => Record<string, FieldMeta>;

  constructor(
    view: ViewDefinition,
    catalog: Catalog,
    readonly columns: readonly string[],
  ) {
    const keys = columnKeys(columns, catalog.fields, view.columns === undefined);
    this.keys = keys;
    this.buildItems = itemBuilder(keys);
    this.buildRows = rowBuilder(keys, levelKeys(view.distributions, keys));
    this.describe = metaBuilder(fieldMeta(columns, keys, catalog));
  }
}

/** What an update says, and how it becomes items. */
export interface Content {
  frame: UpdateFrame;
  projection: Projection;
}

/** Where an update comes from: the bytes of a frame, as a rule. */
export interface UpdateSource {
  /** Parses and checks it; `undefined` where the frame turns out to be none that can be used. */
  read(): Content | undefined;
}

/**
 * One update, parsed once for all who see it, and only when somebody wants to see it. Every call builds new objects, so
 * that what one reader does to its items never shows in another's.
 */
export class Update {
  /** @param content where it has been read already */
  constructor(
    private readonly source: UpdateSource,
    /** Our clock when the update arrived, ms since the epoch. */
    readonly received: number,
    /** Which WebSocket it came over: the number means nothing but that another one is another WebSocket. */
    readonly connection: number,
    private content: Content | undefined,
  ) {}

  /**
   * Whether it can be used. One that cannot has been told of where such frames are, and has nothing to show: whoever
   * gets an update asks this first.
   */
  get valid(): boolean {
    this.content ??= this.source.read();
    return this.content !== undefined;
  }

  /** The system's clock, ms since the epoch, if it said so. */
  get time(): number | undefined {
    return this.read().frame.time;
  }

  /** The number of items on the outermost level. */
  get size(): number {
    return this.read().frame.rows.length;
  }

  /** The keys of an item in the order of the columns, `name` first. */
  get keys(): readonly string[] {
    return this.read().projection.keys;
  }

  items(): Item[] {
    const { frame, projection } = this.read();
    return projection.buildItems(frame.rows);
  }

  /** Flat: one per leaf item. */
  rows(): FlatRow[] {
    const { frame, projection } = this.read();
    return projection.buildRows(frame.rows);
  }

  /** Units and titles of the items' keys. */
  fields(): Record<string, FieldMeta> {
    return this.read().projection.describe();
  }

  /** As {@link fields}, for later: it does not keep the rows. */
  fieldReader(): () => Record<string, FieldMeta> {
    const { projection } = this.read();
    return () => projection.describe();
  }

  /**
   * The same update, parsed anew when somebody wants to see it: what is kept for readers to come. To keep the rows
   * themselves for so long would cost more, as the collector copies whatever lives on.
   */
  again(): Update {
    return new Update(this.source, this.received, this.connection, undefined);
  }

  private read(): Content {
    if (!this.valid || !this.content) throw new Error('The update is invalid');
    return this.content;
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

  /** @param content where the update has been read already; any other is read when somebody wants to see it */
  update(source: UpdateSource, received: number, content?: Content): Update {
    return new Update(source, received, this.session, content);
  }

  read(frame: UpdateFrame): Content {
    if (this.projection === undefined || !sameList(this.projection.columns, frame.columns)) {
      this.projection = new Projection(this.view, this.catalog, frame.columns);
    }
    return { frame, projection: this.projection };
  }
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
