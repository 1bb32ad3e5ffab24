import assert from 'node:assert/strict';
import { adviceText, findingText } from '../../../lib/doctor/english';
import { Examination, type Measurement, type Outcome } from '../../../lib/doctor/examination';
import type { CheckResult } from '../../../lib/doctor/finding';
import { createEndpoint, ENDPOINT_DEFAULTS } from '../../../lib/socket/endpoint';
import type { EndpointOptions } from '../../../lib/socket/endpoint-options';
import type { Check } from '../../../lib/texts';
import { Signal } from '../../support/signal';
import { SteeredClock } from '../../support/steered-clock';

export const MEASURE: Measurement = {
  view: { distributions: [{ name: 'Local Host' }], filters: [], expand: true },
  updates: 3,
  window: 15_000,
};

/** An examination on a clock that stands still, and its results so far. */
export class Examined {
  readonly clock = new SteeredClock();
  readonly results: CheckResult[] = [];
  readonly begun: Check[] = [];
  private readonly examination: Examination;
  private readonly changes = new Signal();

  constructor(endpoint: Partial<EndpointOptions> & { url: string }, measure?: Measurement) {
    this.examination = new Examination(createEndpoint({ ...ENDPOINT_DEFAULTS, ...endpoint }), {
      clock: this.clock,
      measure,
      begun: (check) => this.begun.push(check),
      done: (result) => {
        this.changes.after(() => this.results.push(result));
      },
    });
  }

  /** A check's result, as soon as it is there. */
  async found(check: Check): Promise<CheckResult> {
    const look = (): CheckResult | undefined => this.results.find((result) => result.check === check);
    await this.changes.until(() => look() !== undefined);
    return look() ?? assert.fail();
  }

  /** The whole outcome, once no socket is left. */
  async outcome(): Promise<Outcome> {
    const outcome = await this.examination.outcome;
    await this.examination.close();
    assert.deepEqual(outcome.results, this.results);
    return outcome;
  }

  async close(): Promise<void> {
    await this.examination.close();
  }

  /** Waits for a timer of that length, and lets it expire. */
  async timeOut(ms: number): Promise<void> {
    await this.clock.untilPending(ms, 1);
    await this.clock.advance(ms);
  }
}

/** The outcome of an examination that needs no control. */
export function examine(
  endpoint: Partial<EndpointOptions> & { url: string },
  measure?: Measurement,
): Promise<Outcome> {
  return new Examined(endpoint, measure).outcome();
}

/** A result as text, such as `tls failed: Not used with ws:// -> Use wss://.` */
export function told(result: CheckResult | undefined): string {
  assert(result);
  const advice = adviceText(result);
  return `${result.check} ${result.state}: ${findingText(result)}${advice === undefined ? '' : ` -> ${advice}`}`;
}

/** The text of the one failed check. No check before it failed, and none after it was tried. */
export function failureIn({ results }: Outcome): string {
  const index = results.findIndex(({ state }) => state === 'failed');
  assert(index >= 0, results.map(told).join('\n'));
  assert(results.slice(index + 1).every(({ state }) => state === 'untried'));
  return told(results[index]);
}
