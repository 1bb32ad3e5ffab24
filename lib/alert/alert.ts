import { alarmId } from './alarm-id';
import { type Alarm, type AlarmEvent, isBlindness } from './alarm';
import { Alarms, type Change } from './alarms';
import { Judged } from './judged';
import { type Collected, Parts } from './parts';
import { Reports } from './reports';
import type { AlertRules } from './rules';
import { readSaved, type Saved, save } from './saved';
import { type Moment, readSource, readView, type UpdateMessage, type ViewSource } from './source';
import { Timeline } from './timeline';
import { itemsOn, keyOf, type Located } from './update-items';
import { valueNames } from './value-names';

/** An event, and the last message of its view. A view without updates since the start has no message. */
export interface Notice<M> {
  event: AlarmEvent;
  message: Envelope<M> | undefined;
}

/** A message without its payload. */
export type Envelope<M> = Omit<M, 'payload'>;

/** The result of a message. */
export interface Outcome<M> {
  notices: Notice<M>[];
  /** Why an update could not be judged. */
  error?: unknown;
  /** The items of each judged update, with its message. */
  judged: { items: readonly Located[]; message: Envelope<M> }[];
  /** Columns that are declared as counting per update but have only ever grown. */
  growing: string[];
}

/** A liveview node, and the alarms of the view that it shows. */
interface Watched<M> {
  source: ViewSource;
  alarms: Alarms;
  readonly timeline: Timeline;
  readonly judged: Judged;
  readonly parts: Parts<Envelope<M>>;
  /** The last message that was judged. */
  message: Envelope<M> | undefined;
  /** When the last message arrived, on the clock that never jumps. */
  heard: number;
  /** Set while the view is silent. */
  blind: Alarm | undefined;
  /** Whether it belongs to this runtime, which reports when the node is removed. */
  local: boolean;
  /** Set until its first message arrives, if it counts only because it should send updates. */
  expected: boolean;
}

/** Stands in for the source as long as there is none. */
const NO_SOURCE = { node: '', applianceId: '', key: '' };

/** Turns the messages of liveview nodes into events, for any number of views and appliances. */
export class Alert<M extends UpdateMessage> {
  private readonly watched = new Map<string, Watched<M>>();
  private readonly reports: Reports;
  /** Since when no liveview node is known, on the clock that never jumps. */
  private waiting: number;
  /** Set if no liveview node has sent anything for too long. */
  private blind: Alarm | undefined;

  /**
   * @param id of the alert node
   * @param run differs from process to process, because each process numbers its updates itself
   */
  constructor(
    private readonly id: string,
    private readonly rules: AlertRules,
    private readonly run: string,
    { elapsed }: Moment,
  ) {
    this.reports = new Reports(rules.remind);
    this.waiting = elapsed;
  }

  /** Active alarms of items, including those that are held back. */
  get active(): number {
    return this.reports.active;
  }

  /** How many of them are held back. */
  get silenced(): number {
    return this.reports.silenced;
  }

  /** How many items are remembered, in all views. */
  get size(): number {
    return [...this.watched.values()].reduce((sum, { alarms }) => sum + alarms.size, 0);
  }

  /** The ids of this runtime's liveview nodes that count. */
  get local(): string[] {
    return [...this.watched.values()].flatMap(({ source, local }) => (local ? [source.node] : []));
  }

  /** The ids of those that have never sent anything. */
  get unheard(): string[] {
    return [...this.watched.values()].flatMap(({ source, expected }) => (expected ? [source.node] : []));
  }

  /** When {@link tick} has something to do, on the clock that never jumps. Infinity means never. */
  get next(): number {
    const silent = this.rules.noDataFor > 0 ? this.rules.noDataFor * 1000 : Infinity;
    const open = [...this.watched.values()].filter(({ blind }) => blind === undefined);
    const nowhere = this.watched.size === 0 && this.blind === undefined ? this.waiting + silent : Infinity;
    return Math.min(nowhere, this.reports.silences.next, ...open.map(({ heard }) => heard + silent));
  }

