import type { SimulatorClock } from '../../tools/simulator';
import { SYSTEM_CLOCK } from '../../tools/simulator/clock';

/**
 * A clock that stands, for a simulator that a test ticks. Its traffic depends on the time of day: at 12 o'clock nothing
 * is dropped but in a rehearsal, at 20 o'clock the lines are busy.
 */
export function standingAt(hour: 12 | 20): SimulatorClock {
  return {
    now: () => Date.UTC(2026, 0, 15, hour),
    setInterval: () => undefined,
    clearInterval: () => undefined,
  };
}

/** The same for a simulator that ticks by itself. At night, some values are missing everywhere. */
export function tickingAt(hour: 12 | 20): SimulatorClock {
  return { ...SYSTEM_CLOCK, now: standingAt(hour).now };
}
