import type { NodeAPI, NodeMessage } from 'node-red';
import type { Selection } from '../lib/items/select';
import type { Update } from '../lib/items/update';
import type { ViewDefinition } from '../lib/protocol/frames';

/** `update`: one message per update; `item`: one message per item. */
export const OUTPUTS = ['update', 'item'] as const;
/** `tree`: items with `children`; `rows`: one flat row per leaf item. */
export const SHAPES = ['tree', 'rows'] as const;

export interface MessageFormat {
  output: (typeof OUTPUTS)[number];
  shape: (typeof SHAPES)[number];
  selection: Selection;
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
  const selected = update.select(format.selection);
  const payload = format.shape === 'rows' ? selected.rows() : selected.items();
  if (format.output === 'update') return [{ topic, payload, liveview: describe(format, delivery) }];
  const id = RED.util.generateId();
  return payload.map((item, index) => ({
    topic,
    payload: item,
    liveview: describe(format, delivery),
    parts: { id, type: 'array', index, count: payload.length, len: 1 },
  }));
}

function describe({ appliance }: MessageFormat, { update, view, sequence, skipped }: Delivery): object {
  return {
    appliance,
    distributions: view.distributions.map((distribution) => ({ ...distribution })),
    filters: view.filters.map((filter) => ({ ...filter, values: [...filter.values] })),
    ...(view.columns ? { columns: [...view.columns] } : {}),
    expand: view.expand,
    fields: update.fields(),
    sequence,
    connection: update.connection,
    ...(update.time === undefined ? {} : { time: update.time }),
    received: update.received,
    skipped,
  };
}
