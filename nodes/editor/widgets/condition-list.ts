import { comparesColumns, MEASURES, type Measure, OPS, type Op } from '../../lib/alert/condition';
import {
  cleanCondition,
  conditionProblems,
  type ConditionRow,
  readMeasure,
  type StoredCondition,
} from '../rules/conditions';
import { fieldText, textField } from './fields';
import { hintLine, whenLeft } from './hint-line';
import { follow } from './knowledge-line';
import { rowList, type RowList } from './row-list';
import { suggest } from './suggest';
import type { Knowledge } from '../suggestions/knowledge';
import { type UpdateSource, valueHint, valueOptions } from '../suggestions/value-names';
import { text } from '../text';
import type { Key } from '../translate';

const MEASURE_TEXTS: Readonly<Record<Measure, Key>> = {
  value: 'alert:alert.measure.value',
  delta: 'alert:alert.measure.delta',
  rate: 'alert:alert.measure.rate',
  percent: 'alert:alert.measure.percent',
  deltaPercent: 'alert:alert.measure.deltaPercent',
};

const OP_TEXTS: Readonly<Record<Op, Key>> = {
  gt: 'alert:alert.op.gt',
  gte: 'alert:alert.op.gte',
  lt: 'alert:alert.op.lt',
  lte: 'alert:alert.op.lte',
};

/** A started condition, for a row that the user adds. */
export const BLANK: StoredCondition = { column: '', measure: 'value', op: 'gt', raise: '' };

/** What is known of the updates that come to an alert. */
export interface KnownUpdates {
  knowledge: Knowledge;
  sources: () => UpdateSource[];
}

/**
 * The conditions of an alert. A row reads as a sentence: this column is more than so much, and clears at so much. It
 * shows the fields that its measure needs, and marks what is wrong while it is entered.
 */
export function conditionList(
  element: JQuery,
  items: readonly StoredCondition[],
  updates: KnownUpdates,
  changed: () => void,
): RowList<StoredCondition> {
  return rowList<StoredCondition>(element, {
    items,
    add: text('alert:alert.list.addCondition'),
    rowName: 'alert:alert.list.condition',
    height: 'auto',
    changed,
    blank: () => BLANK,
    build(row, item) {
      const read = buildRow(row, item);
      const update = (): void => {
        const condition = cleanCondition(read());
        markProblems(row, condition);
        $('.activelogic-of', row).toggle(comparesColumns(condition.measure));
        changed();
      };
      row.on('input change', 'input, select', update);
      // Without `changed`, as the list calls it when it has the row.
      const condition = cleanCondition(read());
      markProblems(row, condition);
      $('.activelogic-of', row).toggle(comparesColumns(condition.measure));
      knowColumns(row, updates, read);
      return () => cleanCondition(read());
    },
  });
}

function buildRow(row: JQuery, item: StoredCondition): () => ConditionRow {
  const what = $('<div>', { class: 'activelogic-row activelogic-condition' }).appendTo(row);
  const column = textField(what, { label: 'appliance:common.label.column', value: item.column });
  const measure = choice(
    what,
    'alert:alert.label.measure',
    MEASURES,
    MEASURE_TEXTS,
    readMeasure(item.measure),
  );
  const other = $('<div>', { class: 'activelogic-row activelogic-condition-line activelogic-of' }).appendTo(
    row,
  );
  const of = textField(other, { label: 'alert:alert.label.of', value: item.of ?? '' });
  $('<span>').text(text('alert:alert.list.is')).appendTo(other);
  const levels = $('<div>', { class: 'activelogic-row activelogic-condition-line' }).appendTo(row);
  const op = choice(levels, 'alert:alert.label.op', OPS, OP_TEXTS, item.op);
  const raise = numberField(levels, 'alert:alert.label.raise', item.raise);
  $('<span>', { class: 'activelogic-of' }).text('%').appendTo(levels);
  $('<span>').text(text('alert:alert.list.clearsAt')).appendTo(levels);
  const clear = numberField(levels, 'alert:alert.label.clear', item.clear);
  $('<span>', { class: 'activelogic-of' }).text('%').appendTo(levels);
  clear.attr('placeholder', text('alert:alert.list.same'));
  for (const [name, field] of Object.entries({ column, of, raise, clear })) field.attr('data-field', name);
  return () => ({
    column: fieldText(column),
    measure: measure(),
    of: fieldText(of),
    op: op(),
    raise: fieldText(raise),
    clear: fieldText(clear),
  });
}

/** Suggests the keys of the items that will come, and says of which it knows that they will not. */
function knowColumns(row: JQuery, { knowledge, sources }: KnownUpdates, read: () => ConditionRow): void {
  const show = hintLine(row);
  const [column, of] = [$("[data-field='column']", row), $("[data-field='of']", row)];
  const update = (): void => {
    const condition = cleanCondition(read());
    show([
      { field: column, hint: valueHint(condition.column, sources(), text) },
      { field: of, hint: valueHint(condition.of ?? '', sources(), text) },
    ]);
  };
  for (const field of [column, of]) suggest(field, { options: () => valueOptions(sources()), knowledge });
  whenLeft(row.find('input, select'), update);
  follow(knowledge, row, update);
  update();
}

/** A level: text, because it may be a variable. */
function numberField(row: JQuery, label: Key, value: unknown): JQuery {
  const shown = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return textField(row, { label, value: shown }).attr('inputmode', 'decimal');
}

function choice<T extends string>(
  row: JQuery,
  label: Key,
  choices: readonly T[],
  texts: Readonly<Record<T, Key>>,
  value: T,
): () => string {
  const select = $('<select>').attr('aria-label', text(label)).appendTo(row);
  for (const each of choices) $('<option>').val(each).text(text(texts[each])).appendTo(select);
  select.val(value);
  return () => fieldText(select);
}

function markProblems(row: JQuery, condition: StoredCondition): void {
  const problems = conditionProblems(condition, text);
  for (const field of ['column', 'of', 'raise', 'clear'] as const) {
    $(`[data-field='${field}']`, row)
      .toggleClass('input-error', problems[field] !== undefined)
      .attr('title', problems[field] ?? null);
  }
}
