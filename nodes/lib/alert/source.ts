import type { Clock } from '../clock';
import { LiveViewError } from '../errors';
import type { UpdateContext } from './alarms';

/** A message of a liveview node, as far as alarms go; other properties are kept as they are. */
export interface UpdateMessage {
  payload?: unknown;
  liveview?: unknown;
  parts?: unknown;
}

/** What a message is a part of. */
export interface Source {
  /** The same text for the same view of the same appliance. */
  view: string;
  /** The number of the view's distributions, where the message says them. */
  depth: number | undefined;
  /** Set for one item of an update that has one message per item: the update, and how many messages it has. */
  part: { id: string; count: number } | undefined;
  context: UpdateContext;
}

/**
 * Reads where a message comes from.
 *
 * @param clock for messages that do not say when they arrived, and to tell a jump of the wall clock from time
 * @throws LiveViewError `not-an-update`
 */
export function readSource({ payload, liveview, parts }: UpdateMessage, clock: Clock): Source {
  if (!isObject(liveview) || !(isObject(payload) || Array.isArray(payload)))
    throw new LiveViewError('not-an-update');
  const now = clock.now();
  const { appliance, distributions, filters, columns, expand, connection, time, received } = liveview;
  return {
    view: JSON.stringify([appliance, distributions, filters, columns, expand]),
    depth: Array.isArray(distributions) ? distributions.length : undefined,
    part: Array.isArray(payload) ? undefined : readPart(parts),
    context: {
      connection,
      time: typeof time === 'number' ? time : undefined,
      received: (typeof received === 'number' ? received : now) - (now - clock.elapsed()),
    },
  };
}

function readPart(parts: unknown): Source['part'] {
  if (!isObject(parts) || typeof parts.id !== 'string') return undefined;
  return { id: parts.id, count: typeof parts.count === 'number' ? parts.count : Infinity };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
