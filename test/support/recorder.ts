import { within } from './within';

/** Records events in order. You can wait for an event that has already come, or for a later one. */
export class Recorder<T> {
  readonly all: T[] = [];
  private readonly waiting = new Set<(item: T) => void>();

  /** Calls back with each item from now on. */
  onAdd(tell: (item: T) => void): void {
    this.waiting.add(tell);
  }

  add(item: T): void {
    this.all.push(item);
    for (const tell of this.waiting) tell(item);
  }

  /** The first match from the beginning. */
  waitFor(what: string, matches: (item: T) => boolean, seconds = 30): Promise<T> {
    const known = this.all.find(matches);
    return known === undefined ? this.waitForNext(what, matches, seconds) : Promise.resolve(known);
  }

  /** The first match from now on. */
  async waitForNext(what: string, matches: (item: T) => boolean, seconds = 30): Promise<T> {
    let tell: ((item: T) => void) | undefined;
    const found = new Promise<T>((resolve) => {
      tell = (item) => {
        if (matches(item)) resolve(item);
      };
      this.waiting.add(tell);
    });
    try {
      return await within(seconds, found, () => `Waited for ${what}; there was:\n${this.describe()}`);
    } finally {
      if (tell) this.waiting.delete(tell);
    }
  }

  private describe(): string {
    return this.all
      .slice(-40)
      .map((item) => (typeof item === 'string' ? item : JSON.stringify(item)).slice(0, 400))
      .join('\n');
  }
}
