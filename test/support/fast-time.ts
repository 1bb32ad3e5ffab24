import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryDirectory } from './temporary';

/** A wall clock that runs faster than real time, for several processes at once. Timers stay real. */
export class FastTime {
  private readonly origin = Date.now();

  constructor(private readonly speed: number) {}

  /** ms since the epoch. */
  now(): number {
    return Math.floor(this.origin + (Date.now() - this.origin) * this.speed);
  }

  /** A script that makes `new Date()` and `Date.now()` use this clock. */
  get script(): string {
    return `{
      const RealDate = Date;
      const now = () => Math.floor(${this.origin} + (RealDate.now() - ${this.origin}) * ${this.speed});
      globalThis.Date = new Proxy(RealDate, {
        construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
        get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
      });
    }`;
  }

  /** The script as a file, for Node.js to load first. */
  preload(): string {
    const file = path.join(temporaryDirectory(), 'fast-time.js');
    writeFileSync(file, this.script);
    return file;
  }

  /** Resolves when `number` minutes of this clock have passed since its start. */
  minute(number: number): Promise<void> {
    return this.until(this.origin + number * 60_000);
  }

  /** Resolves at a time of this clock, ms since the epoch. */
  async until(due: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (due - this.now()) / this.speed));
  }
}
