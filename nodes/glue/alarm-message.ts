import type { NodeAPI, NodeMessage } from 'node-red';
import type { Notice } from '../lib/alert/alert';
import type { Condition } from '../lib/alert/condition';
import { valueNames } from '../lib/alert/value-names';

/**
 * The message for one event. It has what the update's message had, but for the payload, the topic and `parts`, and
 * objects of its own throughout: several alarms may follow from one update.
 */
export function composeAlarm(
  RED: NodeAPI,
  conditions: readonly Condition[],
  { event, active, message }: Notice<NodeMessage>,
): NodeMessage {
  const { state, item, path, since } = event;
  const names = valueNames(conditions);
  const alarm: NodeMessage & { parts?: unknown } = {
    ...message,
    topic: path.join(' / '),
    payload: {
      state,
      item,
      path,
      values: Object.fromEntries(names.map((name, index) => [name, known(event.values[index])])),
      since,
      duration: event.duration / 1000,
      active,
    },
  };
  delete alarm.parts;
  return RED.util.cloneMessage(alarm);
}

/** `null` where nothing could be said, as in an item. */
function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
