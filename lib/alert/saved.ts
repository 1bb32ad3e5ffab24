import { isObject } from '../is-object';
import type { Alarm, End } from './alarm';
import type { Last } from './judged';
import type { Owed } from './reports';
import type { Silence } from './silences';
import { type Moment, readView, type ViewSource } from './source';
import type { AnyItem } from './update-items';

/** What an alert node keeps, as JSON. All numbers are finite, and all times are on the wall clock. */
export interface Saved {
  version: typeof VERSION;
  run: string;
  /** The names of an alarm's values, in order. */
  names: readonly string[];
  /** Nodes and alarms refer to a view by its index in this list. */
  views: object[];
  nodes: { view: number; local: boolean; expected: boolean; judged: readonly Last[] }[];
  alarms: SavedAlarm[];
  owed: (SavedAlarm & { end: End; duration: number })[];
  silences: Silence[];
}

const VERSION = 1;

interface SavedAlarm {
  /** -1: no view. */
  view: number;
  path: readonly string[];
  item?: AnyItem;
  values: (number | null)[];
  since: number;
  said: boolean;
  repeated: number;
  acknowledged: boolean;
}

/** The state of an alert node that must survive. */
export interface Held {
  run: string;
  /** The names of an alarm's values, in order. */
  names: readonly string[];
  nodes: { source: ViewSource; local: boolean; expected: boolean; judged: readonly Last[] }[];
  /** In the order in which the alarms were raised. */
  alarms: readonly Alarm[];
  debts: readonly Owed[];
  silences: readonly Silence[];
}

type MakeAlarm = (
  source: ViewSource | undefined,
  kept: Pick<Alarm, 'path' | 'item' | 'values' | 'since' | 'began'>,
) => Alarm;

export function save({ run, names, nodes, alarms, debts, silences }: Held, { now, elapsed }: Moment): Saved {
  const views: object[] = [];
  const places = new Map<string, number>();
  const placeOf = (source: ViewSource | undefined): number => {
    if (source === undefined) return -1;
    const { node, applianceId, appliance, view, key } = source;
    const name = JSON.stringify([node, applianceId, key]);
    const place = places.get(name) ?? views.push({ node, applianceId, appliance, ...view }) - 1;
    places.set(name, place);
    return place;
  };
  const wall = (time: number): number => Math.round(now + time - elapsed);
  const saveAlarm = (alarm: Alarm): SavedAlarm => {
    const { source, path, item, values, since, said, repeated, acknowledged } = alarm;
    return {
      view: placeOf(source),
      path: [...path],
      ...(item ? { item: withoutChildren(item) } : {}),
      values: values.map((value) => (Number.isFinite(value) ? value : null)),
      ...{ since, said, repeated: wall(repeated), acknowledged },
    };
  };
  return {
    version: VERSION,
    run,
    names,
    nodes: nodes.map(({ source, ...rest }) => ({ view: placeOf(source), ...rest })),
    alarms: alarms.map(saveAlarm),
    owed: debts.map(({ alarm, end, duration }) => ({ ...saveAlarm(alarm), end, duration })),
    silences: silences.map((silence) => ({ ...silence, until: wall(silence.until) })),
    views,
  };
}

/**
 * Reads a saved state. The state may be old, or changed by hand, so this leaves out what it cannot read.
 *
 * @returns what it could read, and whether that is all of it
 */
export function readSaved(
  value: unknown,
  { now, elapsed }: Moment,
  make: MakeAlarm,
): Held & { whole: boolean } {
  const held = {
    run: '',
    names: [] as readonly string[],
    nodes: [] as Held['nodes'],
    alarms: [] as Alarm[],
    debts: [] as Owed[],
    silences: [] as Silence[],
    whole: true,
  };
  if (value === undefined || value === null) return held;
  if (!isObject(value) || value.version !== VERSION) return { ...held, whole: false };
  /** Reads the entries of a list, each independently of the others. */
  const each = <T>(list: unknown, read: (entry: Record<string, unknown>) => T): T[] =>
    (Array.isArray(list) ? (list as unknown[]) : [{}]).flatMap((entry) => {
      try {
        if (isObject(entry)) return [read(entry)];
      } catch {
        // An unreadable entry is left out, like an entry that is not an object.
      }
      held.whole = false;
      return [];
    });
  const time = (wall: unknown): number => elapsed + number(wall) - now;
  const sources = (Array.isArray(value.views) ? (value.views as unknown[]) : []).map((view) => {
    const [read] = each([view], readView);
    return read;
  });
  const sourceOf = (place: unknown): ViewSource | undefined => {
    if (place === -1) return undefined;
    return sources[number(place)] ?? fail();
  };
  const readAlarm = (entry: Record<string, unknown>): Alarm => {
    const path = texts(entry.path);
    const since = number(entry.since);
    // If the wall clock was set back, the alarm must not begin in the future.
    const began = Math.min(elapsed, time(since));
    const values = list(entry.values).map((each) => (typeof each === 'number' ? each : NaN));
    const item = isObject(entry.item) ? entry.item : undefined;
    const alarm = make(sourceOf(entry.view), { path, item, values, since, began });
    alarm.said = entry.said === true;
    alarm.acknowledged = entry.acknowledged === true;
    alarm.repeated = Math.min(elapsed, time(entry.repeated));
    alarm.unconfirmed = path.length > 0;
    return alarm;
  };
  held.run = typeof value.run === 'string' ? value.run : '';
  if (Array.isArray(value.names)) held.names = value.names.map(String);
  held.nodes = each(value.nodes, ({ view, local, expected, judged }) => ({
    source: sourceOf(view) ?? fail(),
    local: local === true,
    expected: expected === true,
    judged: list(judged).map((last): Last => {
      const [connection, update, received] = list(last);
      return [connection, number(update), number(received)];
    }),
  }));
  held.alarms = each(value.alarms, readAlarm);
  held.debts = each(value.owed, (entry) => {
    const { end } = entry;
    if (end !== 'cleared' && end !== 'gone' && end !== 'resumed') return fail();
    return { alarm: readAlarm(entry), end, duration: number(entry.duration) };
  });
  held.silences = each(value.silences, ({ id, path, reason, until }) => ({
    ...(typeof id === 'string' ? { id } : {}),
    ...(path === undefined ? {} : { path: texts(path) }),
    ...(typeof reason === 'string' ? { reason } : {}),
    until: time(until),
  }));
  return held;
}

function withoutChildren(item: AnyItem): AnyItem {
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'children'));
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail();
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : fail();
}

function texts(value: unknown): string[] {
  return list(value).map((text) => (typeof text === 'string' ? text : fail()));
}

function fail(): never {
  throw new Error('unreadable');
}
