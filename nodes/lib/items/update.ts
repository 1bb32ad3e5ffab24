import type { Catalog, UpdateFrame, ViewDefinition } from '../protocol/frames';
import type { FlatRow, Item, LocatedRow, Origin } from './build';
import type { FieldMeta } from './keys';
import type { Point } from './points';
import { Projection } from './projection';
import { type Selection, selectRows } from './select';

/** The last point in time that a date can be, ms since the epoch. */
const LATEST_DATE = 8.64e15;

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
    return this.read().projection.layout.keys;
  }

  /** The same update with the wanted items only. */
  select(selection: Selection): Update {
    const { frame, projection } = this.read();
    const rows = selectRows(frame.rows, this.keys, selection);
    if (rows === frame.rows) return this;
    const content = { frame: { ...frame, rows: [...rows] }, projection };
    return new Update(this.source, this.received, this.connection, content);
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

  /** The same, each with its origin. A column or a level that is called as a part of that has another key here. */
  locatedRows(appliance: string): LocatedRow[] {
    const { frame, projection } = this.read();
    return projection.located.buildRows(frame.rows, this.origin(appliance));
  }

  /** One per leaf item that has any value, with the keys of {@link locatedRows}. */
  points(measurement: string, appliance: string): Point[] {
    const { frame, projection } = this.read();
    return projection.located.buildPoints(frame.rows, measurement, this.origin(appliance));
  }

  /** Units and titles of the keys of items and rows. */
  fields(): Record<string, FieldMeta> {
    return this.read().projection.layout.describe();
  }

  /** Units and titles of the keys of located rows and points. */
  locatedFields(): Record<string, FieldMeta> {
    return this.read().projection.located.layout.describe();
  }

  /** As {@link fields}, for later: it does not keep the rows. */
  fieldReader(): () => Record<string, FieldMeta> {
    const { layout } = this.read().projection;
    return () => layout.describe();
  }

  /**
   * The same update, parsed anew when somebody wants to see it: what is kept for readers to come. To keep the rows
   * themselves for so long would cost more, as the collector copies whatever lives on.
   */
  again(): Update {
    return new Update(this.source, this.received, this.connection, undefined);
  }

  /** With our clock where the system does not say its own: a point in time that is near is better than none. */
  private origin(appliance: string): Origin {
    const { time } = this;
    const said = time !== undefined && Math.abs(time) <= LATEST_DATE;
    return { appliance, time: said ? time : this.received };
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

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
