import assert from 'node:assert/strict';
import { OUTPUTS } from '../../../nodes/alert/settings';
import type { Alarm } from './alert-flow';
import { FORMATS, formatName } from './line';

/** An output of an alert node, and the output and shape of the liveview node in front of it. */
export interface Kind {
  /** Of the alert node. */
  id: string;
  output: (typeof OUTPUTS)[number];
  format: (typeof FORMATS)[number];
}

/** Every output, behind every output and shape. */
export const KINDS: readonly Kind[] = OUTPUTS.flatMap((output) =>
  FORMATS.map((format) => ({ id: `${output}-of-${formatName(format)}`, output, format })),
);

/** What a message says of an alarm, as far as it is looked at here. */
export type Said = Pick<Alarm, 'id' | 'state' | 'path'>;

/** What an alert node says, in one language for all outputs. For each id a start and an end follow each other. */
export class Heard {
  /** `<state> <path>` of each event since the last look. */
  private events: string[] = [];
  /** By id: whether its latest event is a start. */
  private readonly open = new Map<string, boolean>();
  /** The list that was sent last. */
  private listed = new Map<string, Said>();

  constructor(private readonly kind: Kind) {}

  /** The alarms of the list that was sent last. */
  get list(): Said[] {
    return [...this.listed.values()];
  }

  /** @param payload an event, all events of an update, or a list */
  hear(payload: Said | Said[]): void {
    if (this.kind.output !== 'list') {
      for (const alarm of [payload].flat()) this.note(alarm, alarm.state);
      return;
    }
    const now = new Map([payload].flat().map((alarm) => [alarm.id, alarm]));
    for (const [id, alarm] of this.listed) if (!now.has(id)) this.note(alarm, 'ended');
    for (const [id, alarm] of now) if (!this.listed.has(id)) this.note(alarm, alarm.state);
    this.listed = now;
  }

  /** The events since the last look. Those of a list: what has come to it, and what has left it. */
  look(): string[] {
    const { events } = this;
    this.events = [];
    return events.sort();
  }

  /** What such events are for this output. */
  expects(events: readonly string[]): string[] {
    const isList = this.kind.output === 'list';
    return events
      .map((event) => (isList ? event.replace(/^(?:cleared|gone|resumed)/, 'ended') : event))
      .sort();
  }

  private note({ id, path }: Said, state: string): void {
    const isStart = state === 'raised' || state === 'nodata';
    assert.notEqual(this.open.get(id) ?? false, isStart, `${this.kind.id}: ${state} ${path.join(' / ')}`);
    this.open.set(id, isStart);
    this.events.push(path.length === 0 ? state : `${state} ${path.join(' / ')}`);
  }
}
