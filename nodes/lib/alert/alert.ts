import type { Clock } from '../clock';
import { type ActiveAlarm, type AlarmEvent, type AlarmRules, Alarms } from './alarms';
import type { Level } from './read-settings';
import { readSource, type Source, type UpdateMessage } from './source';
import { itemsOn } from './update-items';

export interface AlertSettings extends AlarmRules {
  level: Level;
}

/** An event, and what it follows from. */
export interface Notice<M> {
  event: AlarmEvent;
  /** Active alarms of all views after this event. */
  active: number;
  /** The message with the update, without its payload; the last one where an update has several. */
  message: Envelope<M>;
}

/** An alarm that has not ended, and what it was last seen in. */
export interface Listed<M> {
  alarm: ActiveAlarm;
  message: Envelope<M>;
}

/** What is kept of a message beside its items. */
export type Envelope<M> = Omit<M, 'payload'>;

/** Without an update for this long a view is not coming back, ms. */
const ABANDONED_AFTER = 3_600_000;

/** An update that has one message per item, and is not complete yet. */
interface Pending<M> {
  id: string;
  items: unknown[];
  source: Source;
  message: Envelope<M>;
}

/** A view of an appliance: its alarms are its own. */
interface Watched<M> {
  alarms: Alarms;
  pending: Pending<M> | undefined;
  /** The last message that was judged. */
  message: Envelope<M>;
  /** When the last message came, on the clock that never jumps. */
  heard: number;
}

/** Turns the messages of liveview nodes, of any number of views and appliances, into events. */
export class Alert<M extends UpdateMessage> {
  private readonly views = new Map<string, Watched<M>>();
  private activeAlarms = 0;

  constructor(
    private readonly settings: AlertSettings,
    private readonly clock: Clock,
  ) {}

  /** Active alarms of all views. */
  get active(): number {
    return this.activeAlarms;
  }

  /** The number of items that something is kept of, in all views. */
  get size(): number {
    return [...this.views.values()].reduce((sum, { alarms }) => sum + alarms.size, 0);
  }

  /**
   * Takes a message. One of several that make up an update is kept until all of them, or one of the next update, have
   * come.
   *
   * @throws LiveViewError `not-an-update`, `level-not-there`
   */
  take(message: M): Notice<M>[] {
    const source = readSource(message, this.clock);
    const { payload, ...envelope } = message;
    const watched = this.views.get(source.view) ?? this.watch(source.view, envelope);
    watched.heard = this.clock.elapsed();
    const notices = source.part
      ? this.collect(watched, source.part, payload, source, envelope)
      : [
          ...this.flush(watched),
          ...this.judge(watched, Array.isArray(payload) ? payload : [payload], source, envelope),
        ];
    return [...notices, ...this.dropAbandoned()];
  }

  /** The active alarms of all views, the oldest first. */
  list(): Listed<M>[] {
    return [...this.views.values()]
      .flatMap(({ alarms, message }) => alarms.active().map((alarm) => ({ alarm, message })))
      .sort((a, b) => a.alarm.since - b.alarm.since);
  }

  /** Forgets everything, without a word. */
  reset(): void {
    this.views.clear();
    this.activeAlarms = 0;
  }

  private watch(view: string, message: Envelope<M>): Watched<M> {
    const watched = {
      alarms: new Alarms(this.settings, this.clock),
      pending: undefined,
      message,
      heard: this.clock.elapsed(),
    };
    this.views.set(view, watched);
    return watched;
  }

  private collect(
    watched: Watched<M>,
    { id, count }: { id: string; count: number },
    item: unknown,
    source: Source,
    message: Envelope<M>,
  ): Notice<M>[] {
    const notices = watched.pending?.id === id ? [] : this.flush(watched);
    watched.pending ??= { id, items: [], source, message };
    watched.pending.items.push(item);
    watched.pending.message = message;
    if (watched.pending.items.length >= count) notices.push(...this.flush(watched));
    return notices;
  }

  /** Judges what has come of an update; what has not is missing in it. */
  private flush(watched: Watched<M>): Notice<M>[] {
    const { pending } = watched;
    watched.pending = undefined;
    return pending ? this.judge(watched, pending.items, pending.source, pending.message) : [];
  }

  private judge(
    watched: Watched<M>,
    items: readonly unknown[],
    source: Source,
    message: Envelope<M>,
  ): Notice<M>[] {
    const located = itemsOn(this.settings.level, items, source.depth);
    watched.message = message;
    return this.announce(watched.alarms.update(located, source.context), message);
  }

  private dropAbandoned(): Notice<M>[] {
    const notices: Notice<M>[] = [];
    const oldest = this.clock.elapsed() - ABANDONED_AFTER;
    for (const [view, { heard, alarms, message }] of this.views) {
      if (heard > oldest) continue;
      this.views.delete(view);
      notices.push(...this.announce(alarms.end(), message));
    }
    return notices;
  }

  private announce(events: readonly AlarmEvent[], message: Envelope<M>): Notice<M>[] {
    return events.map((event) => {
      if (event.state === 'raised') this.activeAlarms++;
      if (event.state === 'cleared' || event.state === 'gone') this.activeAlarms--;
      return { event, active: this.activeAlarms, message };
    });
  }
}
