import { createSecureContext } from 'node:tls';
import type { ListeningOptions, ReplayOptions, SimulatorOptions } from '../simulator';
import type { Counter } from '../../lib/protocol/frames';
import { type Credentials, DEFAULTS } from '../simulator/options';
import type { Refusing } from '../simulator/refusing';
import { type Rehearsal, REHEARSALS } from '../simulator/rehearsal';
import { type Options, type Usage, type Values, wrongOption } from './arguments';
import { secretText } from './secret-text';
import { readFile, numberOf } from './values';

/** What `--rehearse` takes. */
const REHEARSING =
  'drops[:service][=seconds], quality[:service][=seconds], stall[=seconds], disconnect, refuse[:how][=seconds]';

const LISTENING_OPTIONS = {
  port: {
    value: 'number',
    help: 'port to listen on; 0: any free one',
    standard: DEFAULTS.port,
  },
  host: { value: 'address', help: 'address to listen on', standard: DEFAULTS.host },
  path: { value: 'path', help: 'path of the views', standard: DEFAULTS.path },
  'tls-key': { value: 'file', help: 'private key (PEM); with --tls-cert: speak wss' },
  'tls-cert': { value: 'file', help: 'certificate (PEM); with --tls-key: speak wss' },
  user: { value: 'name', help: 'require this user name; with --password' },
  password: { value: 'text', help: 'require this password; with --user' },
  token: { value: 'text', help: 'require this bearer token' },
  'max-views': {
    value: 'number',
    help: 'refuse more connections than this (503)',
    standard: DEFAULTS.maxViews,
  },
  verbose: { help: 'print who connects and which views they ask for' },
} as const satisfies Options;

const SIMULATION_OPTIONS = {
  interval: { value: 'seconds', help: 'time between updates', standard: DEFAULTS.interval },
  hosts: { value: 'number', help: 'local hosts', standard: DEFAULTS.hosts },
  services: { value: 'number', help: 'services', standard: DEFAULTS.services },
  seed: { value: 'number', help: 'another seed makes other traffic', standard: DEFAULTS.seed },
  counters: {
    value: 'kind',
    help: 'what drops and totals count: update, or total since each connection began',
    standard: DEFAULTS.counters,
  },
  'declare-counters': { help: 'declare in the catalogue what they count' },
  name: { value: 'text', help: "the appliance's name", standard: DEFAULTS.name },
  rehearse: {
    value: 'faults',
    help: `faults that come and go: ${REHEARSING}, separated by commas`,
  },
} as const satisfies Options;

const REPLAY_OPTIONS = {
  replay: { value: 'file', help: 'play this recording of activelogic-record to every client' },
  speed: {
    value: 'number',
    help: 'play this many times as fast; max: as fast as a client reads',
    standard: 1,
  },
  loop: { help: 'repeat the updates of the recording' },
} as const satisfies Options;

const OPTIONS = { ...LISTENING_OPTIONS, ...SIMULATION_OPTIONS, ...REPLAY_OPTIONS };

export const USAGE: Usage<typeof OPTIONS> = {
  name: 'activelogic-simulator',
  summary: 'Serves the live traffic view of a synthetic network, or a recording of one, over WebSocket.',
  sections: [
    { heading: '', options: LISTENING_OPTIONS },
    { heading: 'Synthetic network', options: SIMULATION_OPTIONS },
    { heading: 'Recording', options: REPLAY_OPTIONS },
  ],
  options: OPTIONS,
  notes: [
    'refuse:how is an HTTP status (503), a close code (4429) or silence.',
    'drops=60 lasts for 60 seconds each time, so that you can try an alarm that waits for 30.',
  ],
};

/** What to serve. */
export type Served =
  { kind: 'simulation'; options: SimulatorOptions } | { kind: 'replay'; options: ReplayOptions };

