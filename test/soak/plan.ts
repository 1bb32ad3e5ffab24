import { type Fault, FAULT_KINDS, type FaultKind } from './faults';
import type { Random } from './random';
import { APPLIANCES } from './views';

/** A deploy, as the editor's menu has it. */
export const DEPLOYS = ['full', 'flows', 'nodes', 'config', 'same'] as const;
/**
 * `config`: modified nodes, and the modified one is an appliance's config node. `same`: modified nodes, and there are
 * none.
 */
export type Deploy = (typeof DEPLOYS)[number];

/** s from the beginning of the minute. */
export const TIMETABLE = {
  /** While all is well; the sockets must have settled by `settled`. */
  deploy: 1,
  settled: 5,
  /** Every other minute there is one more, while something is wrong. */
  faultyDeploy: 12,
  /** Messages change a view, from here on as often as that, up to there. */
  changes: { from: 5, every: 7, to: 48 },
  /** When everything must be as it should be. */
  sample: 58,
};

/** The faults of a minute: one of each appliance, and each kind as often as the others in the long run. */
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
