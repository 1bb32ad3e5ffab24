import type { Clock } from '../../lib/clock';
import type { LiveViewError } from '../../lib/errors';
import { SYSTEM_ERROR_CODES } from '../../lib/protocol/frames';

/** How many reports of a kind are logged at first: enough for a connection with broken frames and the next one. */
export const AT_ONCE = 4;
/** The first silence after that, ms. Each silence is longer than the one before by {@link GROWTH}. */
export const FIRST_SILENCE = 60_000;
export const GROWTH = 6;
/** A kind that has not occurred for this time starts over, ms. */
const FORGOTTEN_AFTER = 6 * 3_600_000;

interface Kind {
  said: number;
  lastSaid: number;
  lastSeen: number;
}

/**
 * Decides which reports of a running view are logged. An appliance that reports an error every second would fill the
 * log. At most eight of each kind are logged on the first day, so ten nodes stay below a hundred lines.
 */
export class ReportLimit {
  /** Bounded by the number of kinds, because the appliance's own codes are not used as keys. */
  private readonly kinds = new Map<string, Kind>();

  constructor(private readonly clock: Clock) {}

  /** @returns whether to log it; if so, it counts as logged */
  admits(error: LiveViewError): boolean {
    const now = this.clock.elapsed();
    const key = kindOf(error);
    const known = this.kinds.get(key);
    const kind = known && now - known.lastSeen < FORGOTTEN_AFTER ? known : newKind();
    this.kinds.set(key, kind);
    kind.lastSeen = now;
    if (now - kind.lastSaid < silenceAfter(kind.said)) return false;
    kind.said++;
    kind.lastSaid = now;
    return true;
  }
}

function newKind(): Kind {
  return { said: 0, lastSaid: -Infinity, lastSeen: -Infinity };
}

function silenceAfter(said: number): number {
  return said < AT_ONCE ? 0 : FIRST_SILENCE * GROWTH ** (said - AT_ONCE);
}

/**
 * A single broken frame and a count of broken frames are one kind. A report of the appliance goes by its code if the
 * profile knows that code.
 */
function kindOf({ code, params }: LiveViewError): string {
  if (code === 'invalid-frames') return 'invalid-frame';
  const known = SYSTEM_ERROR_CODES.find((systemCode) => systemCode === params.systemCode);
  return known ? `${code} ${known}` : code;
}
