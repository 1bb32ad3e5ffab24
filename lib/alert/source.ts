import { LiveViewError } from '../errors';
import { viewKey } from '../feed/view-key';
import { invalid } from '../invalid-value';
import { isObject } from '../is-object';
import type { ViewDefinition } from '../protocol/frames';
import { flag, isBlank } from '../settings/rule';
import { take } from '../settings/take';
import { columns, distributions, filters } from '../settings/view';
import type { Stamp } from './timeline';

/** The properties of a liveview node's message that an alert needs. Others pass through unchanged. */
export interface UpdateMessage {
  payload?: unknown;
  liveview?: unknown;
  parts?: unknown;
}

/** The time now, on both clocks of {@link Clock}. */
export interface Moment {
  /** ms since the epoch; it may jump. */
  now: number;
  /** ms; it never jumps. */
  elapsed: number;
}

/** A view of an appliance, shown by a liveview node. Alarms belong to such a view. */
export interface ViewSource {
  /** The liveview node's id. */
  node: string;
  /** The appliance node's id, because its label is not unique. */
  applianceId: string;
  /** The appliance's label in the last update, for people. */
  appliance: string;
  view: ViewDefinition;
  /** The same text for the same view. */
  key: string;
}

/** What a message says about its update. */
export interface Source extends ViewSource {
  /** The metadata of the columns. */
  fields: unknown;
  stamp: Stamp;
  /** Set if the message is one of an update that has one message per item. */
  part: Part | undefined;
}

export interface Part {
  /** The same for all messages of an update. */
  update: string;
  /** The item's index; undefined if the message does not have it. */
  index: number | undefined;
  /** How many messages the update has; 0 for an update without items. */
  count: number;
}

/**
 * Reads where a message comes from.
 *
 * @throws LiveViewError `not-an-update`, or an error that names the property of `msg.liveview` and its value
 */
export function readSource(message: UpdateMessage, moment: Moment): Source {
  const { payload, liveview, parts } = message;
  const isEmpty = isObject(parts) && parts.count === 0;
  if (!isObject(liveview) || !(isEmpty || isObject(payload) || Array.isArray(payload)))
    throw new LiveViewError('not-an-update');
  const stamp = readStamp(liveview, moment);
  return {
    ...readView(liveview),
    fields: liveview.fields,
    stamp,
    part: Array.isArray(payload) ? undefined : readPart(parts, stamp),
  };
}

/** Reads the view from a message or a saved state. */
export function readView(liveview: Record<string, unknown>): ViewSource {
  const { node, applianceId = '', appliance = '', expand = true } = liveview;
  if (isBlank(node)) throw invalid('invalid-name', 'msg.liveview.node', node);
  if (typeof applianceId !== 'string') throw invalid('invalid-text', 'msg.liveview.applianceId', applianceId);
  if (typeof appliance !== 'string') throw invalid('invalid-text', 'msg.liveview.appliance', appliance);
  const view: ViewDefinition = {
    distributions: take(distributions, liveview.distributions, 'msg.liveview.distributions'),
    filters: take(filters, liveview.filters ?? [], 'msg.liveview.filters'),
    ...(liveview.columns === undefined
      ? {}
      : { columns: take(columns, liveview.columns, 'msg.liveview.columns') }),
    expand: take(flag, expand, 'msg.liveview.expand'),
  };
  return { node: node as string, applianceId, appliance, view, key: viewKey(view) };
}

function readStamp(liveview: Record<string, unknown>, { now, elapsed }: Moment): Stamp {
  const said = optionalNumber(liveview, 'received');
  const received = said ?? now;
  return {
    connection: liveview.connection,
    update: optionalNumber(liveview, 'update'),
    time: optionalNumber(liveview, 'time'),
    received,
    dated: said !== undefined,
    arrived: elapsed - (now - received),
    taken: elapsed,
    updates: optionalNumber(liveview, 'updates', 1) ?? 1,
    skipped: optionalNumber(liveview, 'skipped', 0) ?? 0,
  };
}

function optionalNumber(
  liveview: Record<string, unknown>,
  property: string,
  minimum = -Infinity,
): number | undefined {
  const value = liveview[property];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isFinite(value) && value >= minimum) return value;
  const field = `msg.liveview.${property}`;
  if (minimum === -Infinity) throw invalid('not-a-number', field, value);
  const { params } = invalid('invalid-number', field, value);
  throw new LiveViewError('invalid-number', { ...params, minimum });
}

function readPart(parts: unknown, { connection, update }: Stamp): Part | undefined {
  if (!isObject(parts)) return undefined;
  const { id, index, count } = parts;
  const known = update === undefined ? id : JSON.stringify([connection, update]);
  if (typeof known !== 'string' && count !== 0) return undefined;
  return {
    update: String(known),
    index: typeof index === 'number' ? index : undefined,
    count: typeof count === 'number' ? count : Infinity,
  };
}
