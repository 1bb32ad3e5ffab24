import type { Alarm, End } from './alarm';
import { ItemTable } from './item-table';
import { Judge } from './judge';
import type { AlertRules } from './rules';
import type { Step } from './timeline';
import type { Located } from './update-items';

/** A change that an update caused. */
export interface Change {
  /** Without an end, the alarm was raised. */
  end?: End;
  alarm: Alarm;
}

export type MakeAlarm = (located: Located, values: readonly number[]) => Alarm;

/**
 * Where an item's numbers are, counted from its place. First the last update with the item, and the view's time then,
 * ms.
 */
const SEEN = 0;
const THERE = 1;
/** The view's time when the conditions were last known, ms. */
const KNOWN = 2;
/** How long the conditions have held, or no longer held, ms. NOT means that they do not. */
const HELD = 3;
const OVER = 4;
/** From here on, what the judge remembers. */
const MEMORY = 5;
const NOT = -1;

/**
 * The alarms of one view. An item's alarm is raised once and ends once, as cleared or gone. An update stands for the
 * time since the previous one. While an item's conditions are unknown, the time counts neither for nor against them.
 */
export class Alarms {
  private readonly judge: Judge;
  private readonly items: ItemTable;
  /** The alarms by their items' places. */
  private readonly alarms = new Map<number, Alarm>();
  private updates = 0;
  /** The view's time, ms: the time between its updates, without the gaps between its connections. */
  private time = 0;
  /** How many items have known conditions in this update. */
  private knownNow = 0;
  /** The updates before this one that were the only ones of their connections, in a row, oldest first. */
  private alone: { update: number; arrived: number }[] = [];

  constructor(private readonly rules: AlertRules) {
    this.judge = new Judge(rules.conditions, rules.match);
    this.items = new ItemTable(MEMORY + this.judge.width);
  }

  /** How many items are remembered. */
  get size(): number {
    return this.items.size;
  }

  /** Restores an alarm from before a restart. */
  restore(key: string, alarm: Alarm): void {
    this.alarms.set(this.add(key), alarm);
  }

  /**
   * Judges one whole update: an item that is not in it is missing.
   *
   * @returns what has changed, and the columns that are declared as counting per update but have only ever grown
   */
  update(
    items: readonly Located[],
    step: Step,
    fields: unknown,
    make: MakeAlarm,
  ): { changes: Change[]; growing: string[] } {
    const changes: Change[] = [];
    this.time += step.time;
    this.updates++;
    this.knownNow = 0;
    const { judge } = this;
    judge.begin(step, this.time, fields);
    for (const located of items) {
      // An item without numbers for the conditions counts as missing. So trees, rows and points agree: an item without
      // any value has no point at all.
      if (!judge.read(located.item)) continue;
      const place = this.items.placeOf(located.key) ?? this.add(located.key);
      const { numbers } = this.items;
      // Two items with the same path cannot be told apart, so the first one counts.
      if (numbers[place + SEEN] === this.updates) continue;
      numbers[place + SEEN] = this.updates;
      numbers[place + THERE] = this.time;
      const alarm = this.alarms.size > 0 ? this.alarms.get(place) : undefined;
      const change = alarm
        ? this.follow(place, alarm, located, step.time)
        : this.watch(place, located, step.time, make);
      if (change) changes.push(change);
      judge.remember(numbers, place + MEMORY);
    }
    if (step.first) this.forgetBetween(step.arrived, changes);
    else this.alone = [];
    // Usually every item is known, and there is nothing to forget.
    if (!step.first && this.knownNow < this.items.size) this.forget(changes);
    return { changes, growing: judge.finish() };
  }

  /** The changes that end all alarms, as gone. */
  end(): Change[] {
    return [...this.alarms.values()].map((alarm) => ({ end: 'gone', alarm }));
  }

  private add(key: string): number {
    const place = this.items.add(key);
    const { numbers } = this.items;
    numbers[place + SEEN] = 0;
    this.begin(place);
    this.judge.forget(numbers, place + MEMORY);
    return place;
  }

  /** Starts counting again: what has held so far no longer counts. */
  private begin(place: number): void {
    this.items.numbers[place + HELD] = this.items.numbers[place + OVER] = NOT;
  }

  private watch(place: number, located: Located, time: number, make: MakeAlarm): Change | undefined {
    const { numbers } = this.items;
    const verdict = this.judge.verdict('raise', numbers, place + MEMORY);
    if (verdict === 'unknown') return undefined;
    this.know(place);
    if (!this.lasts(place + HELD, verdict === 'yes', time, this.rules.raiseFor)) return undefined;
    const alarm = make(located, this.judge.values(numbers, place + MEMORY));
    this.alarms.set(place, alarm);
    this.begin(place);
    return { alarm };
  }

  private follow(place: number, alarm: Alarm, { item }: Located, time: number): Change | undefined {
    const { numbers } = this.items;
    alarm.item = item;
    alarm.values = this.judge.values(numbers, place + MEMORY);
    const verdict = this.judge.verdict('clear', numbers, place + MEMORY);
    if (verdict === 'unknown') return undefined;
    alarm.unconfirmed = false;
    this.know(place);
    if (!this.lasts(place + OVER, verdict === 'no', time, this.rules.clearFor)) return undefined;
    this.alarms.delete(place);
    this.begin(place);
    return { end: 'cleared', alarm };
  }

  private know(place: number): void {
    this.items.numbers[place + KNOWN] = this.time;
    this.knownNow++;
  }

  /** Counts how long something has been true. Returns whether that is long enough. */
  private lasts(at: number, is: boolean, time: number, seconds: number): boolean {
    const { numbers } = this.items;
    const before = numbers[at] ?? NOT;
    const now = !is ? NOT : before === NOT ? 0 : before + time;
    numbers[at] = now;
    return now >= seconds * 1000;
  }

  /**
   * Time across a reconnect does not count. If each connection brings only one update, no time would ever count, and
   * items that never come back would stay. So an item ends and is forgotten if it is missing in two such updates that
   * are `goneFor` apart, and in all between them.
   */
  private forgetBetween(arrived: number, changes: Change[]): void {
    const early = this.alone.filter((each) => arrived - each.arrived >= this.rules.goneFor * 1000);
    const since = early.at(-1);
    // Those before it say nothing more.
    this.alone = [...this.alone.slice(Math.max(0, early.length - 1)), { update: this.updates, arrived }];
    if (!since) return;
    const { numbers } = this.items;
    this.items.each((place, key) => {
      if ((numbers[place + SEEN] ?? 0) >= since.update) return;
      const alarm = this.alarms.get(place);
      if (alarm) changes.push({ end: 'gone', alarm });
      this.alarms.delete(place);
      this.items.delete(key);
    });
  }

  /**
   * If an item was unknown for `goneFor`, ends its alarm as gone and starts its counts again. If it was absent for that
   * time, forgets the item, so that only items recently in view use memory.
   */
  private forget(changes: Change[]): void {
    const oldest = this.time - this.rules.goneFor * 1000;
    const { numbers } = this.items;
    this.items.each((place, key) => {
      const isThere = numbers[place + SEEN] === this.updates;
      const known = numbers[place + KNOWN] ?? 0;
      if (isThere && known === this.time) return;
      if (known <= oldest) {
        const alarm = this.alarms.get(place);
        if (alarm) changes.push({ end: 'gone', alarm });
        this.alarms.delete(place);
        this.begin(place);
      }
      if (!isThere && (numbers[place + THERE] ?? 0) <= oldest) this.items.delete(key);
    });
  }
}
