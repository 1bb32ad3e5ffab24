import { LiveViewError } from '../errors';
import { show } from '../invalid-value';
import { type Alarm, type AlarmEvent, type AlarmState, type End, isBlindness } from './alarm';
import { readSilence, Silences } from './silences';

/** An alarm that was sent and ended while its messages were held back, so its end is still to be sent. */
export interface Owed {
  alarm: Alarm;
  end: End;
  duration: number;
}

/** Decides what to send. For each id, a start and an end follow each other, even if silences hold messages back. */
export class Reports {
  /** By id, in the order in which they were raised. */
  private readonly alarms = new Map<string, Alarm>();
  private readonly owed = new Map<string, Owed>();
  readonly silences = new Silences();
  /** Active alarms of items. */
  private items = 0;
  /** Whether there may be alarms that were raised but not sent yet. */
  private hasPending = false;

  /** @param remind seconds; 0: no reminders */
  constructor(private readonly remind: number) {}

  /** Active alarms of items, including those that are held back. */
  get active(): number {
    return this.items;
  }

  /** How many of the active alarms are held back. */
  get silenced(): number {
    if (this.silences.list().length === 0) return 0;
    return this.all().filter((alarm) => !isBlindness(alarm) && this.silences.covers(alarm)).length;
  }

  /** The active alarms, oldest first, including those of silent views. */
  all(): Alarm[] {
    return [...this.alarms.values()];
  }

  /** The active alarms that are not held back, in their current state. */
  list(elapsed: number): AlarmEvent[] {
    const shown = this.all().filter((alarm) => !this.silences.covers(alarm));
    return shown.map((alarm) => this.event(isBlindness(alarm) ? 'nodata' : 'raised', alarm, elapsed));
  }

  get debts(): Owed[] {
    return [...this.owed.values()];
  }

  /** Restores an active alarm from before a restart. */
  restore(alarm: Alarm): void {
    this.alarms.set(alarm.id, alarm);
    if (!isBlindness(alarm)) this.items++;
    if (!alarm.said) this.hasPending = true;
  }

  restoreOwed(owed: Owed): void {
    this.owed.set(owed.alarm.id, owed);
  }

  raise(alarm: Alarm, elapsed: number): AlarmEvent[] {
    this.alarms.set(alarm.id, alarm);
    if (!isBlindness(alarm)) this.items++;
    // Its end was never sent, so the receiver sees it go on.
    if (this.owed.delete(alarm.id)) {
      alarm.said = true;
      return [];
    }
    return this.start(alarm, elapsed);
  }

  end(alarm: Alarm, end: End, elapsed: number): AlarmEvent[] {
    if (!this.alarms.delete(alarm.id)) return [];
    if (!isBlindness(alarm)) this.items--;
    if (!alarm.said) return [];
    const owed = { alarm, end, duration: seconds(alarm, elapsed) };
    if (!this.silences.covers(alarm)) return [this.ended(owed)];
    this.owed.set(alarm.id, owed);
    return [];
  }

  /**
   * Returns what can be sent now: what silences that are over held back, and restored alarms that an update has
   * confirmed.
   */
  due(elapsed: number): AlarmEvent[] {
    this.silences.expire(elapsed);
    const events = this.debts.flatMap((owed) => {
      if (this.silences.covers(owed.alarm)) return [];
      this.owed.delete(owed.alarm.id);
      return [this.ended(owed)];
    });
    if (!this.hasPending) return events;
    this.hasPending = false;
    return [...events, ...this.all().flatMap((alarm) => (alarm.said ? [] : this.start(alarm, elapsed)))];
  }

  /** The reminders that are due for the alarms of a view. */
  reminders(source: Alarm['source'], elapsed: number): AlarmEvent[] {
    if (this.remind === 0) return [];
    return this.all().flatMap((alarm) => {
      const due = elapsed - alarm.repeated >= this.remind * 1000;
      if (!due || !alarm.said || alarm.acknowledged) return [];
      if (alarm.source !== source || this.silences.covers(alarm)) return [];
      alarm.repeated = elapsed;
      return [this.event('reminder', alarm, elapsed)];
    });
  }

  /** @throws LiveViewError that names the property and its value */
  silence(value: unknown, elapsed: number): AlarmEvent[] {
    if (value === false) this.silences.clear();
    else this.silences.add(readSilence(value, elapsed));
    return this.due(elapsed);
  }

  /** @throws LiveViewError if there is no such alarm */
  acknowledge(id: unknown): void {
    const alarm = typeof id === 'string' ? this.alarms.get(id) : undefined;
    if (!alarm) throw new LiveViewError('no-such-alarm', { field: 'msg.ack', value: show(id) });
    alarm.acknowledged = true;
  }

  clear(): void {
    this.alarms.clear();
    this.owed.clear();
    this.silences.clear();
    this.items = 0;
    this.hasPending = false;
  }

  private start(alarm: Alarm, elapsed: number): AlarmEvent[] {
    if (alarm.unconfirmed || this.silences.covers(alarm)) {
      this.hasPending = true;
      return [];
    }
    alarm.said = true;
    alarm.repeated = elapsed;
    return [this.event(isBlindness(alarm) ? 'nodata' : 'raised', alarm, elapsed)];
  }

  private event(state: AlarmState, alarm: Alarm, elapsed: number): AlarmEvent {
    return { state, alarm, duration: seconds(alarm, elapsed), active: this.items };
  }

  private ended({ alarm, end, duration }: Owed): AlarmEvent {
    const until = Math.round(alarm.since + duration * 1000);
    return { state: end, alarm, duration, until, active: this.items };
  }
}

function seconds({ began }: Alarm, elapsed: number): number {
  return Math.max(0, Math.round(elapsed - began)) / 1000;
}
