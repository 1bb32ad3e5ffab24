import type { Disturbance } from './disturbance';
import { nth } from './numbers';
import type { Refusing } from './refusing';

export const REHEARSALS = ['drops', 'quality', 'stall', 'disconnect', 'refuse'] as const;

/** How long a fault lasts each time, s; it has a length of its own without. The calm between two stays as long. */
interface Lasting {
  seconds?: number;
}

/** A fault that comes and goes periodically, so that you can watch what happens. */
export type Rehearsal =
  /** Shaping drops a part of the packets, of one service or of all. */
  | ({ kind: 'drops'; service?: string } & Lasting)
  /** Quality falls, of one service or of the busiest one. */
  | ({ kind: 'quality'; service?: string } & Lasting)
  /** No updates, for longer than a client waits by default. */
  | ({ kind: 'stall' } & Lasting)
  /** Every connection is closed (1012) or cut off, in turn. */
  | { kind: 'disconnect' }
  /** Every connection is closed, and new ones are refused for a while. Without `how`, the way changes each time. */
  | ({ kind: 'refuse'; how?: Refusing } & Lasting);

/** The least and the most {@link Lasting.seconds}. */
export const LASTING = { from: 1, to: 86_400 } as const;

/** What the rehearsals do at one tick. */
export interface Scheduled {
  disturbance: Disturbance;
  stalled: boolean;
  refusing: Refusing | undefined;
  /** What to do to all connections now. */
  cut: 'close' | 'terminate' | undefined;
}

/** Seconds; an alarm that waits for a few updates is raised and cleared in each period, which ends after a calm. */
const WINDOWS = {
  drops: { start: 15, length: 20, calm: 25 },
  quality: { start: 15, length: 20, calm: 25 },
  stall: { start: 30, length: 75, calm: 75 },
  disconnect: { start: 30, length: 0, calm: 30 },
  refuse: { start: 45, length: 30, calm: 45 },
} as const;

const DROP_SHARE = 0.2;
const QUALITY_LEVEL = 0.85;
const REFUSALS: readonly Refusing[] = [503, 401, 4429];

/**
 * What the rehearsals do.
 *
 * @param tick counted from 0
 * @param step seconds from one tick to the next
 */
export function schedule(rehearsals: readonly Rehearsal[], tick: number, step: number): Scheduled {
  const scheduled: Scheduled = { disturbance: {}, stalled: false, refusing: undefined, cut: undefined };
  for (const rehearsal of rehearsals) {
    const window = windowAt(rehearsal, tick, step);
    if (window.active) apply(rehearsal, window, scheduled);
  }
  return scheduled;
}

interface WindowNow {
  active: boolean;
  /** Whether this is the window's first tick. */
  opens: boolean;
  /** How many there were before. */
  number: number;
}

/** Slower ticks count as if they were this fast. Otherwise a window would pass between two of them. */
const SLOWEST = 4;

function windowAt(rehearsal: Rehearsal, tick: number, step: number): WindowNow {
  const ticks = (seconds: number): number => Math.round(seconds / Math.min(step, SLOWEST));
  const { start, length: usual, calm } = WINDOWS[rehearsal.kind];
  const length = ('seconds' in rehearsal ? rehearsal.seconds : undefined) ?? usual;
  const period = ticks(start + length + calm);
  const position = (tick % period) - ticks(start);
  return {
    active: position >= 0 && position < Math.max(1, ticks(length)),
    opens: position === 0,
    number: Math.floor(tick / period),
  };
}

function apply(rehearsal: Rehearsal, window: WindowNow, scheduled: Scheduled): void {
  switch (rehearsal.kind) {
    case 'drops':
      scheduled.disturbance.drops = { share: DROP_SHARE, ...service(rehearsal) };
      break;
    case 'quality':
      scheduled.disturbance.quality = { level: QUALITY_LEVEL, ...service(rehearsal) };
      break;
    case 'stall':
      scheduled.stalled = true;
      break;
    case 'disconnect':
      if (window.opens) scheduled.cut = window.number % 2 === 0 ? 'close' : 'terminate';
      break;
    case 'refuse':
      scheduled.refusing = rehearsal.how ?? nth(REFUSALS, window.number % REFUSALS.length);
      if (window.opens) scheduled.cut = 'close';
      break;
  }
}

function service({ service }: { service?: string }): { service?: string } {
  return service === undefined ? {} : { service };
}
