import type { Catalog, Counter, Row, UpdateFrame, ViewDefinition } from '../protocol/frames';
import { PackedRows, type PackedUpdate } from '../protocol/packed-rows';
import {
  buildItems,
  buildLocatedRows,
  buildPackedItems,
  buildRows,
  type FlatRow,
  type LocatedRow,
  type Origin,
} from './build';
import type { FieldMeta, Item } from './item';
import { describeFields } from './keys';
import { lineName } from './line-name';
import { buildPoints, type Point } from './points';
import { makeProjection, type Projection } from './projection';
import { isEverything, type Selection, selectRows } from './select';

/**
 * How far from the epoch a time may be, ms. InfluxDB holds times from 1677 to 2262, and refuses a whole request if one is
 * beyond that.
 */
const LONGEST_TIME = 9.2e12;

/** Identifies an update and says when it was made. */
export interface Stamp {
  /** Changes with each WebSocket, also after a restart. If the update has an `id`, its connection. */
  readonly connection: number | string;
  /** The update's number on that connection, from 1. */
  readonly number: number;
  /**
   * Our clock when the update arrived, ms since the epoch. For an update that was already sent to another client, the
   * time when it would have arrived then.
   */
  readonly received: number;
  /** The appliance's clock, ms since the epoch, if the update has it. */
  readonly time?: number;
}

/** A gateway repeats an update after a reconnect, so two updates may be one. */
export function isSameUpdate(a: Stamp, b: Stamp | undefined): boolean {
  return a.connection === b?.connection && a.number === b.number;
}

/**
 * One update: checked data that never changes, parsed once for all its readers. Every call builds new objects, so that
 * one reader's changes to its items never show in another's.
 */
export class Update {
  private hasGivenItems = false;

  constructor(
    readonly stamp: Stamp,
    private content: readonly Row[] | PackedRows,
    readonly projection: Projection,
  ) {}

  /** The rows, unpacked when they are first needed. */
  get rows(): readonly Row[] {
    if (this.content instanceof PackedRows) this.content = this.content.unpack();
    return this.content;
  }

  /** The number of items on the outermost level. */
  get size(): number {
    return this.content instanceof PackedRows ? this.content.size : this.content.length;
  }

  /** The keys of an item in the order of the columns, `name` first. */
  get keys(): readonly string[] {
    return this.projection.plain.keys;
  }

  /** The same update with other rows. */
  with(rows: readonly Row[]): Update {
    return new Update(this.stamp, rows, this.projection);
  }

  /** The same update with only the selected items. */
  select(selection: Selection): Update {
    return isEverything(selection) ? this : this.with(selectRows(this.rows, this.keys, selection));
  }

  /**
   * The first reader, which is often the only one, gets items made from packed rows. Others get theirs from unpacked
   * rows, because these share their numbers.
   */
  items(): Item[] {
    const shape = this.projection.item;
    if (this.hasGivenItems || !(this.content instanceof PackedRows)) return buildItems(this.rows, shape);
    this.hasGivenItems = true;
    return buildPackedItems(this.content, shape);
  }

  /** One flat row per leaf item. */
  flatRows(): FlatRow[] {
    return buildRows(this.rows, this.projection.plain.row);
  }

  /**
   * The same rows, each with its origin. A column or a level with the name of an origin's key gets another key here.
   */
  locatedRows(appliance: string): LocatedRow[] {
    return buildLocatedRows(this.rows, this.projection.located.row, this.origin(appliance));
  }

  /** One point per leaf item that has any value, with the keys of {@link locatedRows} made safe by {@link lineName}. */
  points(measurement: string, appliance: string): Point[] {
    const { keys, levels } = this.projection.located;
    return buildPoints(this.rows, keys, levels, measurement, this.origin(appliance));
  }

  /** The metadata of the keys of items and flat rows. */
  fields(): Record<string, FieldMeta> {
    return describeFields(this.projection.plain.fields);
  }

  /** The metadata of the keys of located rows. */
  locatedFields(): Record<string, FieldMeta> {
    return describeFields(this.projection.located.fields);
  }

  /** The metadata of the keys of points. */
  pointFields(): Record<string, FieldMeta> {
    return describeFields(this.projection.located.fields.map(([key, meta]) => [lineName(key), meta]));
  }

  /** Uses our clock if the update has no usable time, because a time that is nearly right is better than none. */
  private origin(appliance: string): Origin {
    const { time, received } = this.stamp;
    const said = time !== undefined && Math.abs(time) <= LONGEST_TIME;
    return { appliance, time: said ? time : received };
  }
}

/**
 * The newest connection. Starts at the current time, so that a process never repeats the numbers of the previous one.
 */
let newest = Date.now();

/** Turns the update frames of one connection into updates. Columns hardly ever change, so it keeps their projection. */
export class UpdateReader {
  private readonly connection = ++newest;
  private number = 0;
  private projection: Projection | undefined;

  /** @param counters what drop and total columns count if the catalogue does not say */
  constructor(
    private readonly view: ViewDefinition,
    private readonly catalog: Catalog,
    private readonly counters: Counter,
  ) {}

  /** @param now our clock, ms since the epoch */
  read({ columns, rows, time, id, age = 0 }: UpdateFrame | PackedUpdate, now: number): Update {
    if (this.projection === undefined || !sameList(this.projection.columns, columns))
      this.projection = makeProjection(this.view, this.catalog, this.counters, columns);
    const stamp = { ...(id ?? this.nextId()), received: now - age };
    return new Update(time === undefined ? stamp : { ...stamp, time }, rows, this.projection);
  }

  private nextId(): Pick<Stamp, 'connection' | 'number'> {
    return { connection: this.connection, number: ++this.number };
  }
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
