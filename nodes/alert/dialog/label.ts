import type { Measure, Op } from '../../../lib/alert/condition';
import { records } from '../../dialog/rules/labels';
import { isBlank } from '../../../lib/settings/rule';
import { fits, shorten, shortenBefore } from '../../dialog/rules/shorten';
import type { Key, Translate } from '../../dialog/translate';
import { readMeasure, readOp } from './conditions';

const SIGNS: Readonly<Record<Op, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤' };

/** In characters. A whole condition would make the node too wide. */
const MAX = 25;

/** Short forms of the measures. */
const SHORT: Readonly<Record<Measure, string>> = {
  value: '',
  rate: '/s',
  percent: ' %',
};

/** An alert node's label: its first condition and how many more there are, such as `inbound > 5 +1`. */
export function alertLabel(conditions: unknown, t: Translate): string {
  const [first, ...more] = records(conditions).filter(({ column }) => !isBlank(column));
  if (!first) return '';
  const rest = more.length === 0 ? '' : ` +${more.length}`;
  const end = ` ${SIGNS[readOp(first.op)]} ${level(first.raise)}${rest}`;
  const whole = measured(first, t) + end;
  if (fits(whole, MAX)) return shorten(whole, MAX);
  return shortenBefore(String(first.column), SHORT[readMeasure(first.measure)] + end, MAX);
}

function measured({ column, measure, of }: Record<string, unknown>, t: Translate): string {
  const phrases: Partial<Record<Measure, Key>> = {
    rate: 'alert:alert.node.rate',
    percent: 'alert:alert.node.percent',
  };
  const phrase = phrases[readMeasure(measure)];
  const name = String(column);
  return phrase === undefined ? name : t(phrase, { column: name, of: isBlank(of) ? '…' : String(of) });
}

/** A visible gap for what is not filled in yet. */
function level(raise: unknown): string {
  return typeof raise === 'number' || (typeof raise === 'string' && !isBlank(raise)) ? `${raise}` : '…';
}
