import type { Catalog, UpdateFrame, ViewDefinition } from '../protocol/frames';
import {
  type FlatRow,
  type Item,
  itemBuilder,
  type LocatedRow,
  type Origin,
  ORIGIN_KEYS,
  originRowBuilder,
  rowBuilder,
} from './build';
import { columnKeys, type FieldMeta, fieldMeta, levelKeys } from './keys';
import { type Point, pointBuilder } from './points';

/** The last point in time that a date can be, ms since the epoch. */
const LATEST_DATE = 8.64e15;

/** The keys of a view's items. */
class Layout {
  readonly keys: readonly string[];
  readonly levels: readonly string[];
  readonly fields: readonly [string, FieldMeta][];

  /** @param more the keys that a row has beside those of its columns and levels */
  constructor(view: ViewDefinition, catalog: Catalog, columns: readonly string[], more: readonly string[]) {
    this.keys = columnKeys(columns, catalog.fields, view.columns === undefined, more);
    this.levels = levelKeys(view.distributions, [...this.keys, ...more]);
    this.fields = fieldMeta(columns, this.keys, catalog);
  }
}

/** How one view's rows become items. Made once per view and list of columns, used for every update. */
export class Projection {
  readonly plain: Layout;
  readonly buildItems: ReturnType<typeof itemBuilder>;
  readonly buildRows: ReturnType<typeof rowBuilder>;
  #located: LocatedProjection | undefined;

  constructor(
    private readonly view: ViewDefinition,
    private readonly catalog: Catalog,
    readonly columns: readonly string[],
  ) {
    this.plain = new Layout(view, catalog, columns, []);
    this.buildItems = itemBuilder(this.plain.keys);
    this.buildRows = rowBuilder(this.plain.keys, this.plain.levels);
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
    return this.projection.plain.keys;
  }

  items(): Item[] {
    return this.projection.buildItems(this.frame.rows);
  }

  /** Flat: one per leaf item. */
  rows(): FlatRow[] {
    return this.projection.buildRows(this.frame.rows);
  }

  /** The same, each with its origin. A column or a level that is called as a part of that has another key here. */
  locatedRows(appliance: string): LocatedRow[] {
    return this.projection.located.buildRows(this.frame.rows, this.origin(appliance));
  }

  /** One per leaf item that has any value, with the keys of {@link locatedRows}. */
  points(measurement: string, appliance: string): Point[] {
    return this.projection.located.buildPoints(this.frame.rows, measurement, this.origin(appliance));
  }

  /** Units and titles of the keys of items and rows. */
  fields(): Record<string, FieldMeta> {
    return ownFields(this.projection.plain);
  }

  /** Units and titles of the keys of located rows and points. */
  locatedFields(): Record<string, FieldMeta> {
    return ownFields(this.projection.located.layout);
  }

  /** With our clock where the system does not say its own: a point in time that is near is better than none. */
  private origin(appliance: string): Origin {
    const { time } = this;
    const said = time !== undefined && Math.abs(time) <= LATEST_DATE;
    return { appliance, time: said ? time : this.received };
  }
}

function ownFields({ fields }: Layout): Record<string, FieldMeta> {
  return Object.fromEntries(fields.map(([key, meta]) => [key, { ...meta }]));
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
