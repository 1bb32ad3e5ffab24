import type { NodeAPI, NodeMessage } from 'node-red';
import type { Update } from '../lib/items/update';
import type { ViewDefinition } from '../lib/protocol/frames';

/** `update`: one message per update; `item`: one message per item. */
export const OUTPUTS = ['update', 'item'] as const;
/** `tree`: items with `children`; `rows`: one flat row per leaf item; `points`: one per leaf item, for time series. */
export const SHAPES = ['tree', 'rows', 'points'] as const;

export interface MessageFormat {
  output: (typeof OUTPUTS)[number];
  shape: (typeof SHAPES)[number];
  /** Whether each row says which appliance it is from, and of what time it is. */
  origin: boolean;
  /** The measurement that points are of. */
  measurement: string;
  /** The node's name, or nothing for a topic made of the distributions. */
  name: string | undefined;
  /** The appliance's label. */
  appliance: string;
}

/** What this node knows of an update beside its items. */
export interface Delivery {
  update: Update;
  view: ViewDefinition;
  /** This node's updates, from 1. */
  sequence: number;
  /** The updates left out since the last message. */
  skipped: number;
}

/**
 * The messages for one update. Every message has objects of its own throughout: Node-RED does not clone for a
 * message's first recipient, so whatever two messages shared, a flow could change for both.
 */
export function composeMessages(RED: NodeAPI, format: MessageFormat, delivery: Delivery): NodeMessage[] {
  const { update, view } = delivery;
  const topic = format.name ?? view.distributions.map(({ name }) => name).join(' / ');
  const payload = readPayload(format, update);
  if (format.output === 'update') return [{ topic, payload, liveview: describe(format, delivery) }];
  const id = RED.util.generateId();
  return payload.map((item: unknown, index) => ({
    topic,
    payload: item,
    liveview: describe(format, delivery),
    parts: { id, type: 'array', index, count: payload.length, len: 1 },
  }));
}

function readPayload({ shape, origin, measurement, appliance }: MessageFormat, update: Update): unknown[] {
  if (shape === 'points') return update.points(measurement, appliance);
  if (shape === 'tree') return update.items();
  return origin ? update.locatedRows(appliance) : update.rows();
}

function readFields({ shape, origin }: MessageFormat, update: Update): ReturnType<Update['fields']> {
  return shape === 'points' || (shape === 'rows' && origin) ? update.locatedFields() : update.fields();
}

function describe(format: MessageFormat, { update, view, sequence, skipped }: Delivery): object {
  return {
    appliance: format.appliance,
    distributions: view.distributions.map((distribution) => ({ ...distribution })),
    filters: view.filters.map((filter) => ({ ...filter, values: [...filter.values] })),
    ...(view.columns ? { columns: [...view.columns] } : {}),
    expand: view.expand,
    fields: readFields(format, update),
    sequence,
    connection: update.connection,
    ...(update.time === undefined ? {} : { time: update.time }),
    received: update.received,
    skipped,
  };
}
