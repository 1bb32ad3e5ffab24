import { comparesColumns, MEASURES, type Measure, OPS, type Op } from '../../../lib/alert/condition';
import {
  cleanCondition,
  type ConditionRow,
  isBlankRow,
  levelText,
  optionalLevelText,
  readMeasure,
  type StoredCondition,
} from './conditions';
import { asRecord } from '../../../lib/settings/rule';
import { keepMembers, type Read } from '../../dialog/rules/stored';
import { optionalText, requiredText } from '../../dialog/rules/texts';
import type { Knowledge } from '../../dialog/suggestions/knowledge';
import { type UpdateSource, valueHint, valueOptions } from '../../dialog/suggestions/value-names';
import { text } from '../../dialog/text';
import type { Key } from '../../dialog/translate';
import { fieldText, textField } from '../../dialog/widgets/fields';
import { hintLine, whenLeft } from '../../dialog/widgets/hint-line';
import { keptChoice, keptText, type MarkUnknown, unknownMarks } from '../../dialog/widgets/kept';
import { follow } from '../../dialog/widgets/knowledge-line';
import { rowList, type RowList } from '../../dialog/widgets/row-list';
import { suggest } from '../../dialog/widgets/suggest';

const MEASURE_TEXTS: Readonly<Record<Measure, Key>> = {
  value: 'alert:alert.measure.value',
  rate: 'alert:alert.measure.rate',
  percent: 'alert:alert.measure.percent',
};

const OP_TEXTS: Readonly<Record<Op, Key>> = {
  gt: 'alert:alert.op.gt',
  gte: 'alert:alert.op.gte',
  lt: 'alert:alert.op.lt',
  lte: 'alert:alert.op.lte',
};

/** A new condition. */
const BLANK: StoredCondition = { column: '', measure: 'value', op: 'gt', raise: '' };

/** What is known of the updates that reach an alert. */
export interface KnownUpdates {
  knowledge: Knowledge;
  sources: () => UpdateSource[];
}

/** The fields of a row and their content. */
interface Row {
  say: () => ConditionRow;
  read: Read;
}

/**
 * The conditions of an alert. A row reads as a sentence: this column is more than a threshold, and clears at another.
 * It shows the fields that its measure needs, and marks problems while you type.
 */
export function conditionList(
  element: JQuery,
  stored: unknown,
  updates: KnownUpdates,
  changed: () => void,
): RowList {
  return rowList<Record<string, unknown>>(element, {
    stored,
    fallback: [],
    startsWithRow: true,
    toItem: asRecord,
    add: text('alert:alert.list.addCondition'),
    rowName: 'alert:alert.list.condition',
    height: 'auto',
    changed,
    blank: () => ({ ...BLANK }),
    build(row, item) {
      const { say, read } = buildRow(row, item);
      const show = (): void => {
        const condition = cleanCondition(say());
        $('.activelogic-of', row).toggle(comparesColumns(condition.measure));
      };
      row.on('input change', 'input, select', () => {
        show();
        changed();
      });
      show();
      suggestColumns(row, updates, say);
      const isStored = Array.isArray(stored) && stored.includes(item);
      return () => {
        const condition = read();
        return isBlankRow(say()) && !(isStored && condition === item) ? undefined : condition;
      };
    },
  });
}

function buildRow(row: JQuery, item: Record<string, unknown>): Row {
  const what = $('<div>', { class: 'activelogic-row activelogic-condition' }).appendTo(row);
  const column = textField(what, { label: 'appliance:common.label.column', field: 'column' });
  const measure = choice(what, 'measure', MEASURES, MEASURE_TEXTS);
  const other = $('<div>', { class: 'activelogic-row activelogic-condition-line activelogic-of' }).appendTo(
    row,
  );
  const of = textField(other, { label: 'alert:alert.label.of', field: 'of' });
  $('<span>').text(text('alert:alert.list.is')).appendTo(other);
  const levels = $('<div>', { class: 'activelogic-row activelogic-condition-line' }).appendTo(row);
  const op = choice(levels, 'op', OPS, OP_TEXTS);
  const raise = numberField(levels, 'alert:alert.label.raise', 'raise');
  $('<span>', { class: 'activelogic-of' }).text('%').appendTo(levels);
  $('<span>').text(text('alert:alert.list.clearsAt')).appendTo(levels);
  const clear = numberField(levels, 'alert:alert.label.clear', 'clear');
  $('<span>', { class: 'activelogic-of' }).text('%').appendTo(levels);
  clear.attr('placeholder', text('alert:alert.list.same'));
  const [whatMarks, otherMarks, levelMarks] = [what, other, levels].map(unknownMarks) as [
    MarkUnknown,
    MarkUnknown,
    MarkUnknown,
  ];
  const readMeasured = keptChoice(measure, item.measure, BLANK.measure, whatMarks);
  const readOther = keptText(of, item.of, optionalText, otherMarks);
  const read = keepMembers(item, {
    column: keptText(column, item.column, requiredText, whatMarks),
    measure: readMeasured,
    // Another measure may not need it.
    of: () =>
      readMeasured() === item.measure || comparesColumns(readMeasure(fieldText(measure)))
        ? readOther()
        : undefined,
    // The runtime has no default.
    op: keptChoice(op, item.op, undefined, levelMarks),
    raise: keptText(raise, item.raise, levelText, levelMarks),
    clear: keptText(clear, item.clear, optionalLevelText, levelMarks),
  });
  const say = (): ConditionRow => ({
    column: fieldText(column),
    measure: fieldText(measure),
    of: fieldText(of),
    op: fieldText(op),
    raise: fieldText(raise),
    clear: fieldText(clear),
  });
  return { say, read };
}

/** Suggests the keys that the items will have, and warns about a key that they will not have. */
function suggestColumns(row: JQuery, { knowledge, sources }: KnownUpdates, say: () => ConditionRow): void {
  const show = hintLine(row);
  const [column, of] = [$("[data-field='column']", row), $("[data-field='of']", row)];
  const update = (): void => {
    const condition = cleanCondition(say());
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

/** A field for a threshold: text, because it may be a variable. */
function numberField(row: JQuery, label: Key, field: string): JQuery {
  return textField(row, { label, field }).attr('inputmode', 'decimal');
}

function choice<T extends string>(
  row: JQuery,
  field: 'measure' | 'op',
  choices: readonly T[],
  texts: Readonly<Record<T, Key>>,
): JQuery {
  const label = text(field === 'op' ? 'alert:alert.label.op' : 'alert:alert.label.measure');
  const select = $('<select>').attr({ 'aria-label': label, 'data-field': field }).appendTo(row);
  for (const each of choices) $('<option>').val(each).text(text(texts[each])).appendTo(select);
  return select;
}
