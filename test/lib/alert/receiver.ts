/** What a silence covers: all, an item or a branch, or one alarm by its key. */
export type Scope = { path: readonly string[] } | { key: string };

interface Silence {
  scope: Scope;
  /** ms */
  until: number;
}

/** An alarm that holds, whether or not it was sent. */
interface Active {
  /** When it was last sent, ms. */
  repeated: number;
  acknowledged: boolean;
}

/** The same text for the same view and path. */
export function keyOf(view: string, path: readonly string[]): string {
  return JSON.stringify([view, path]);
}

function pathOf(key: string): string[] {
  const [, path] = JSON.parse(key) as [string, string[]];
  return path;
}

/**
 * The contract of what an alert sends, written down a second time. A receiver knows of every alarm whether it holds, as
 * far as no silence keeps that back. After a restart it hears of an alarm only when an update has confirmed it.
 */
export class Receiver {
  private readonly active = new Map<string, Active>();
  private readonly unconfirmed = new Set<string>();
  /** What the receiver takes for active. */
  private readonly known = new Set<string>();
  private readonly ends = new Map<string, string>();
  private silences: Silence[] = [];

  /** @param remind ms; 0: never */
  constructor(private readonly remind: number) {}

  /** The alarms that are listed. */
  get listed(): string[] {
    return [...this.active.keys()].filter((key) => !this.covers(key));
  }

  /** How many alarms of items are held back. */
  get silenced(): number {
    return [...this.active.keys()].filter((key) => pathOf(key).length > 0 && this.covers(key)).length;
  }

  begin(key: string, now: number): void {
    this.active.set(key, { repeated: now, acknowledged: false });
  }

  end(key: string, state: string): void {
    this.active.delete(key);
    this.unconfirmed.delete(key);
    this.ends.set(key, state);
  }

  confirm(key: string): void {
    this.unconfirmed.delete(key);
  }

  restart(): void {
    for (const key of this.active.keys()) if (pathOf(key).length > 0) this.unconfirmed.add(key);
  }

  silence(scope: Scope, until: number): void {
    const same = JSON.stringify(scope);
    this.silences = this.silences.filter((other) => JSON.stringify(other.scope) !== same);
    this.silences.push({ scope, until });
  }

  lift(): void {
    this.silences = [];
  }

  /** Whether there is such an alarm. */
  acknowledge(key: string): boolean {
    const alarm = this.active.get(key);
    if (alarm) alarm.acknowledged = true;
    return alarm !== undefined;
  }

  /** What it is sent now, as `<state> <path>`. */
  hear(now: number): string[] {
    this.silences = this.silences.filter(({ until }) => until > now);
    const ended = [...this.known].filter((key) => !this.active.has(key) && !this.covers(key));
    const begun = [...this.active.keys()].filter(
      (key) => !this.known.has(key) && !this.covers(key) && !this.unconfirmed.has(key),
    );
    for (const key of ended) this.known.delete(key);
    for (const key of begun) {
      this.known.add(key);
      this.begin(key, now);
    }
    return [
      ...ended.map((key) => sentence(this.ends.get(key) ?? '', key)),
      ...begun.map((key) => sentence(pathOf(key).length === 0 ? 'nodata' : 'raised', key)),
    ];
  }

  /** Its reminders, which come with updates. */
  hearAgain(now: number): string[] {
    return [...this.active].flatMap(([key, alarm]) => {
      const isDue = this.remind > 0 && now - alarm.repeated >= this.remind;
      if (!isDue || alarm.acknowledged || !this.known.has(key) || this.covers(key)) return [];
      alarm.repeated = now;
      return [sentence('reminder', key)];
    });
  }

  private covers(key: string): boolean {
    const path = pathOf(key);
    return this.silences.some(({ scope }) =>
      'key' in scope ? scope.key === key : scope.path.every((name, level) => name === path[level]),
    );
  }
}

function sentence(state: string, key: string): string {
  return `${state} ${JSON.stringify(pathOf(key))}`;
}
