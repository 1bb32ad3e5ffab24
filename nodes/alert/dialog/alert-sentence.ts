import type { Measure, Op } from '../../../lib/alert/condition';
import { type AnyCondition, readMeasure, readOp } from './conditions';
import { isBlank } from '../../../lib/settings/rule';
import type { Key, Translate } from '../../dialog/translate';

/** The content of the form, which may be incomplete. */
export interface AlertForm {
  conditions: readonly AnyCondition[];
  match: unknown;
  raiseFor: unknown;
  clearFor: unknown;
  goneFor: unknown;
  noDataFor: unknown;
  remind: unknown;
}

const PHRASES: Readonly<Record<Measure, Key>> = {
  value: 'alert:alert.explain.value',
  rate: 'alert:alert.explain.rate',
  percent: 'alert:alert.explain.percent',
};

const AMOUNTS: Readonly<Record<Op, Key>> = {
  gt: 'alert:alert.explain.gt',
  gte: 'alert:alert.explain.gte',
  lt: 'alert:alert.explain.lt',
  lte: 'alert:alert.explain.lte',
};

/** An alarm ends when the opposite comparison holds. */
const OPPOSITE: Readonly<Record<Op, Op>> = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' };

/** The sentence that says what an alert will do. */
export function alertSentence(form: AlertForm, t: Translate): string {
  const { conditions, match, raiseFor, clearFor, goneFor, noDataFor, remind } = form;
  if (conditions.length === 0) return t('alert:alert.explain.nothing');
  const raised = conditions.map((condition) => phrase(condition, readOp(condition.op), condition.raise, t));
  const cleared = conditions.map((condition) =>
    phrase(
      condition,
      OPPOSITE[readOp(condition.op)],
      isEmpty(condition.clear) ? condition.raise : condition.clear,
      t,
    ),
  );
  const [and, or] = [t('alert:alert.explain.and'), t('alert:alert.explain.or')];
  const sentences = [
    t('alert:alert.explain.rule', {
      raised: raised.join(match === 'any' ? or : and),
      raiseFor: duration(raiseFor, t),
      cleared: cleared.join(match === 'any' ? and : or),
      clearFor: duration(clearFor, t),
    }),
    isZero(goneFor)
      ? t('alert:alert.explain.goneOnce')
      : t('alert:alert.explain.gone', { seconds: shown(goneFor) }),
  ];
  if (!isZero(noDataFor)) sentences.push(t('alert:alert.explain.noData', { seconds: shown(noDataFor) }));
  if (!isZero(remind)) sentences.push(t('alert:alert.explain.remind', { seconds: shown(remind) }));
  return sentences.join(t('alert:alert.explain.next'));
}

function phrase(condition: AnyCondition, op: Op, level: unknown, t: Translate): string {
  const { column, of } = condition;
  return t(PHRASES[readMeasure(condition.measure)], {
    column: shown(column),
    of: shown(of),
    amount: t(AMOUNTS[op], { level: shown(level) }),
  });
}

function duration(seconds: unknown, t: Translate): string {
  return isZero(seconds)
    ? t('alert:alert.explain.once')
    : t('alert:alert.explain.for', { seconds: shown(seconds) });
}

function isZero(seconds: unknown): boolean {
  return !isEmpty(seconds) && Number(seconds) === 0;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** A visible gap for what is not filled in yet. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && !isBlank(value) ? value.trim() : '…';
}