/** @throws WrongUsage for an invalid value, or an option that has no effect */
export function readSimulatorOptions(values: Values<typeof OPTIONS>): Served {
  const listening: ListeningOptions = {
    port: numberOf('port', values.port),
    host: values.host,
    path: values.path,
    tls: tls(values['tls-key'], values['tls-cert']),
    credentials: credentials(values.user, values.password, values.token),
    maxViews: numberOf('max-views', values['max-views']),
  };
  if (values.replay !== undefined) {
    refuse(values, SIMULATION_OPTIONS, 'given without --replay, because the recording decides what is shown');
    return { kind: 'replay', options: { ...listening, ...replay(values.replay, values) } };
  }
  refuse(values, REPLAY_OPTIONS, 'given with --replay');
  return {
    kind: 'simulation',
    options: {
      ...listening,
      interval: interval(values.interval),
      hosts: numberOf('hosts', values.hosts),
      services: numberOf('services', values.services),
      seed: numberOf('seed', values.seed),
      counters: values.counters as Counter | undefined,
      declareCounters: values['declare-counters'],
      name: values.name,
      rehearse: values.rehearse?.split(',').map(rehearsal),
    },
  };
}

/** Rejects options that would have no effect. */
function refuse(values: Values<typeof OPTIONS>, options: Partial<typeof OPTIONS>, expected: string): void {
  for (const name of Object.keys(options) as (keyof typeof OPTIONS)[]) {
    if (values[name] !== undefined && values[name] !== false) throw wrongOption(name, expected);
  }
}

function replay(
  file: string,
  { speed, loop }: Values<typeof OPTIONS>,
): Pick<ReplayOptions, 'file' | 'speed' | 'loop'> {
  if (file === '') throw wrongOption('replay', 'a recording', file);
  return { file, speed: speed === 'max' ? speed : numberOf('speed', speed), loop };
}

/** With 0 the simulator would wait for calls of `tick()`, which the command line cannot make. */
function interval(text: string | undefined): number | undefined {
  const seconds = numberOf('interval', text);
  if (seconds === 0) throw wrongOption('interval', '0.01 to 3600 seconds', text);
  return seconds;
}

function tls(key: string | undefined, cert: string | undefined): SimulatorOptions['tls'] {
  if (key === undefined && cert === undefined) return undefined;
  if (key === undefined) throw wrongOption('tls-key', 'given with --tls-cert');
  if (cert === undefined) throw wrongOption('tls-cert', 'given with --tls-key');
  const pair = { key: readFile('tls-key', key), cert: readFile('tls-cert', cert) };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw wrongOption('tls-cert', `a certificate for the key ${key} (${(error as Error).message})`, cert);
  }
  return pair;
}

function credentials(
  user: string | undefined,
  password: string | undefined,
  token: string | undefined,
): Credentials | undefined {
  for (const [option, text] of Object.entries({ user, password, token })) {
    if (text === '') throw wrongOption(option, 'text', text);
    if (text !== undefined) secretText(`--${option}`, text);
  }
  if (token !== undefined) {
    if (user !== undefined || password !== undefined) {
      throw wrongOption('token', 'given without --user and --password');
    }
    return { token };
  }
  if (user === undefined && password === undefined) return undefined;
  if (user === undefined) throw wrongOption('user', 'given with --password');
  if (password === undefined) throw wrongOption('password', 'given with --user');
  return { user, password };
}

/** `kind`, `kind:detail`, `kind=seconds` or `kind:detail=seconds`. */
function rehearsal(text: string): Rehearsal {
  const [, name, detail, length] = /^([^:=]*)(?::([^=]*))?(?:=(.*))?$/.exec(text.trim()) ?? [];
  const seconds = numberOf('rehearse', length);
  const lasting = seconds === undefined ? {} : { seconds };
  const kind = REHEARSALS.find((known) => known === name);
  switch (kind) {
    case 'drops':
    case 'quality':
      return { kind, ...(detail === undefined ? {} : { service: detail }), ...lasting };
    case 'refuse':
      return { kind, ...(detail === undefined ? {} : { how: refusing(detail) }), ...lasting };
    case 'stall':
      if (detail === undefined) return { kind, ...lasting };
      break;
    case 'disconnect':
      if (detail === undefined && seconds === undefined) return { kind };
      break;
    case undefined:
  }
  throw wrongOption('rehearse', REHEARSING, text);
}

function refusing(text: string): Refusing {
  return text === 'silence' ? text : Number(text);
}
