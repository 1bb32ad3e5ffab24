import type { Measurement } from '../../lib/doctor/examination';
import { COUNTERS, type Counter } from '../../lib/protocol/frames';
import { ENDPOINT_DEFAULTS } from '../../lib/settings/connection';
import { type Options, type Usage, type Values, wrongOption } from './arguments';
import { CONNECTION_NOTES, CONNECTION_OPTIONS } from './connection';
import { countOf, positiveOf } from './values';
import { readView, VIEW_NOTES, VIEW_OPTIONS } from './view-options';

/** How much to measure by default. */
const STANDARD = { updates: 5, seconds: 15 };

/** The time that each update may take, in s, when you ask for more than the default number. */
const PATIENCE = 3;

const DOCTOR_OPTIONS = {
  updates: { value: 'number', help: 'measure over this many updates', standard: STANDARD.updates },
  seconds: {
    value: 'seconds',
    help: `measure for this long; with --updates: for at most this long (default: ${STANDARD.seconds})`,
  },
  counters: {
    value: 'kind',
    help: 'what drops and totals count, as set in the appliance node: update or total',
    standard: ENDPOINT_DEFAULTS.counters,
  },
  json: { help: 'print one JSON object at the end' },
} as const satisfies Options;

const OPTIONS = { ...DOCTOR_OPTIONS, ...CONNECTION_OPTIONS, ...VIEW_OPTIONS };

export const USAGE: Usage<typeof OPTIONS> = {
  name: 'activelogic-doctor',
  summary:
    'Checks the connection to an appliance step by step, up to updates, and says what to do if a step fails.',
  argument: '<URL>',
  sections: [
    { heading: '', options: DOCTOR_OPTIONS },
    { heading: 'Connection', options: CONNECTION_OPTIONS },
    { heading: 'View', options: VIEW_OPTIONS },
  ],
  options: OPTIONS,
  notes: [
    ...VIEW_NOTES,
    '',
    ...CONNECTION_NOTES,
    '',
    'Exit codes: 0 all is well, perhaps with warnings; 1 a check failed; 2 wrong usage.',
  ],
};

export type DoctorValues = Values<typeof OPTIONS>;

/** @throws WrongUsage */
export function readMeasurement(values: DoctorValues): Measurement {
  const updates = countOf('updates', values.updates);
  const seconds = positiveOf('seconds', values.seconds);
  const patient = Math.max(STANDARD.seconds, (updates ?? 0) * PATIENCE);
  return {
    view: readView(values),
    updates: updates ?? (seconds === undefined ? STANDARD.updates : Infinity),
    window: (seconds ?? patient) * 1000,
  };
}

/** @throws WrongUsage */
export function readCounters({ counters }: DoctorValues): Counter {
  const given = counters ?? ENDPOINT_DEFAULTS.counters;
  const known = COUNTERS.find((counter) => counter === given);
  if (known === undefined) throw wrongOption('counters', COUNTERS.join(' or '), given);
  return known;
}
