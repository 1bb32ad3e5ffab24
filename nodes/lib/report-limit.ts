import type { Clock } from './clock';
import type { LiveViewError } from './errors';
import { SYSTEM_ERROR_CODES } from './protocol/frames';

/** So many of a kind are said as they come: enough for a connection with broken frames and the next one. */
export const AT_ONCE = 4;
/** How long there is silence after that, ms; each silence is so many times as long as the one before. */
export const FIRST_SILENCE = 60_000;
export const GROWTH = 6;
/** One of a kind that has not come for so long is the first again, ms. */
const FORGOTTEN_AFTER = 6 * 3_600_000;

interface Kind {
  said: number;
  lastSaid: number;
  lastSeen: number;
}

/**
 * Decides which of the reports of a view that goes on are said. A system that reports an error a second would fill a
 * log: of each kind eight are said on the first day, so that ten nodes stay below a hundred lines.
 */
export class ReportLimit {
  /** As many as there are kinds, whatever a system calls its errors. */
  private readonly kinds = new Map<string, Kind>();

  constructor(private readonly clock: Clock) {}

  /** @returns whether to say it; it counts as said then */
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
 * Broken frames are one kind, whether one or their number is told. What a system reports goes by its own code, where it
 * is one that the profile knows.
 */
function kindOf({ code, params }: LiveViewError): string {
  if (code === 'invalid-frames') return 'invalid-frame';
  const known = SYSTEM_ERROR_CODES.find((systemCode) => systemCode === params.systemCode);
  return known ? `${code} ${known}` : code;
}
