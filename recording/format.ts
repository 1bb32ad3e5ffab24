import type { ViewDefinition } from '#lib/protocol/frames';
import { isObject, type JsonObject } from '#lib/protocol/shape';

/** Lines of JSON; `docs/recordings.md` describes them. */
export const FORMAT_VERSION = 1;

/** The first line. */
export interface Header {
  recording: typeof FORMAT_VERSION;
  /** Without what follows its question mark. */
  url: string;
  /** The clock of the machine that recorded, ms since the epoch. */
  started: number;
  /** Which program has written it. */
  tool?: string;
  /** What was asked for; absent where nothing was. */
  view?: ViewDefinition;
  pseudonymised?: boolean;
}

/** Who sent, or ended, something. */
export type Side = 'system' | 'client';

/** A connection's upgrade was done; they are numbered from 1. */
export interface Opened {
  open: number;
}

/** An attempt to connect failed. */
export interface Failed {
  failed: string;
  /** With which the upgrade was answered, where it was. */
  status?: number;
}

export type Frame = { from: Side } & ({ text: string } | { binary: string /* base64 */ });

/** A ping with its payload, base64. */
export interface Ping {
  from: Side;
  ping: string;
}

/** A frame that was left out, and how many bytes it had. */
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

/** A connection's end: 1006 where there was no closing handshake, and 1005 where it had no code. */
export interface Closed {
  from: Side;
  close: { code: number; reason: string };
  /** What was wrong, in the words of who recorded it. */
  error?: string;
}

/** What has happened. */
export type Event = Opened | Failed | Frame | Ping | Omitted | Missed | Closed;

/** A line but the first: `at` is in ms since the recording began. */
export type Entry = { at: number } & Event;

/** What was read is no recording, or not as one is. */
export class BadRecording extends Error {
  override readonly name = 'BadRecording';
}

/** @throws BadRecording */
export function readHeader(line: string): Header {
  const header = parse(line);
  if (header?.recording === undefined) throw new BadRecording('it does not begin as a recording');
  const { recording, url, started, view, pseudonymised } = header;
  if (recording !== FORMAT_VERSION) {
    throw new BadRecording(
      `it is of version ${JSON.stringify(recording)}; this program reads ${FORMAT_VERSION}`,
    );
  }
  check(typeof url === 'string', 'url must be text');
  check(typeof started === 'number', 'started must be a number');
  check(view === undefined || isObject(view), 'view must be an object');
  check(pseudonymised === undefined || typeof pseudonymised === 'boolean', 'pseudonymised must be a flag');
  return header as unknown as Header;
}

/**
 * @returns `undefined` for a line of another kind: a later version may have more
 * @throws BadRecording
 */
export function readEntry(line: string): Entry | undefined {
  const entry = parse(line);
  if (!entry) throw new BadRecording('it is no JSON object');
  check(typeof entry.at === 'number' && Number.isFinite(entry.at), 'at must be a number');
  const kind = KINDS.find(([name]) => name in entry);
  if (!kind) return undefined;
  const [name, isValid, expected] = kind;
  check(isValid(entry[name]), `${name} must be ${expected}`);
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
