import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../clock';
import { LiveViewError } from '../errors';
import type { Catalog, ViewDefinition } from '../protocol/frames';
import type { Endpoint } from '../socket/endpoint';
import type { Check } from '../texts';
import { findingOf, isDistrust, refusalOf, tlsFinding } from './advice';
import { judgeCertificate } from './certificate';
import { Conversation, GivenUp } from './conversation';
import { type CheckResult, failed, type Finding, passed, skipped, warning } from './finding';
import { glance } from './glance';
import { judgeCounters } from './counters';
import { judgeClock, judgeFirst, judgePace } from './pace';

/** The longest wait for the answer to a ping, ms. The endpoint's heartbeat may shorten it. */
export const LONGEST_PING = 5000;

/** How long to try TLS on a port that answers nonsense, ms. */
const TLS_GUESS = 2000;

/** This machine's own addresses. Nothing that is sent there leaves the machine. */
const LOOPBACK = /^(localhost|127\..*|::1)$/i;

/** The upgrade's errors that may come from a TLS port. */
const MAYBE_TLS: readonly LiveViewError['code'][] = [
  'no-websocket',
  'not-a-websocket',
  'no-answer',
  'http-status',
];

/** The checks on the way to the proxy, if there is one. */
const TO_THE_PROXY: readonly Check[] = ['name', 'connection', 'tunnel'];

/** Checks without a duration of their own: they last as long as you measure. */
const UNTIMED: readonly Check[] = ['rate', 'clock', 'counters'];

const UNTRIED: Finding = { state: 'untried', code: 'untried', params: {} };

/** What to measure of a view. */
export interface Measurement {
  view: ViewDefinition;
  /** How many updates to measure after the first one. */
  updates: number;
  /** The most time for these updates, ms. */
  window: number;
}

export interface ExaminationOptions {
  /** Which view to measure, and how. Without it no view opens, and the last check is the ping. */
  measure?: Measurement | undefined;
  clock: Clock;
  /** A check begins. */
  begun?: (check: Check) => void;
  /** A check has a result, or was not tried. Called once for each check, in order. */
  done?: (result: CheckResult) => void;
}

export interface Outcome {
  results: readonly CheckResult[];
  catalog?: Catalog;
}

/** A finding with a duration of its own, if that differs from the check's. */
type TimedFinding = Finding & { milliseconds?: number };

type Run = () => Promise<TimedFinding> | TimedFinding;

/**
 * Follows a session like those of the nodes, and reports a result for each stage: name, connection, TLS, upgrade,
 * catalogue, and so on. After a failed check it tries nothing more.
 */
export class Examination {
  /** Never rejects because of the peer: every fault of the peer is in the outcome. */
  readonly outcome: Promise<Outcome>;
  private readonly results: CheckResult[] = [];
  private readonly stop = new AbortController();
  private readonly conversation: Conversation;

  /** Starts at once. */
  constructor(
    private readonly endpoint: Endpoint,
    private readonly options: ExaminationOptions,
  ) {
    // The measurement decides how long to wait for updates. The first one gets as long as the handshake.
    const patient = { ...endpoint, staleAfter: 0, heartbeat: Math.min(endpoint.heartbeat, LONGEST_PING) };
    this.conversation = new Conversation(patient, options.measure?.view, options.clock);
    this.outcome = this.run();
  }