  /**
   * Takes a message. If an update comes in several messages, it is judged when all of them, or one of the next update,
   * have arrived. An update that was already judged is ignored.
   *
   * @param local whether the liveview node belongs to this runtime
   * @throws LiveViewError if the message does not come from a liveview node
   */
  take(message: M, moment: Moment, local = false): Outcome<M> {
    const source = readSource(message, moment);
    const { payload, ...envelope } = message;
    const watched = this.watched.get(source.node) ?? this.watch(source, moment, local);
    const outcome: Outcome<M> = { notices: [], judged: [], growing: [] };
    if (watched.judged.has(source.stamp)) return outcome;
    watched.heard = moment.elapsed;
    watched.expected = false;
    for (const collected of watched.parts.take(source, payload, envelope)) {
      try {
        this.judge(watched, collected, moment, outcome);
      } catch (error) {
        outcome.error = error;
      }
    }
    return outcome;
  }

  /**
   * Says which liveview nodes of this runtime should send updates. Each counts as a view from now on, even if nothing
   * comes.
   *
   * @param views what their messages say in `msg.liveview`
   */
  expect(views: readonly Record<string, unknown>[], moment: Moment): void {
    const sources = new Map(views.map(readView).map((source) => [source.node, source]));
    for (const [node, { expected, blind }] of this.watched)
      if (expected && !blind && !sources.has(node)) this.watched.delete(node);
    for (const source of sources.values()) {
      const watched = this.watched.get(source.node);
      if (!watched) this.watch(source, moment, true).expected = true;
      else if (watched.expected && !watched.blind) {
        // Another view counts from when it is asked for.
        if (!isSameView(watched.source, source)) watched.heard = moment.elapsed;
        watched.source = source;
      }
    }
  }

  /** Returns what is due by the clock: alarms of silent views, and what a silence that is over has held back. */
  tick({ now, elapsed }: Moment): Notice<M>[] {
    const { noDataFor } = this.rules;
    const events: AlarmEvent[] = [];
    const isSilent = (since: number): boolean => noDataFor > 0 && elapsed - since >= noDataFor * 1000;
    const blindness = (source: ViewSource | undefined, began: number): Alarm => {
      const since = Math.round(now - (elapsed - began));
      const alarm = this.alarm(source, { path: [], item: undefined, values: [], since, began });
      events.push(...this.reports.raise(alarm, elapsed));
      return alarm;
    };
    for (const watched of this.watched.values()) {
      if (watched.blind || !isSilent(watched.heard)) continue;
      watched.blind = blindness(watched.source, watched.heard);
    }
    if (this.watched.size === 0 && !this.blind && isSilent(this.waiting))
      this.blind = blindness(undefined, this.waiting);
    events.push(...this.reports.due(elapsed));
    return this.notices(events);
  }

  /** The active alarms that are not held back, oldest first, in their current state. */
  list({ elapsed }: Moment): Notice<M>[] {
    return this.notices(this.reports.list(elapsed));
  }

  /** @throws LiveViewError that names the property and its value */
  silence(value: unknown, { elapsed }: Moment): Notice<M>[] {
    return this.notices(this.reports.silence(value, elapsed));
  }

  /** @throws LiveViewError if there is no such alarm */
  acknowledge(id: unknown): void {
    this.reports.acknowledge(id);
  }

  /** Ends the alarms of a liveview node that was removed. */
  drop(node: string, { elapsed }: Moment): Notice<M>[] {
    const watched = this.watched.get(node);
    if (!watched) return [];
    const events = this.endView(watched, elapsed);
    if (watched.blind) events.push(...this.reports.end(watched.blind, 'gone', elapsed));
    const notices = this.notices(events);
    this.watched.delete(node);
    this.waiting = elapsed;
    return notices;
  }

  /** Forgets everything and sends nothing. */
  reset({ elapsed }: Moment): void {
    this.watched.clear();
    this.reports.clear();
    this.blind = undefined;
    this.waiting = elapsed;
  }

  /** What must survive a restart, as JSON. */
  save(moment: Moment): Saved {
    const nodes = [...this.watched.values()].map(({ source, local, expected, judged }) => ({
      source,
      local,
      expected,
      judged: judged.list(),
    }));
    const { debts } = this.reports;
    const [alarms, silences] = [this.reports.all(), this.reports.silences.list()];
    const names = valueNames(this.rules.conditions);
    return save({ run: this.run, names, nodes, alarms, debts, silences }, moment);
  }

