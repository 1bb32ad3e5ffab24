import type { Clock } from '../clock';
import { compare, type Condition } from './condition';
import { Measurer, type Memory } from './measure';
import type { AnyItem, Located } from './update-items';

/** When an alarm begins, ends and is said again. */
export interface AlarmRules {
  /** At least one; all must hold. */
  conditions: readonly Condition[];
  /** Updates in a row. */
  raiseAfter: number;
  clearAfter: number;
  /** Updates without an item until it is forgotten. */
  goneAfter: number;
  /** ms from one reminder of an alarm to the next; 0: none. */
  remind: number;
}

export type AlarmState = 'raised' | 'cleared' | 'gone' | 'reminder';

/** An alarm as it is now. */
export interface ActiveAlarm {
  /** The item in this update; for one that is gone, in the last update that had it. */
  item: Readonly<Record<string, unknown>>;
  /** Names from the outermost level to the item. */
  path: readonly string[];
  /** One per condition, in their order; NaN where nothing can be said. */
  values: readonly number[];
  /** When it was raised, ms since the epoch. */
  since: number;
  /** ms since then. */
  duration: number;
}

/** Something to say about one item. */
export interface AlarmEvent extends ActiveAlarm {
  state: AlarmState;
}

/** What counts for a whole update beside its items. */
export interface UpdateContext {
  /** Another number than before: another WebSocket, so that growth since the previous update means nothing. */
  connection: unknown;
  /** The system's clock, ms, if it said so. */
  time: number | undefined;
  /** When the update arrived, ms, on a clock that never jumps. */
  received: number;
}

interface Alarm {
  /** ms since the epoch. */
  since: number;
  /** On the clock that never jumps, ms. */
  began: number;
  said: number;
  /** What was last known of the item. */
  located: Located;
  values: readonly number[];
}

interface ItemState {
  /** The number of the last update that had the item. */
  seen: number;
  /** Updates in a row that held, or that no longer held, without those that say nothing. */
  raises: number;
  clears: number;
  /** Of the last update that had the item. */
  readonly memory: Memory;
  alarm: Alarm | undefined;
}

/** Whether the conditions hold: surely, surely not, or nothing can be said. */
type Verdict = 'yes' | 'no' | 'unknown';

/**
 * The alarms of one view. An item's alarm is raised once and then ends once, as cleared or gone. What is kept is
 * bounded: an item is forgotten after `goneAfter` updates without it.
 */
export class Alarms {
  private readonly measurer: Measurer;
  private readonly items = new Map<string, ItemState>();
  private updates = 0;
  private previous: UpdateContext | undefined;

  constructor(
    private readonly rules: AlarmRules,
    private readonly clock: Clock,
  ) {
    this.measurer = new Measurer(rules.conditions);
  }

  /** The number of items that something is kept of. */
  get size(): number {
    return this.items.size;
  }

  /** The alarms that have been raised and have not ended. */
  active(): ActiveAlarm[] {
    return [...this.items.values()].flatMap(({ alarm }) => (alarm ? [this.describe(alarm)] : []));
  }

  /** Judges one update, whole: an item that is not in it counts as missing. */
  update(located: Iterable<Located>, context: UpdateContext): AlarmEvent[] {
    const events: AlarmEvent[] = [];
    const seconds = secondsBetween(this.previous, context);
    const sameConnection = this.previous !== undefined && this.previous.connection === context.connection;
    this.previous = context;
    const number = ++this.updates;
    let present = 0;
    for (const each of located) {
      let state = this.items.get(each.key);
      if (!state) {
        state = { seen: 0, raises: 0, clears: 0, memory: [], alarm: undefined };
        this.items.set(each.key, state);
      }
      // A second item of this name in this place: which is which cannot be told, so the first counts.
      if (state.seen === number) continue;
      present++;
      const before = sameConnection && state.seen === number - 1 ? state.memory : undefined;
      const event = state.alarm
        ? this.follow(state, state.alarm, each, before, seconds)
        : this.watch(state, each, before, seconds);
      if (event) events.push(event);
      state.seen = number;
      this.measurer.remember(each.item, state.memory);
    }
    if (this.items.size > present) this.forget(number, events);
    return events;
  }

