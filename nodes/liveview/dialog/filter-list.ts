import { FILTER_MODES, type FilterMode } from '../../../lib/protocol/frames';
import { asRecord } from '../../../lib/settings/rule';
import { keepMembers } from '../../dialog/rules/stored';
import { optionalText, requiredText } from '../../dialog/rules/texts';
import type { Knowledge } from '../../dialog/suggestions/knowledge';
import { text } from '../../dialog/text';
import type { Key } from '../../dialog/translate';
import { textField } from '../../dialog/widgets/fields';
import { keptChoice, keptText, unknownMarks } from '../../dialog/widgets/kept';
import { filterValues, suggestFilter } from '../../dialog/widgets/suggest-filter';
import { rowList, type RowList } from '../../dialog/widgets/row-list';
import { valueList } from './value-list';

const MODES: Readonly<Record<FilterMode, Key>> = {
  include: 'appliance:common.mode.include',
  exclude: 'appliance:common.mode.exclude',
};

/** The filters of a view. A row reads as a sentence: include what has this property as one of these values. */
export function filterList(element: JQuery, stored: unknown, knowledge: Knowledge): RowList {
  return rowList<Record<string, unknown>>(element, {
    stored,
    fallback: [],
    toItem: asRecord,
    add: text('liveview:liveview.list.addFilter'),
    rowName: 'liveview:liveview.list.filter',
    blank: () => ({ mode: 'include', name: '', values: [] }),
    build(row, item) {
      const head = $('<div>', { class: 'activelogic-row' }).appendTo(row);
      const mode = modeField(head);
      const name = textField(head, { label: 'appliance:common.label.filter', field: 'name' });
      const arg = textField(head, { label: 'appliance:common.label.arg', field: 'arg' });
      const marks = unknownMarks(head);
      const members = {
        // The runtime has no default mode, so the form has none either.
        mode: keptChoice(mode, item.mode, undefined, marks),
        name: keptText(name, item.name, requiredText, marks),
        arg: keptText(arg, item.arg, optionalText, marks),
      };
      const tail = $('<div>', { class: 'activelogic-row activelogic-filter-values' }).appendTo(row);
      $('<span>').text(text('liveview:liveview.list.isOneOf')).appendTo(tail);
      const values = valueList(tail, item.values, filterValues(name, knowledge));
      suggestFilter(
        { name, arg, values: values.element, readValues: values.typed, retype: values.retype, place: row },
        knowledge,
      );
      return {
        read: keepMembers(item, { ...members, values: values.read }),
        judged: keepMembers(item, { ...members, values: values.judged }),
      };
    },
  });
}

function modeField(row: JQuery): JQuery {
  const select = $('<select>')
    .attr({ 'aria-label': text('appliance:common.label.mode'), 'data-field': 'mode' })
    .appendTo(row);
  for (const mode of FILTER_MODES) {
    $('<option>').val(mode).text(text(MODES[mode])).appendTo(select);
  }
  return select;
}
