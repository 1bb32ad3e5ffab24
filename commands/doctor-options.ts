import type { Measurement } from '#lib/doctor/talk';
import type { Options, Usage, Values } from './arguments';
import { CONNECTION_NOTES, CONNECTION_OPTIONS } from './connection';
import { countOf, positiveOf } from './values';
import { readView, VIEW_NOTES, VIEW_OPTIONS } from './view-options';

/** How much is looked at, unless told otherwise. */
const STANDARD = { updates: 5, seconds: 15 };

/** s that an update may take where more than the standard number of them is asked for. */
const PATIENCE = 3;

const DOCTOR_OPTIONS = {
  updates: { value: 'number', help: 'measure over so many updates', standard: STANDARD.updates },
  seconds: {
    value: 'seconds',
    help: `measure for so long; with --updates: at most (default: ${STANDARD.seconds})`,
  },
  json: { help: 'one JSON object, when all is done' },
} as const satisfies Options;

const OPTIONS = { ...DOCTOR_OPTIONS, ...CONNECTION_OPTIONS, ...VIEW_OPTIONS };

export const USAGE: Usage<typeof OPTIONS> = {
  name: 'activelogic-doctor',
  summary: 'Checks the way to an appliance step by step, up to updates, and says what to do where it ends.',
  argument: 'URL',
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
    'Exit codes: 0 all is well, warnings included; 1 a check has failed; 2 wrong usage.',
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
