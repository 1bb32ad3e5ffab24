import type { SimulatorClock } from '../../tools/simulator/clock';

/** A simulator's clock that a test moves by hand. Its timers never fire. */
export class SteppedClock implements SimulatorClock {
  /** @param time ms since the epoch */
  constructor(private time: number) {}

  readonly now = (): number => this.time;

  step(ms: number): void {
    this.time += ms;
  }

  set(time: number): void {
    this.time = time;
  }

  readonly setInterval = (): undefined => undefined;
  readonly clearInterval = (): void => undefined;
}
