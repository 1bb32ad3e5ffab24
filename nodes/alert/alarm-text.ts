import type { NodeAPI } from 'node-red';
import { type AlarmEvent, type AlarmState, isBlindness } from '../../lib/alert/alarm';
import type { Condition, Measure } from '../../lib/alert/condition';
import { isObject } from '../../lib/is-object';
import { printable } from '../../lib/printable';
import { shortenTo } from '../../lib/shorten';
import { PACKAGE, say as sayText, type TextParams } from '../runtime/text';
import type { Severity } from './settings';

/** What all texts of a node have in common. */
export interface Wording {
  name: string;
  severity: Severity;
  conditions: readonly Condition[];
}

/** The longest name in a text, characters. Names come from the traffic and may have any length. */
const LONGEST_NAME = 120;

/**
 * Describes an event in one sentence on one line, in the runtime's language.
 *
 * @param fields of the last update, for units and titles
 */
export function alarmText(RED: NodeAPI, wording: Wording, event: AlarmEvent, fields: unknown): string {
  const say = sayer(RED);
  const { alarm, state, duration } = event;
  const { source, path, values } = alarm;
  const severity = say(`alert:alert.severity.${wording.severity}`);
  return say(sentence(event), {
    head:
      wording.name === '' ? severity : say('alert:alert.text.head', { name: clean(wording.name), severity }),
    item: clean(path.join(' / ')),
    appliance: clean(source?.appliance ?? ''),
    view: clean(source?.view.distributions.map(({ name }) => name).join(' / ') ?? ''),
    values: wording.conditions
      .map((condition, index) => valueText(say, condition, values[index], fields))
      .join(say('alert:alert.text.and')),
    duration: durationText(say, state === 'nodata' ? Math.max(duration, 0) : duration),
  });
}

type Say = (key: string, params?: TextParams) => string;

function sayer(RED: NodeAPI): Say {
  return (key, params) => sayText(RED, PACKAGE + key, params);
}

const SENTENCES: Readonly<Record<AlarmState, string>> = {
  raised: 'alert:alert.text.raised',
  reminder: 'alert:alert.text.reminder',
  cleared: 'alert:alert.text.cleared',
  gone: 'alert:alert.text.gone',
  nodata: 'alert:alert.text.nodata',
  resumed: 'alert:alert.text.resumed',
};

/** For an alert that has not heard from any view. */
const WITHOUT_VIEW: Partial<Record<AlarmState, string>> = {
  nodata: 'alert:alert.text.nodataEver',
  resumed: 'alert:alert.text.resumedEver',
};

const MEASURES: Readonly<Record<Measure, string>> = {
  value: 'alert:alert.text.value',
  rate: 'alert:alert.text.rate',
  percent: 'alert:alert.text.percent',
};

function sentence({ state, alarm }: AlarmEvent): string {
  if (isBlindness(alarm) && state === 'gone') return 'alert:alert.text.left';
  return (alarm.source ? undefined : WITHOUT_VIEW[state]) ?? SENTENCES[state];
}

function valueText(
  say: Say,
  { column, measure, of = '', op, raise }: Condition,
  value: number | undefined,
  fields: unknown,
): string {
  const field = fieldOf(fields, column);
  const unit = measure === 'percent' ? '' : field.unit;
  return say(MEASURES[measure], {
    column: field.title,
    of: fieldOf(fields, of).title,
    value: value === undefined || Number.isNaN(value) ? '?' : amount(value, unit),
    level: say(`alert:alert.explain.${op}`, { level: amount(raise, unit) }),
  });
}

function fieldOf(fields: unknown, column: string): { title: string; unit: string } {
  const field = isObject(fields) && Object.hasOwn(fields, column) ? fields[column] : undefined;
  const { title, unit } = isObject(field) ? field : {};
  return {
    title: clean(typeof title === 'string' && title !== '' ? title : column),
    unit: typeof unit === 'string' ? clean(unit) : '',
  };
}

/** Units that take a prefix: k, M and so on. */
const SCALED = /^(?:bit|B|byte|bytes)(?:\/s)?$/;
const PREFIXES = ['', 'k', 'M', 'G', 'T'] as const;

function amount(value: number, unit: string): string {
  let scaled = value;
  let prefix = 0;
  while (SCALED.test(unit) && Math.abs(scaled) >= 1000 && prefix < PREFIXES.length - 1) {
    scaled /= 1000;
    prefix++;
  }
  const shown = String(Number(scaled.toPrecision(4)));
  // A fraction has the unit 1.
  return unit === '' || unit === '1' ? shown : `${shown} ${PREFIXES[prefix] ?? ''}${unit}`;
}

function durationText(say: Say, duration: number): string {
  const seconds = Math.round(duration);
  if (seconds < 60) return say('alert:alert.text.seconds', { seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return say('alert:alert.text.minutes', { minutes });
  return say('alert:alert.text.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

function clean(name: string): string {
  return shortenTo(LONGEST_NAME, printable(name));
}
