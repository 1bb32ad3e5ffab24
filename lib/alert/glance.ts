import type { Condition, Match } from './condition';
import { ItemTable } from './item-table';
import { Judge } from './judge';
import type { Level } from './settings';
import { type Stamp, Timeline } from './timeline';
import { itemsOn } from './update-items';

/** The part of an alert's settings that decides which items have an alarm. */
export interface GlanceRule {
  conditions: readonly Condition[];
  match: Match;
  level: Level;
}

/** How many items the view has on the level, how many are beyond the level to raise at, and how many are unknown. */
export interface Seen {
  items: number;
  over: number;
  unknown: number;
}

/** Counts alarms in the updates of a view while the form of an alert is open. */
export class Glance {
  private readonly judge: Judge;
  private readonly table: ItemTable;
  private readonly timeline = new Timeline();
  private time = 0;

  constructor(private readonly rule: GlanceRule) {
    this.judge = new Judge(rule.conditions, rule.match);
    this.table = new ItemTable(this.judge.width);
  }

  /** @throws LiveViewError `level-not-there` */
  look(items: readonly unknown[], depth: number, fields: unknown, stamp: Stamp): Seen {
    const { judge, table } = this;
    const located = itemsOn(this.rule.level, items, depth);
    const step = this.timeline.step(stamp);
    this.time += step.time;
    judge.begin(step, this.time, fields);
    const seen = { items: located.length, over: 0, unknown: 0 };
    for (const { key, item } of located) {
      judge.read(item);
      const place = table.placeOf(key) ?? this.add(key);
      const verdict = judge.verdict('raise', table.numbers, place);
      if (verdict === 'yes') seen.over++;
      if (verdict === 'unknown') seen.unknown++;
      judge.remember(table.numbers, place);
    }
    return seen;
  }

  private add(key: string): number {
    const place = this.table.add(key);
    this.judge.forget(this.table.numbers, place);
    return place;
  }
}
