import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryDirectory } from './temporary';

/** A wall clock that is faster than the real one from its making on, for several processes at once. Timers stay real. */
export class FastTime {
  private readonly origin = Date.now();

  constructor(private readonly speed: number) {}

  /** ms since the epoch. */
  now(): number {
    return Math.floor(this.origin + (Date.now() - this.origin) * this.speed);
  }

  /** A script after which dates without arguments are of this clock. */
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

  /** The script as a file, for Node.js to require first. */
  preload(): string {
    const file = path.join(temporaryDirectory(), 'fast-time.js');
    writeFileSync(file, this.script);
    return file;
  }

  /** Resolves when so many minutes of this clock have passed since its making. */
  minute(number: number): Promise<void> {
    return this.until(this.origin + number * 60_000);
  }

  /** Resolves when it is so late by this clock, ms since the epoch. */
  async until(due: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, (due - this.now()) / this.speed));
  }
}
