import { type Fault, FAULT_KINDS, type FaultKind } from './faults';
import type { Random } from './random';
import { APPLIANCES } from './views';

/**
 * The types of deploys, as in the editor's menu.
 * `config`: modified nodes, where an appliance's config node is modified. `same`: modified nodes, where none
 * is.
 */
export const DEPLOYS = ['full', 'flows', 'nodes', 'config', 'same'] as const;
export type Deploy = (typeof DEPLOYS)[number];

/** Seconds from the beginning of the minute. */
export const TIMETABLE = {
  /** A deploy while all is well. The sockets must have settled by `settled`. */
  deploy: 1,
  settled: 5,
  /** Every second minute has one more deploy, during a fault. */
  faultyDeploy: 12,
  /** Messages change a view: the first second, the interval and the last second. */
  changes: { from: 5, every: 7, to: 48 },
  /** By then everything must be well. */
  sample: 58,
};

/** The faults of a minute: one per appliance. In the long run, every kind comes equally often. */
export class Plan {
  private bag: FaultKind[] = [];

  constructor(private readonly random: Random) {}

  minute(): Fault[] {
    return APPLIANCES.map((appliance) => {
      if (this.bag.length === 0) this.bag = this.random.shuffled(FAULT_KINDS);
      const kind = this.bag.pop() ?? 'close';
      return { appliance, kind, at: TIMETABLE.settled + 1 + this.random.next() * 8 };
    });
  }
}
