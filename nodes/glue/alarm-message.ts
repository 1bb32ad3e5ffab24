import type { NodeAPI, NodeMessage } from 'node-red';
import type { ActiveAlarm } from '../lib/alert/alarms';
import type { Listed, Notice } from '../lib/alert/alert';
import type { Condition } from '../lib/alert/condition';
import type { UpdateMessage } from '../lib/alert/source';
import { valueNames } from '../lib/alert/value-names';

/** `event`: one message when an alarm starts and one when it ends; `list`: all active alarms when that has changed. */
export const OUTPUTS = ['event', 'list'] as const;

/**
 * The message for one event. It has what the update's message had, but for the payload, the topic and `parts`, and
 * objects of its own throughout: several alarms may follow from one update.
 */
export function composeAlarm(
  RED: NodeAPI,
  conditions: readonly Condition[],
  { event, active, message }: Notice<NodeMessage>,
): NodeMessage {
  const topic = event.path.join(' / ');
  const payload = { state: event.state, ...describe(event, conditions), active };
  return compose(RED, message, { topic, payload });
}

/** The message with the list of the active alarms, in the place of the payload of the message that it follows from. */
export function composeList(
  RED: NodeAPI,
  conditions: readonly Condition[],
  alarms: readonly Listed<UpdateMessage>[],
  message: NodeMessage,
): NodeMessage {
  const payload = alarms.map(({ alarm, message: { liveview } }) => ({
    ...describe(alarm, conditions),
    appliance: (liveview as { appliance?: unknown }).appliance,
  }));
  return compose(RED, message, { payload });
}

function compose(RED: NodeAPI, message: NodeMessage & UpdateMessage, own: NodeMessage): NodeMessage {
  const composed: NodeMessage & UpdateMessage = { ...message, ...own };
  delete composed.parts;
  return RED.util.cloneMessage(composed);
}

function describe({ item, path, values, since, duration }: ActiveAlarm, conditions: readonly Condition[]) {
  const names = valueNames(conditions);
  return {
    item,
    path,
    values: Object.fromEntries(names.map((name, index) => [name, known(values[index])])),
    since,
    duration: duration / 1000,
  };
}

/** `null` where nothing could be said, as in an item. */
function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
