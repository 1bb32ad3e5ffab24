import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { ViewDefinition } from '../../lib/protocol/frames';
import type { Endpoint } from '../../lib/socket/endpoint';
import { type Options, type Usage, type Values, wrongOption } from './arguments';
import { CONNECTION_NOTES, CONNECTION_OPTIONS, readConnection } from './connection';
import { countOf, positiveOf, readFile } from './values';
import { readView, VIEW_NOTES, VIEW_OPTIONS } from './view-options';

const RECORD_OPTIONS = {
  output: {
    value: 'file',
    help: 'file to write; -: standard output. By default: activelogic-, host and time, in this folder',
  },
  gzip: { help: 'compress; on by default for a file that ends in .gz' },
  seconds: { value: 'number', help: 'stop after this many seconds' },
  updates: { value: 'number', help: 'stop after this many updates' },
  once: { help: 'stop when the connection ends, instead of connecting again' },
  raw: { help: 'send nothing and only listen, for an appliance with an unknown protocol' },
  pseudonymise: { help: 'replace names and addresses, so that you can share the file' },
  'pseudonym-key': {
    value: 'file',
    help: 'file with the secret for the pseudonyms; created if it is missing. All\nrecordings with one secret use the same pseudonyms',
  },
} as const satisfies Options;

const OPTIONS = { ...RECORD_OPTIONS, ...VIEW_OPTIONS, ...CONNECTION_OPTIONS };

export const USAGE: Usage<typeof OPTIONS> = {
  name: 'activelogic-record',
  argument: '<URL>',
  summary: 'Records the frames of a view with their times, one line of JSON each, until Ctrl-C.',
  sections: [
    { heading: '', options: RECORD_OPTIONS },
    { heading: 'View', options: VIEW_OPTIONS },
    { heading: 'Connection', options: CONNECTION_OPTIONS },
  ],
  options: OPTIONS,
  notes: [...VIEW_NOTES, '', ...CONNECTION_NOTES],
};

/** What to record, and how. */
export interface RecordSettings {
  endpoint: Endpoint;
  /** `undefined`: only listen. */
  view: ViewDefinition | undefined;
  /** `undefined`: a new file with a generated name. */
  output: string | undefined;
  gzip: boolean;
  /** ms */
  longest: number | undefined;
  updates: number | undefined;
  once: boolean;
  /** The key for the pseudonyms; `undefined`: no pseudonyms. */
  secret: Buffer | undefined;
}

/** @throws WrongUsage */
export function readRecordOptions(given: Values<typeof OPTIONS>, url: string): RecordSettings {
  const { output, raw, once } = given;
  if (output === '') throw wrongOption('output', 'a file or -', output);
  if (raw) refuseWithRaw(given);
  const seconds = positiveOf('seconds', given.seconds);
  return {
    endpoint: readConnection(url, given),
    view: raw ? undefined : readView(given),
    output,
    gzip: given.gzip || (output?.endsWith('.gz') ?? false),
    longest: seconds === undefined ? undefined : seconds * 1000,
    updates: countOf('updates', given.updates),
    once,
    secret: secret(given.pseudonymise, given['pseudonym-key']),
  };
}

/** Rejects options that would have no effect, instead of ignoring them. */
function refuseWithRaw(given: Values<typeof OPTIONS>): void {
  if (given.updates !== undefined) {
    throw wrongOption(
      'updates',
      'given without --raw, which does not recognise updates; use --seconds instead',
    );
  }
  if (given.codec !== undefined)
    throw wrongOption('codec', 'given without --raw, which does not decode frames', given.codec);
  for (const name of Object.keys(VIEW_OPTIONS) as (keyof typeof VIEW_OPTIONS)[]) {
    const value = given[name];
    if (Array.isArray(value) ? value.length > 0 : value) {
      throw wrongOption(name, 'given without --raw, which asks for no view');
    }
  }
}

/** A shorter key can be guessed. */
const SHORTEST_KEY = 16;

function secret(wanted: boolean, file: string | undefined): Buffer | undefined {
  if (!wanted) {
    if (file !== undefined) throw wrongOption('pseudonym-key', 'given with --pseudonymise');
    return undefined;
  }
  if (file === undefined) return randomBytes(32);
  try {
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST')
      throw wrongOption('pseudonym-key', `a file that can be written (${message})`, file);
  }
  const key = readFile('pseudonym-key', file);
  if (key.toString('latin1').trim().length < SHORTEST_KEY) {
    throw wrongOption('pseudonym-key', `a file with ${SHORTEST_KEY} characters or more`, file);
  }
  return key;
}
