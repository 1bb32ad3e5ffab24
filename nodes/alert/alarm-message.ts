import type { NodeAPI, NodeMessage } from 'node-red';
import type { AlarmEvent } from '../../lib/alert/alarm';
import type { Envelope, Notice } from '../../lib/alert/alert';
import type { ViewSource } from '../../lib/alert/source';
import { valueNames } from '../../lib/alert/value-names';
import { isObject } from '../../lib/is-object';
import { alarmText, type Wording } from './alarm-text';

/** A message of a liveview node, or a command to the alert node. */
export interface InputMessage extends NodeMessage {
  liveview?: unknown;
  parts?: unknown;
  complete?: unknown;
  reset?: unknown;
  silence?: unknown;
  ack?: unknown;
}

type AnyNotice = Notice<InputMessage>;

/**
 * The message for one event. It keeps the properties of the view's last message, with a payload and a topic of its own
 * and without `parts`.
 */
export function composeEvent(RED: NodeAPI, wording: Wording, notice: AnyNotice): NodeMessage {
  const topic = notice.event.alarm.path.join(' / ');
  return compose(RED, envelopeOf(notice), { topic, payload: describe(RED, wording, notice) });
}

/** One message for several events. */
export function composeEvents(RED: NodeAPI, wording: Wording, notices: readonly AnyNotice[]): NodeMessage[] {
  const [first] = notices;
  if (first === undefined) return [];
  const payload = notices.map((notice) => describe(RED, wording, notice));
  return [compose(RED, envelopeOf(first), { payload })];
}

/**
 * The message with the list of active alarms.
 *
 * @param message the message that caused the list, if one did
 */
export function composeList(
  RED: NodeAPI,
  wording: Wording,
  alarms: readonly AnyNotice[],
  message: Envelope<InputMessage> = {},
): NodeMessage {
  return compose(RED, message, { payload: alarms.map((notice) => describe(RED, wording, notice)) });
}

/** Creates new objects throughout, because one update may cause several messages. */
function compose(RED: NodeAPI, message: Envelope<InputMessage>, own: NodeMessage): NodeMessage {
  const composed: InputMessage = { ...message, ...own };
  // On an update without items, `complete` ends the list of a Join node. An alarm must not.
  if (isObject(message.parts) && message.parts.count === 0) delete composed.complete;
  delete composed.parts;
  delete composed.reset;
  delete composed.silence;
  delete composed.ack;
  return RED.util.cloneMessage(composed);
}

function envelopeOf({ event, message }: AnyNotice): Envelope<InputMessage> {
  if (message) return message;
  // No update has arrived since the start, so take the view from the saved state.
  const { source } = event.alarm;
  return source ? { liveview: viewOf(source) } : {};
}

function viewOf({ node, appliance, applianceId, view }: ViewSource): object {
  return { node, appliance, applianceId, ...view };
}

function describe(RED: NodeAPI, wording: Wording, { event, message }: AnyNotice): object {
  const { alarm, state, duration, until, active } = event;
  const { id, source, path, item, values, since } = alarm;
  const { fields } = isObject(message?.liveview) ? message.liveview : {};
  return {
    id,
    state,
    name: wording.name,
    severity: wording.severity,
    appliance: source?.appliance ?? '',
    path,
    item: item ?? null,
    values: readValues(wording, event, values),
    since,
    ...(until === undefined ? {} : { until }),
    duration,
    active,
    text: alarmText(RED, wording, event, fields),
  };
}

/** The values by name; `null` if unknown, as in an item. The alarm of a silent view has none. */
function readValues({ conditions }: Wording, { alarm }: AlarmEvent, values: readonly number[]): object {
  if (alarm.path.length === 0) return {};
  return Object.fromEntries(
    valueNames(conditions).map((name, index) => {
      const value = values[index];
      return [name, value === undefined || Number.isNaN(value) ? null : value];
    }),
  );
}
