import type { Measure, Op } from '../../lib/alert/condition';
import { readMeasure, readOp, type StoredCondition } from './conditions';
import { isBlank } from './names';
import type { Key, Translate } from '../translate';

/** What the form says, as far as it goes. */
export interface AlertForm {
  conditions: readonly StoredCondition[];
  raiseAfter: unknown;
  clearAfter: unknown;
  goneAfter: unknown;
  remind: unknown;
}

const PHRASES: Readonly<Record<Measure, Key>> = {
  value: 'alert:alert.explain.value',
  delta: 'alert:alert.explain.delta',
  rate: 'alert:alert.explain.rate',
  percent: 'alert:alert.explain.percent',
  deltaPercent: 'alert:alert.explain.deltaPercent',
};

const AMOUNTS: Readonly<Record<Op, Key>> = {
  gt: 'alert:alert.explain.gt',
  gte: 'alert:alert.explain.gte',
  lt: 'alert:alert.explain.lt',
  lte: 'alert:alert.explain.lte',
};

/** What ends an alarm is the opposite of what keeps it. */
const OPPOSITE: Readonly<Record<Op, Op>> = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' };

/** The line that says in words what an alert will do. */
export function alertSentence(form: AlertForm, t: Translate): string {
  const { conditions, raiseAfter, clearAfter, goneAfter, remind } = form;
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
  const sentences = [
    t('alert:alert.explain.rule', {
      raised: raised.join(t('alert:alert.explain.and')),
      raiseAfter: updates(raiseAfter, t),
      cleared: cleared.join(t('alert:alert.explain.or')),
      clearAfter: updates(clearAfter, t),
    }),
    once(goneAfter)
      ? t('alert:alert.explain.goneOnce')
      : t('alert:alert.explain.gone', { number: shown(goneAfter) }),
  ];
  if (Number(remind) !== 0) sentences.push(t('alert:alert.explain.remind', { seconds: shown(remind) }));
  return sentences.join(t('alert:alert.explain.next'));
}

function phrase(condition: StoredCondition, op: Op, level: unknown, t: Translate): string {
  const { column, of } = condition;
  return t(PHRASES[readMeasure(condition.measure)], {
    column: shown(column),
    of: shown(of),
    amount: t(AMOUNTS[op], { level: shown(level) }),
  });
}

function updates(number: unknown, t: Translate): string {
  return once(number)
    ? t('alert:alert.explain.once')
    : t('alert:alert.explain.inARow', { number: shown(number) });
}

function once(number: unknown): boolean {
  return Number(number) === 1;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** What is not filled in yet leaves a gap that can be seen. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && !isBlank(value) ? value.trim() : '…';
}
