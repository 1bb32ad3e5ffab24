import { COUNTERS, type Counter } from '../../lib/protocol/frames';
import { printable } from '../../lib/printable';
import { type SimulatorClock, SYSTEM_CLOCK } from './clock';
import type { Disturbance } from './disturbance';
import { isRefusing, type Refusing } from './refusing';
import { LASTING, type Rehearsal, REHEARSALS } from './rehearsal';

/** What clients must send, as HTTP basic authentication or as a bearer token. */
export type Credentials = { user: string; password: string } | { token: string };

/** Where to listen and whom to accept. All have defaults, see {@link DEFAULTS}. */
export interface ListeningOptions {
  /** 0: any free one. */
  port?: number | undefined;
  /** Address or name to listen on. */
  host?: string | undefined;
  path?: string | undefined;
  /** PEM; turns on `wss`. */
  tls?: { key: string | Buffer; cert: string | Buffer } | undefined;
  credentials?: Credentials | undefined;
  /** More connections get HTTP status 503. */
  maxViews?: number | undefined;
  /** Called with one line each for connections, views and failures. */
  log?: ((line: string) => void) | undefined;
}

/** All have defaults, see {@link DEFAULTS}. */
export interface SimulatorOptions extends ListeningOptions {
  /** Seconds between updates. With 0 only {@link Simulator.tick} sends updates, and each tick stands for one second. */
  interval?: number | undefined;
  /** Number of local hosts. */
  hosts?: number | undefined;
  /** Number of services. */
  services?: number | undefined;
  /** The same seed, sizes and clock give the same traffic. */
  seed?: number | undefined;
  /**
   * What drops and totals count: the packets of one update, or those of each connection since it began. The vendor
   * does not say what an appliance counts. An item's total falls when one of its connections ends.
   */
  counters?: Counter | undefined;
  /** Whether the catalogue says what drops and totals count. */
  declareCounters?: boolean | undefined;
  /** Faults that come back periodically. */
  rehearse?: readonly Rehearsal[] | undefined;
  /** The appliance's name in the catalogue. */
  name?: string | undefined;
  clock?: SimulatorClock | undefined;
}

/** {@link ListeningOptions} with defaults filled in. */
export interface ListeningSettings {
  port: number;
  host: string;
  path: string;
  tls: { key: string | Buffer; cert: string | Buffer } | undefined;
  credentials: Credentials | undefined;
  maxViews: number;
  log: (line: string) => void;
}

/** {@link SimulatorOptions} with defaults filled in. */
export interface Settings extends ListeningSettings {
  interval: number;
  hosts: number;
  services: number;
  seed: number;
  counters: Counter;
  declareCounters: boolean;
  rehearse: readonly Rehearsal[];
  name: string;
  clock: SimulatorClock;
}

export const LISTENING_DEFAULTS: ListeningSettings = {
  port: 8000,
  host: '127.0.0.1',
  path: '/view',
  tls: undefined,
  credentials: undefined,
  maxViews: 100,
  log: () => undefined,
};

export const DEFAULTS: Settings = {
  ...LISTENING_DEFAULTS,
  interval: 1,
  hosts: 200,
  services: 12,
  seed: 1,
  counters: 'update',
  declareCounters: false,
  rehearse: [],
  name: 'ActiveLogic simulator',
  clock: SYSTEM_CLOCK,
};

/** An option has an invalid value. */
export class InvalidOption extends Error {
  override readonly name = 'InvalidOption';

  constructor(
    readonly option: string,
    readonly value: unknown,
    /** Continues the sentence after "must be". */
    readonly expected: string,
  ) {
    super(
      `${option} must be ${expected}, but is ${(JSON.stringify(value) as string | undefined) ?? typeof value}`,
    );
  }
}

/** What one process can hold; `table`: hosts times services. */
const MOST = { hosts: 50_000, services: 500, table: 600_000 };

/** @throws InvalidOption for the first option out of range */
export function readOptions(options: SimulatorOptions): Settings {
  const settings = withPrintableLog(withDefaults(DEFAULTS, options));
  checkListening(settings);
  wholeNumber(settings, 'hosts', 1, MOST.hosts);
  wholeNumber(settings, 'services', 1, MOST.services);
  wholeNumber(settings, 'seed', 0, 0xffff_ffff);
  const { interval, counters, rehearse } = settings;
  const room = Math.floor(MOST.table / settings.services);
  check(
    settings.hosts <= room,
    'hosts',
    settings.hosts,
    `${room} at most with ${settings.services} services`,
  );
  check(
    interval === 0 || (interval >= 0.01 && interval <= 3600),
    'interval',
    interval,
    '0 or 0.01 to 3600 seconds',
  );
  check(COUNTERS.includes(counters), 'counters', counters, COUNTERS.join(' or '));
  for (const rehearsal of rehearse) {
    check(REHEARSALS.includes(rehearsal.kind), 'rehearse', rehearsal.kind, `one of ${REHEARSALS.join(', ')}`);
    if (rehearsal.kind === 'refuse' && rehearsal.how !== undefined) checkRefusing('rehearse', rehearsal.how);
    checkLasting(rehearsal);
  }
  return settings;
}

/** @throws InvalidOption for a fault that lasts too long or not long enough, or has no length at all */
function checkLasting(rehearsal: Rehearsal): void {
  const { kind, seconds } = rehearsal as { kind: Rehearsal['kind']; seconds?: number };
  if (seconds === undefined) return;
  const { from, to } = LASTING;
  check(kind !== 'disconnect', 'rehearse', seconds, 'disconnect without a length');
  check(seconds >= from && seconds <= to, 'rehearse', seconds, `${kind} of ${from} to ${to} seconds`);
}

/** Fills in the defaults. */
export function withDefaults<T extends object>(defaults: T, options: object): T {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given };
}

/** Makes the log's lines printable, because clients and recordings may have any characters in their names. */
export function withPrintableLog<T extends Pick<ListeningSettings, 'log'>>(settings: T): T {
  const { log } = settings;
  return {
    ...settings,
    log: (line: string) => {
      log(printable(line));
    },
  };
}

/** @throws InvalidOption for the first option out of range */
export function checkListening(settings: ListeningSettings): void {
  const { path, host, credentials = {} } = settings;
  wholeNumber(settings, 'port', 0, 65_535);
  wholeNumber(settings, 'maxViews', 1, 1_000_000);
  check(/^\/[^?#\s]*$/.test(path), 'path', path, 'a path that begins with /');
  check(host !== '', 'host', host, 'an address or a name');
  for (const secret of Object.values(credentials)) check(secret !== '', 'credentials', secret, 'not empty');
}

/** @throws InvalidOption */
export function checkRefusing(option: string, how: Refusing): void {
  check(isRefusing(how), option, how, 'an HTTP status (400 to 599), a close code (4000 to 4999) or silence');
}

/** @throws InvalidOption for a share or a level outside 0 to 1 */
export function checkDisturbance({ drops, quality }: Disturbance): void {
  if (drops) check(isShare(drops.share), 'drops.share', drops.share, 'from 0 to 1');
  if (quality) check(isShare(quality.level), 'quality.level', quality.level, 'from 0 to 1');
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

function wholeNumber<K extends string>(
  settings: Record<K, number>,
  option: K,
  from: number,
  to: number,
): void {
  const value = settings[option];
  check(
    Number.isInteger(value) && value >= from && value <= to,
    option,
    value,
    `a whole number from ${from} to ${to}`,
  );
}

export function check(valid: boolean, option: string, value: unknown, expected: string): void {
  if (!valid) throw new InvalidOption(option, value, expected);
}
