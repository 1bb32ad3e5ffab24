import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { type Credentials, DEFAULTS, InvalidOption, type SimulatorOptions } from './options';
import type { Refusing } from './refusing';
import { type Rehearsal, REHEARSALS } from './rehearsal';
import type { Counters } from './table';

interface Argument {
  type: 'string' | 'boolean';
  /** What the help shows in place of the value. */
  value?: string;
  help: string;
  standard?: string | number;
}

/** The command's options, in the order of the help. */
const ARGUMENTS = {
  port: {
    type: 'string',
    value: 'number',
    help: 'port to listen on; 0: any free one',
    standard: DEFAULTS.port,
  },
  host: { type: 'string', value: 'address', help: 'address to listen on', standard: DEFAULTS.host },
  path: { type: 'string', value: 'path', help: 'path of the views', standard: DEFAULTS.path },
  'tls-key': { type: 'string', value: 'file', help: 'private key (PEM); with --tls-cert: speak wss' },
  'tls-cert': { type: 'string', value: 'file', help: 'certificate (PEM); with --tls-key: speak wss' },
  user: { type: 'string', value: 'name', help: 'ask for this user; with --password' },
  password: { type: 'string', value: 'text', help: 'ask for this password; with --user' },
  token: { type: 'string', value: 'text', help: 'ask for this bearer token' },
  interval: { type: 'string', value: 'seconds', help: 'time between updates', standard: DEFAULTS.interval },
  hosts: { type: 'string', value: 'number', help: 'local hosts', standard: DEFAULTS.hosts },
  services: { type: 'string', value: 'number', help: 'services', standard: DEFAULTS.services },
  seed: { type: 'string', value: 'number', help: 'another seed, other traffic', standard: DEFAULTS.seed },
  counters: {
    type: 'string',
    value: 'kind',
    help: 'drops and totals: per-update, or cumulative since a connection began',
    standard: DEFAULTS.counters,
  },
  'max-views': {
    type: 'string',
    value: 'number',
    help: 'refuse more connections than this (503)',
    standard: DEFAULTS.maxViews,
  },
  name: { type: 'string', value: 'text', help: "the system's name", standard: DEFAULTS.name },
  rehearse: {
    type: 'string',
    value: 'faults',
    help: 'faults that come and go: drops[:service], quality[:service], stall, disconnect, refuse[:how], separated by commas',
  },
  verbose: { type: 'boolean', help: 'say who connects and what is asked for' },
  help: { type: 'boolean', help: 'show this' },
  version: { type: 'boolean', help: 'show the version' },
} as const satisfies Record<string, Argument>;

/** What the command is asked to do. */
export type Command =
  { kind: 'help' } | { kind: 'version' } | { kind: 'run'; options: SimulatorOptions; verbose: boolean };

/**
 * Reads the command line.
 *
 * @throws InvalidOption for a value that cannot be
 * @throws UnreadableArguments for an option that is not known, or lacks its value
 */
export function readArguments(args: string[]): Command {
  const values = parse(args);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  return {
    kind: 'run',
    verbose: values.verbose === true,
    options: {
      port: number('port', values.port),
      host: values.host,
      path: values.path,
      tls: tls(values['tls-key'], values['tls-cert']),
      credentials: credentials(values.user, values.password, values.token),
      interval: interval(values.interval),
      hosts: number('hosts', values.hosts),
      services: number('services', values.services),
      seed: number('seed', values.seed),
      counters: values.counters as Counters | undefined,
      maxViews: number('max-views', values['max-views']),
      name: values.name,
      rehearse: values.rehearse?.split(',').map(rehearsal),
    },
  };
}

/** The arguments do not have the form of options. */
export class UnreadableArguments extends Error {
  override readonly name = 'UnreadableArguments';
}

function parse(args: string[]): ReturnType<typeof parseArgs<{ options: typeof ARGUMENTS }>>['values'] {
  try {
    return parseArgs({ args, options: ARGUMENTS, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    throw new UnreadableArguments(message, { cause: error });
  }
}

/** The text of `--help`. */
export function helpText(): string {
  const entries = Object.entries<Argument>(ARGUMENTS).map(([name, argument]) => {
    const left = argument.value === undefined ? `--${name}` : `--${name} <${argument.value}>`;
    const standard = argument.standard === undefined ? '' : ` (default: ${argument.standard})`;
    return `  ${left.padEnd(22)}${argument.help}${standard}`;
  });
  return [
    'Usage: activelogic-simulator [options]',
    '',
    'Serves the live traffic view of a synthetic network over WebSocket.',
    '',
    ...entries,
    '',
    'refuse:how is an HTTP status (503), a close code (4429) or silence.',
    '',
  ].join('\n');
}

function number(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new InvalidOption(option, text, 'a number');
  return Number(text);
}

/** 0 would be a simulator that waits for calls of `tick()`, which nobody can make here. */
function interval(text: string | undefined): number | undefined {
  const seconds = number('interval', text);
  if (seconds === 0) throw new InvalidOption('interval', text, '0.01 to 3600 seconds');
  return seconds;
}

function tls(key: string | undefined, cert: string | undefined): SimulatorOptions['tls'] {
  if (key === undefined && cert === undefined) return undefined;
  if (key === undefined) throw new InvalidOption('tls-key', undefined, 'given with --tls-cert');
  if (cert === undefined) throw new InvalidOption('tls-cert', undefined, 'given with --tls-key');
  const pair = { key: pem('tls-key', key), cert: pem('tls-cert', cert) };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new InvalidOption(
      'tls-cert',
      cert,
      `a certificate of the key ${key} (${(error as Error).message})`,
    );
  }
  return pair;
}

function pem(option: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new InvalidOption(option, file, `a file that can be read (${(error as Error).message})`);
  }
}

function credentials(
  user: string | undefined,
  password: string | undefined,
  token: string | undefined,
): Credentials | undefined {
  for (const [option, text] of Object.entries({ user, password, token })) {
    if (text === '') throw new InvalidOption(option, text, 'text');
  }
  if (token !== undefined) {
    if (user !== undefined || password !== undefined) {
      throw new InvalidOption('token', undefined, 'given without --user and --password');
    }
    return { token };
  }
  if (user === undefined && password === undefined) return undefined;
  if (user === undefined) throw new InvalidOption('user', undefined, 'given with --password');
  if (password === undefined) throw new InvalidOption('password', undefined, 'given with --user');
  return { user, password };
}

/** `kind` or `kind:detail`. */
function rehearsal(text: string): Rehearsal {
  const [name = '', ...rest] = text.trim().split(':');
  const detail = rest.length > 0 ? rest.join(':') : undefined;
  const kind = REHEARSALS.find((known) => known === name);
  switch (kind) {
    case 'drops':
    case 'quality':
      return detail === undefined ? { kind } : { kind, service: detail };
    case 'refuse':
      return detail === undefined ? { kind } : { kind, how: refusing(detail) };
    case 'stall':
    case 'disconnect':
      if (detail === undefined) return { kind };
      break;
    case undefined:
  }
  throw new InvalidOption(
    'rehearse',
    text,
    'drops[:service], quality[:service], stall, disconnect, refuse[:how]',
  );
}

function refusing(text: string): Refusing {
  return text === 'silence' ? text : Number(text);
}
