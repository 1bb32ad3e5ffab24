import type { ViewDefinition } from '../../lib/protocol/frames';
import { isObject } from '../../lib/is-object';
import type { JsonObject } from '../../lib/protocol/shape';

/** A recording is lines of JSON; `docs/recordings.md` describes them. */
export const FORMAT_VERSION = 1;

/**
 * The longest line, bytes. It has room for the longest frame that a recorder accepts by default, even if it consists
 * of quotes. A file from elsewhere may unpack to a thousand times its size, so a reader gives up here.
 */
export const LONGEST_LINE = 64 * 1024 * 1024;

/** The first line. */
export interface Header {
  recording: typeof FORMAT_VERSION;
  /** Without the part after its question mark. */
  url: string;
  /** The clock of the machine that recorded, ms since the epoch. */
  started: number;
  /** The program that wrote it. */
  tool?: string;
  /** The view that was asked for; absent if there was none. */
  view?: ViewDefinition;
  pseudonymised?: boolean;
}

/** The side that sent or ended something. */
export type Side = 'system' | 'client';

/** An upgrade is done. Connections are numbered from 1. */
export interface Opened {
  open: number;
}

/** An attempt to connect failed. */
export interface Failed {
  failed: string;
  /** The HTTP status of the upgrade, if there was an answer. */
  status?: number;
}

export type Frame = { from: Side } & ({ text: string } | { binary: string /* base64 */ });

/** A ping with its payload, base64. */
export interface Ping {
  from: Side;
  ping: string;
}

/** A frame that was left out, and its size in bytes. */
export interface Omitted {
  from: Side;
  omitted: 'binary' | 'text' | 'credentials';
  bytes: number;
}

/** Frames that were left out because they came faster than they could be written. */
export interface Missed {
  missed: number;
  bytes: number;
}

/** The end of a connection: 1006 without a closing handshake, 1005 without a code. */
export interface Closed {
  from: Side;
  close: { code: number; reason: string };
  /** The problem in the recorder's words. */
  error?: string;
}

/** What happened. */
export type Event = Opened | Failed | Frame | Ping | Omitted | Missed | Closed;

/** Any line after the first: `at` is in ms since the recording began. */
export type Entry = { at: number } & Event;

/** This is not a recording, or it is broken. */
export class BadRecording extends Error {
  override readonly name = 'BadRecording';
}

/** @throws BadRecording */
export function readHeader(line: string): Header {
  const header = parse(line);
  if (header?.recording === undefined) throw new BadRecording('it does not begin like a recording');
  const { recording, url, started, view, pseudonymised } = header;
  if (recording !== FORMAT_VERSION) {
    throw new BadRecording(
      `it is of version ${JSON.stringify(recording)}; this program reads ${FORMAT_VERSION}`,
    );
  }
  check(typeof url === 'string', 'url must be text');
  check(isTime(started), 'started must be a time');
  check(view === undefined || isObject(view), 'view must be an object');
  check(pseudonymised === undefined || typeof pseudonymised === 'boolean', 'pseudonymised must be a flag');
  return header as unknown as Header;
}

/**
 * @returns `undefined` for an unknown kind of line: a later version may have more kinds
 * @throws BadRecording
 */
export function readEntry(line: string): Entry | undefined {
  const entry = parse(line);
  if (!entry) throw new BadRecording('it is not a JSON object');
  check(typeof entry.at === 'number' && Number.isFinite(entry.at), 'at must be a number');
  const kind = KINDS.find(([name]) => name in entry);
  if (!kind) return undefined;
  const [name, isValid, expected] = kind;
  check(isValid(entry[name]), `${name} must be ${expected}`);
  if (name === 'failed') check(isStatus(entry.status), 'status must be an HTTP status');
  if (!SIDELESS.has(name)) check(entry.from === 'system' || entry.from === 'client', 'from must be a side');
  return entry as unknown as Entry;
}

function parse(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A time that fits into a date. */
const isTime = (value: unknown): boolean =>
  typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
const isStatus = (value: unknown): boolean =>
  value === undefined || (Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599);
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number';

const KINDS: readonly [name: string, isValid: (value: unknown) => boolean, expected: string][] = [
  ['text', isText, 'text'],
  ['binary', isText, 'text in base64'],
  ['open', isNumber, 'a number'],
  ['close', (value) => isObject(value) && isNumber(value.code) && isText(value.reason), 'code and reason'],
  ['failed', isText, 'text'],
  ['ping', isText, 'text in base64'],
  ['omitted', isText, 'text'],
  ['missed', isNumber, 'a number'],
];

const SIDELESS = new Set(['open', 'failed', 'missed']);

function check(valid: boolean, problem: string): void {
  if (!valid) throw new BadRecording(problem);
}