  /**
   * Continues from a saved state. Leaves out what it cannot read.
   *
   * @returns whether it could read all of it
   */
  restore(value: unknown, moment: Moment): boolean {
    const saved = readSaved(value, moment, (source, kept) => this.alarm(source, kept));
    // A deploy may have changed the conditions.
    const places = valueNames(this.rules.conditions).map((name) => saved.names.indexOf(name));
    for (const alarm of [...saved.alarms, ...saved.debts.map((owed) => owed.alarm)]) {
      if (!isBlindness(alarm)) alarm.values = places.map((place) => alarm.values[place] ?? NaN);
    }
    for (const { source, local, expected, judged } of saved.nodes) {
      const watched = this.watch(source, moment, local, saved.run === this.run ? judged : []);
      watched.expected = expected;
    }
    for (const alarm of saved.alarms) {
      const watched = alarm.source && this.watched.get(alarm.source.node);
      if (!isBlindness(alarm)) watched?.alarms.restore(keyOf(alarm.path), alarm);
      else if (watched) watched.blind = alarm;
      else this.blind = alarm;
      if (watched || isBlindness(alarm)) this.reports.restore(alarm);
    }
    for (const owed of saved.debts) this.reports.restoreOwed(owed);
    for (const silence of saved.silences) this.reports.silences.add(silence);
    return saved.whole;
  }

  private watch(
    source: ViewSource,
    { elapsed }: Moment,
    local: boolean,
    judged?: ConstructorParameters<typeof Judged>[0],
  ): Watched<M> {
    const watched: Watched<M> = {
      source,
      alarms: new Alarms(this.rules),
      timeline: new Timeline(),
      judged: new Judged(judged),
      parts: new Parts(),
      message: undefined,
      heard: elapsed,
      blind: undefined,
      local,
      expected: false,
    };
    this.watched.set(source.node, watched);
    return watched;
  }

  private judge(
    watched: Watched<M>,
    { source, items: entries, message }: Collected<Envelope<M>>,
    { elapsed }: Moment,
    outcome: Outcome<M>,
  ): void {
    const { stamp } = source;
    watched.judged.add(stamp);
    outcome.notices.push(...this.notices(this.seeAgain(watched, elapsed)));
    if (!isSameView(watched.source, source)) {
      outcome.notices.push(...this.notices(this.endView(watched, elapsed)));
      watched.alarms = new Alarms(this.rules);
      watched.source = source;
    }
    watched.source.appliance = source.appliance;
    const items = itemsOn(this.rules.level, entries, source.view.distributions.length);
    watched.message = message;
    outcome.judged.push({ items, message });
    const { source: view } = watched;
    const since = Math.round(stamp.received);
    const step = watched.timeline.step(stamp);
    const { arrived } = step;
    const { changes, growing } = watched.alarms.update(items, step, source.fields, (located, values) =>
      this.alarm(view, { ...located, values, since, began: arrived }),
    );
    outcome.growing.push(...growing);
    const events = [
      ...this.report(changes, arrived),
      ...this.reports.due(elapsed),
      ...this.reports.reminders(view, arrived),
    ];
    outcome.notices.push(...this.notices(events));
  }

  private seeAgain(watched: Watched<M>, elapsed: number): AlarmEvent[] {
    const blind = [this.blind, watched.blind].filter((alarm) => alarm !== undefined);
    this.blind = watched.blind = undefined;
    return blind.flatMap((alarm) => this.reports.end(alarm, 'resumed', elapsed));
  }

  private endView(watched: Watched<M>, elapsed: number): AlarmEvent[] {
    return this.report(watched.alarms.end(), elapsed);
  }

  private report(changes: readonly Change[], elapsed: number): AlarmEvent[] {
    return changes.flatMap(({ end, alarm }) =>
      end ? this.reports.end(alarm, end, elapsed) : this.reports.raise(alarm, elapsed),
    );
  }

  private alarm(
    source: ViewSource | undefined,
    { path, item, values, since, began }: Pick<Alarm, 'path' | 'item' | 'values' | 'since' | 'began'>,
  ): Alarm {
    const state = { said: false, repeated: began, acknowledged: false, unconfirmed: false };
    return {
      id: alarmId(this.id, source ?? NO_SOURCE, path),
      ...{ path, source, item, values, since, began },
      ...state,
    };
  }

  private notices(events: readonly AlarmEvent[]): Notice<M>[] {
    return events.map((event) => {
      const { source } = event.alarm;
      return { event, message: source && this.watched.get(source.node)?.message };
    });
  }
}

function isSameView(a: ViewSource, b: ViewSource): boolean {
  return a.key === b.key && a.applianceId === b.applianceId;
}
