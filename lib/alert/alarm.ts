import type { AnyItem } from './update-items';
import type { ViewSource } from './source';

/** An alarm of an item, or of a silent view. A silent view's alarm has an empty path. */
export interface Alarm {
  readonly id: string;
  readonly path: readonly string[];
  readonly source: ViewSource | undefined;
  /** The item as last seen; undefined for a view. */
  item: AnyItem | undefined;
  /** One per condition, in order; NaN if unknown. */
  values: readonly number[];
  /** When it was raised, ms since the epoch. */
  readonly since: number;
  /** The same on the clock that never jumps, ms. */
  readonly began: number;
  /** Whether its start was sent. */
  said: boolean;
  /** When it was last sent, on the clock that never jumps, ms. */
  repeated: number;
  /** Whether `msg.ack` has named it. Then it gets no more reminders. */
  acknowledged: boolean;
  /** Whether it comes from before a restart, and no update has confirmed yet that it still holds. */
  unconfirmed: boolean;
}

/** Whether this is the alarm of a silent view. */
export function isBlindness({ path }: Alarm): boolean {
  return path.length === 0;
}

/** How an alarm ends. */
export type End = 'cleared' | 'gone' | 'resumed';

/** An item's alarm is `raised`, and a silent view's is `nodata`. They end as `cleared` or `resumed`, or as `gone`. */
export type AlarmState = 'raised' | 'cleared' | 'gone' | 'reminder' | 'nodata' | 'resumed';

/** One thing to send about an alarm. */
export interface AlarmEvent {
  state: AlarmState;
  alarm: Alarm;
  /** s since the alarm was raised. */
  duration: number;
  /** When the alarm ended, ms since the epoch. */
  until?: number;
  /** The node's active alarms of items after this event. */
  active: number;
}