  /** Ends all alarms as gone and forgets everything. */
  end(): AlarmEvent[] {
    const events = [...this.items.values()].flatMap(({ alarm }) => (alarm ? [this.say('gone', alarm)] : []));
    this.items.clear();
    return events;
  }

  private watch(
    state: ItemState,
    located: Located,
    before: Memory | undefined,
    seconds: number,
  ): AlarmEvent | undefined {
    const verdict = this.judge('raise', located.item, before, seconds);
    if (verdict === 'no') state.raises = 0;
    if (verdict !== 'yes' || ++state.raises < this.rules.raiseAfter) return undefined;
    const began = this.clock.elapsed();
    const values = this.measure(located.item, before, seconds);
    state.alarm = { since: this.clock.now(), began, said: began, located, values };
    state.raises = state.clears = 0;
    return this.say('raised', state.alarm);
  }

  private follow(
    state: ItemState,
    alarm: Alarm,
    located: Located,
    before: Memory | undefined,
    seconds: number,
  ): AlarmEvent | undefined {
    alarm.located = located;
    alarm.values = this.measure(located.item, before, seconds);
    const verdict = this.judge('clear', located.item, before, seconds);
    if (verdict === 'yes') state.clears = 0;
    if (verdict === 'no' && ++state.clears >= this.rules.clearAfter) {
      state.alarm = undefined;
      return this.say('cleared', alarm);
    }
    const { remind } = this.rules;
    if (remind === 0 || this.clock.elapsed() - alarm.said < remind) return undefined;
    alarm.said = this.clock.elapsed();
    return this.say('reminder', alarm);
  }

  /** What does not hold decides, whatever is missing beside it. */
  private judge(
    level: 'raise' | 'clear',
    item: AnyItem,
    before: Memory | undefined,
    seconds: number,
  ): Verdict {
    const { conditions } = this.rules;
    let verdict: Verdict = 'yes';
    for (let index = 0; index < conditions.length; index++) {
      const condition = conditions[index];
      const value = this.measurer.measure(index, item, before, seconds);
      if (Number.isNaN(value)) verdict = 'unknown';
      else if (condition && !compare(value, condition.op, condition[level])) return 'no';
    }
    return verdict;
  }

  private measure(item: AnyItem, before: Memory | undefined, seconds: number): number[] {
    return this.rules.conditions.map((_, index) => this.measurer.measure(index, item, before, seconds));
  }

  private forget(number: number, events: AlarmEvent[]): void {
    for (const [key, { seen, alarm }] of this.items) {
      if (number - seen < this.rules.goneAfter) continue;
      this.items.delete(key);
      if (alarm) events.push(this.say('gone', alarm));
    }
  }

  private say(state: AlarmState, alarm: Alarm): AlarmEvent {
    return { state, ...this.describe(alarm) };
  }

  private describe({ located, values, since, began }: Alarm): ActiveAlarm {
    const { item, path } = located;
    return { item, path, values, since, duration: Math.round(this.clock.elapsed() - began) };
  }
}

/** Clocks that disagree by more than that over one update have not seen an update that was long under way, ms. */
const CLOCK_WAS_SET = 300_000;

/** By the system's clock if both updates have it, as what happens on the way changes nothing then; unless it was set. */
function secondsBetween(before: UpdateContext | undefined, now: UpdateContext): number {
  if (before === undefined) return NaN;
  const ours = now.received - before.received;
  const theirs = before.time === undefined || now.time === undefined ? ours : now.time - before.time;
  return (Math.abs(theirs - ours) > CLOCK_WAS_SET ? ours : theirs) / 1000;
}