  /** Gives up the checks that are not done yet. Resolves when no socket is left. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.conversation.close();
  }

  private checks(): [Check, Run][] {
    const { measure } = this.options;
    const { proxy } = this.endpoint;
    return [
      ['name', () => this.name()],
      ['connection', () => this.connection()],
      ...(proxy ? [['tunnel', () => this.tunnel(proxy.host)] satisfies [Check, Run]] : []),
      ['tls', () => this.tls()],
      ['upgrade', () => this.upgrade()],
      ['catalog', () => this.catalog()],
      ...(measure ? [['update', () => this.firstUpdate()] satisfies [Check, Run]] : []),
      ['ping', () => this.ping()],
      ...(measure
        ? ([
            ['rate', () => this.rate(measure)],
            ['clock', () => judgeClock(this.conversation.updates)],
            ['counters', () => judgeCounters(this.conversation.counters.findings, this.endpoint.quote)],
          ] satisfies [Check, Run][])
        : []),
    ];
  }

  private async run(): Promise<Outcome> {
    // No callback before the constructor has returned.
    await Promise.resolve();
    for (const [check, run] of this.checks()) {
      const over = this.stop.signal.aborted || this.results.some(({ state }) => state === 'failed');
      const result = over ? { check, ...UNTRIED } : await this.tried(check, run);
      this.results.push(result);
      this.options.done?.(result);
    }
    const { catalog } = this.conversation;
    return { results: this.results, ...(catalog ? { catalog } : {}) };
  }

  private async tried(check: Check, run: Run): Promise<CheckResult> {
    const { clock, begun } = this.options;
    begun?.(check);
    const from = clock.elapsed();
    let finding: TimedFinding;
    try {
      finding = await run();
    } catch (error) {
      if (error instanceof GivenUp) finding = UNTRIED;
      else if (error instanceof LiveViewError) finding = this.explain(check, error);
      else throw error;
    }
    const timed = !UNTIMED.includes(check) && !['skipped', 'untried'].includes(finding.state);
    return { check, ...(timed ? { milliseconds: clock.elapsed() - from } : {}), ...finding };
  }

  private explain(check: Check, error: LiveViewError): Finding {
    const { host, proxy, quote } = this.endpoint;
    if (check === 'tls') return tlsFinding(error, host);
    if (check === 'update') return refusalOf(error, this.conversation.catalog, quote);
    const blamed = proxy && TO_THE_PROXY.includes(check) && error.code !== 'tunnel-refused';
    return findingOf(error, blamed ? 'proxy' : undefined);
  }

  private async name(): Promise<Finding> {
    const { hostname } = this.endpoint.proxy ?? this.endpoint;
    if (isIP(hostname)) return skipped('address', { host: hostname });
    const { addresses } = await this.conversation.until(() => this.conversation.steps.lookup);
    return passed('addresses', { host: hostname, addresses });
  }

  private async connection(): Promise<Finding> {
    const { address, port, unreached } = await this.conversation.until(
      () => this.conversation.steps.connection,
    );
    if (unreached.length === 0) return passed('accepts', { address, port });
    const others = unreached.map((other) => `${other.address} (${other.code})`);
    return passed('accepts-one', { address, port, others });
  }

  private async tunnel(proxy: string): Promise<Finding> {
    await this.conversation.until(() => this.conversation.steps.tunnel);
    return passed('tunnel', { proxy, host: this.endpoint.host });
  }

  private async tls(): Promise<Finding> {
    const { endpoint, conversation } = this;
    if (!endpoint.secure) return this.unsecured();
    try {
      const { socket } = await conversation.until(() => conversation.steps.tls);
      return this.judge(socket);
    } catch (error) {
      // A session ends at an untrusted certificate, before there is anything to show about it.
      const distrusted = error instanceof LiveViewError && isDistrust(error);
      const shown =
        distrusted && (await this.glance(endpoint.handshakeTimeout, (socket) => this.judge(socket)));
      if (shown) return shown;
      throw error;
    }
  }

  private unsecured(): Finding {
    const { identified, hostname } = this.endpoint;
    const readable = identified && !LOOPBACK.test(hostname);
    return readable ? warning('readable-credentials', {}, 'useWss') : skipped('no-tls');
  }

  private judge(socket: TLSSocket): Finding {
    return judgeCertificate(socket, this.endpoint, this.options.clock.now());
  }

  /** @throws GivenUp */
  private async glance<T>(ms: number, read: (socket: TLSSocket) => T): Promise<T | undefined> {
    const { signal } = this.stop;
    const seen = await glance(this.endpoint, ms, { clock: this.options.clock, signal }, read);
    if (signal.aborted) throw new GivenUp();
    return seen;
  }

  private async upgrade(): Promise<Finding> {
    const { endpoint, conversation } = this;
    try {
      await conversation.until(() => conversation.opened || undefined);
      return passed('upgrade', { path: endpoint.path });
    } catch (error) {
      const maybe = error instanceof LiveViewError && MAYBE_TLS.includes(error.code) && !endpoint.secure;
      if (maybe && (await this.glance(TLS_GUESS, () => true)))
        return failed('speaks-tls', { host: endpoint.host }, 'useWss');
      // Something has accepted the connection, so the address is right.
      if (error instanceof LiveViewError && error.code === 'no-answer')
        return findingOf(error, 'notAnAppliance');
      throw error;
    }
  }

  private async catalog(): Promise<Finding> {
    const { conversation, endpoint } = this;
    // The catalogue is the first frame. If that is broken, there is nothing to wait for.
    const catalog = await conversation.until(() => conversation.catalog ?? conversation.problem);
    if (catalog instanceof LiveViewError) throw catalog;
    const { system, distributions, filters, services, fields } = catalog;
    const offer = {
      system: endpoint.quote(system.name),
      distributions: distributions.length,
      filters: filters.length,
      services: services.length,
      columns: fields.length,
    };
    if (system.firmware === undefined) return passed('catalog-only', offer);
    return passed('catalog', { ...offer, firmware: endpoint.quote(system.firmware) });
  }

  private async firstUpdate(): Promise<Finding> {
    const { conversation } = this;
    try {
      const update = await conversation.until(() => conversation.updates[0]);
      return this.trouble() ?? judgeFirst(update);
    } catch (error) {
      // An earlier problem explains more than “no update came”.
      const silent = error instanceof LiveViewError && error.code === 'no-update';
      throw (silent ? conversation.takeProblem() : undefined) ?? error;
    }
  }

  private async ping(): Promise<TimedFinding> {
    const { conversation } = this;
    if (this.endpoint.heartbeat === 0) return skipped('no-ping');
    conversation.ping();
    return { ...passed('pong'), milliseconds: await conversation.until(() => conversation.pong) };
  }

  private async rate({ updates, window }: Measurement): Promise<Finding> {
    const { conversation } = this;
    await conversation.until(() => conversation.updates.length > updates || undefined, window);
    // Rare updates alone are not a fault.
    if (conversation.updates.length < 2) return warning('one-update', { seconds: window / 1000 }, 'seldom');
    return this.trouble() ?? judgePace(conversation.updates);
  }

  /** A problem that the appliance reported, though updates come. */
  private trouble(): Finding | undefined {
    const problem = this.conversation.takeProblem();
    return problem && { ...findingOf(problem), state: 'warning' };
  }
}
