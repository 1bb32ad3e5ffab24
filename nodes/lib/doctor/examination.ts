import type { Clock } from '../clock';
import { LiveViewError } from '../errors';
import type { Catalog } from '../protocol/frames';
import { type Endpoint, isSecure } from '../socket/endpoint';
import { failure } from './advice';
import { type CheckResult, failed, type Finding } from './finding';
import { GivenUp } from './given-up';
import { Reach } from './reach';
import { type Measurement, Talk } from './talk';
import type { Check } from './texts';

export interface ExaminationOptions {
  /** What to look at of which view; without it no view is opened, and the last check is the ping. */
  measure?: Measurement | undefined;
  clock: Clock;
  /** A check begins. */
  begun?: (check: Check) => void;
  /** A check has found something, or was not tried: each once, in their order. */
  done?: (result: CheckResult) => void;
}

export interface Outcome {
  results: readonly CheckResult[];
  catalog?: Catalog;
}

interface Step {
  check: Check;
  /** Says how long it has taken, unless it takes as long as it is looked at. */
  timed?: false;
  run: () => Promise<Finding & { milliseconds?: number }>;
}

const UNTRIED: Finding = { state: 'untried', code: 'untried', params: {} };

/** What an upgrade ends with where the port may be one for TLS. */
const MAYBE_TLS: readonly LiveViewError['code'][] = ['lost', 'not-a-websocket', 'no-answer', 'http-status'];

/**
 * Looks at an endpoint, one thing after the other: name, connection, TLS, upgrade, catalogue, and what comes then. After
 * a check that has failed nothing more is tried.
 *
 * Up to TLS it has a connection of its own, which shows what one that fails does not show; everything else is a session
 * as those of the nodes.
 */
export class Examination {
  /** Whatever the other side does is in it; it never fails for that. */
  readonly outcome: Promise<Outcome>;
  private readonly results: CheckResult[] = [];
  private readonly stop = new AbortController();
  private readonly reach: Reach;
  private readonly talk: Talk;

  /** Begins at once. */
  constructor(
    private readonly endpoint: Endpoint,
    private readonly options: ExaminationOptions,
  ) {
    this.reach = new Reach(endpoint, { clock: options.clock, signal: this.stop.signal });
    this.talk = new Talk(endpoint, options.measure, options.clock);
    this.outcome = this.run();
  }

  /** Gives up what is not done yet, and resolves when no socket is left. */
  async close(): Promise<void> {
    this.stop.abort();
    this.reach.drop();
    await this.talk.close();
  }

  private steps(): Step[] {
    const { reach, talk } = this;
    const { measure } = this.options;
    return [
      { check: 'name', run: () => reach.lookUp() },
      { check: 'connection', run: () => reach.connect() },
      ...(this.endpoint.proxy ? [{ check: 'tunnel', run: () => reach.openTunnel() } as const] : []),
      { check: 'tls', run: () => reach.secure() },
      { check: 'upgrade', run: () => this.upgrade() },
      { check: 'catalog', run: () => talk.catalog() },
      ...(measure ? [{ check: 'update', run: () => talk.firstUpdate() } as const] : []),
      { check: 'ping', run: () => talk.ping() },
      ...(measure
        ? [
            { check: 'rate', timed: false, run: () => talk.pace(measure) } as const,
            { check: 'clock', timed: false, run: () => Promise.resolve(talk.clocks()) } as const,
          ]
        : []),
    ];
  }

  private async run(): Promise<Outcome> {
    // Nobody is told anything before the constructor has returned.
    await Promise.resolve();
    for (const step of this.steps()) {
      const over = this.stop.signal.aborted || this.results.some(({ state }) => state === 'failed');
      const result = over ? { check: step.check, ...UNTRIED } : await this.tried(step);
      this.results.push(result);
      this.options.done?.(result);
    }
    const catalog = this.talk.offered;
    return { results: this.results, ...(catalog ? { catalog } : {}) };
  }

  private async tried({ check, timed, run }: Step): Promise<CheckResult> {
    const { clock, begun } = this.options;
    begun?.(check);
    const from = clock.elapsed();
    const finding = await run().catch((error: unknown) => {
      if (error instanceof LiveViewError) return failure(error);
      if (error instanceof GivenUp) return UNTRIED;
      throw error;
    });
    const measured = timed !== false && !['skipped', 'untried'].includes(finding.state);
    return { check, ...(measured ? { milliseconds: clock.elapsed() - from } : {}), ...finding };
  }

  private async upgrade(): Promise<Finding> {
    try {
      return await this.talk.upgrade();
    } catch (error) {
      const { url, host } = this.endpoint;
      const maybe = error instanceof LiveViewError && MAYBE_TLS.includes(error.code) && !isSecure(url);
      if (!maybe || !(await this.reach.speaksTls())) throw error;
      return failed('speaks-tls', { host }, 'useWss');
    }
  }
}
