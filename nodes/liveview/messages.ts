import type { NodeAPI, NodeMessage } from 'node-red';
import type { Selection } from '../../lib/items/select';
import type { Update } from '../../lib/items/update';
import type { Batch } from './outlet';
import type { OUTPUTS, SHAPES } from './settings';

export interface MessageFormat {
  output: (typeof OUTPUTS)[number];
  shape: (typeof SHAPES)[number];
  /** Whether each row carries its appliance and time. */
  origin: boolean;
  /** The measurement of points. */
  measurement: string;
  selection: Selection;
  /** The node's id. */
  node: string;
  /** The node's name. Without it, the topic is made of the distributions. */
  name: string | undefined;
  /** The appliance's label. */
  appliance: string;
  /** The appliance node's id. */
  applianceId: string;
}

/** A batch with its number at this node, from 1. */
export interface Delivery extends Batch {
  sequence: number;
  /** When the update first arrived, ms since the epoch. */
  received: number;
}

/**
 * The messages for one update. No two messages share an object: Node-RED does not clone for a message's first
 * recipient, so a flow could change both.
 */
export function composeMessages(RED: NodeAPI, format: MessageFormat, delivery: Delivery): NodeMessage[] {
  const { update, view } = delivery;
  const topic = format.name ?? view.distributions.map(({ name }) => name).join(' / ');
  const payload = readPayload(format, update.select(format.selection));
  if (format.output === 'update') return [{ topic, payload, liveview: describe(format, delivery) }];
  const id = RED.util.generateId();
  if (payload.length === 0) return [noItems(format, delivery, topic, id)];
  return payload.map((item: unknown, index) => ({
    topic,
    payload: item,
    liveview: describe(format, delivery),
    parts: { id, type: 'array', index, count: payload.length, len: 1 },
  }));
}

/**
 * Reports an update without items. The Join node makes an empty list of this message: it holds no item, and completes
 * the list.
 */
function noItems(format: MessageFormat, delivery: Delivery, topic: string, id: string): NodeMessage {
  const message = {
    topic,
    liveview: describe(format, delivery),
    parts: { id, type: 'array', count: 0, len: 1 },
    complete: true,
  };
  return message;
}

function readPayload({ shape, origin, measurement, appliance }: MessageFormat, update: Update): unknown[] {
  if (shape === 'points') return update.points(measurement, appliance);
  if (shape === 'tree') return update.items();
  return origin ? update.locatedRows(appliance) : update.flatRows();
}

function readFields({ shape, origin }: MessageFormat, update: Update): ReturnType<Update['fields']> {
  if (shape === 'points') return update.pointFields();
  return shape === 'rows' && origin ? update.locatedFields() : update.fields();
}

function describe(format: MessageFormat, delivery: Delivery): object {
  const { update, view, sequence, received, updates, skipped } = delivery;
  const { connection, number, time } = update.stamp;
  return {
    node: format.node,
    appliance: format.appliance,
    applianceId: format.applianceId,
    distributions: view.distributions.map((distribution) => ({ ...distribution })),
    filters: view.filters.map((filter) => ({ ...filter, values: [...filter.values] })),
    ...(view.columns ? { columns: [...view.columns] } : {}),
    expand: view.expand,
    fields: readFields(format, update),
    sequence,
    connection,
    update: number,
    ...(time === undefined ? {} : { time }),
    received,
    updates,
    skipped,
  };
}
