import type { Condition, Match } from './condition';
import type { Level } from './settings';

/** When alarms start, end and repeat. Times are in seconds. */
export interface AlertRules {
  /** At least one. */
  conditions: readonly Condition[];
  match: Match;
  level: Level;
  /** How long the conditions must hold (`raiseFor`), or no longer hold (`clearFor`). 0: one update is enough. */
  raiseFor: number;
  clearFor: number;
  /** How long an item may be unknown before its alarm ends as gone. */
  goneFor: number;
  /** How long a view may have no update before it counts as silent; 0: forever. */
  noDataFor: number;
  /** The time from one reminder of an alarm to the next; 0: no reminders. */
  remind: number;
}
