import { FILTER_MODES, type FilterMode } from '../../lib/protocol/frames';
import { addSuggestions } from './datalist';
import { fieldText, textField } from './fields';
import { cleanFilter, readMode, type StoredFilter } from '../rules/filters';
import { rowList, type RowList } from './row-list';
import { FILTER_NAMES } from '../suggestions/documented';
import { text } from '../text';
import type { Key } from '../translate';
import { toTyped } from '../rules/typed-values';
import { valueList } from './value-list';

const MODES: Readonly<Record<FilterMode, Key>> = {
  include: 'appliance:common.mode.include',
  exclude: 'appliance:common.mode.exclude',
};

/** The filters of a view; a row reads as a sentence: include what has this property as one of these values. */
export function filterList(
  element: JQuery,
  form: JQuery,
  items: readonly StoredFilter[],
): RowList<StoredFilter> {
  const list = addSuggestions(form, 'activelogic-filter-names', FILTER_NAMES);
  return rowList<StoredFilter>(element, {
    items,
    add: text('liveview:liveview.list.addFilter'),
    rowName: 'liveview:liveview.list.filter',
    blank: () => ({ mode: 'include', name: '', values: [''] }),
    build(row, item) {
      const head = $('<div>', { class: 'activelogic-row' }).appendTo(row);
      const mode = modeField(head, item.mode);
      const name = textField(head, {
        label: 'appliance:common.label.filter',
        value: item.name,
        list,
        required: true,
        field: 'name',
      });
      const arg = textField(head, {
        label: 'appliance:common.label.arg',
        value: item.arg ?? '',
        field: 'arg',
      });
      const tail = $('<div>', { class: 'activelogic-row activelogic-filter-values' }).appendTo(row);
      $('<span>').text(text('liveview:liveview.list.isOneOf')).appendTo(tail);
      const values = valueList(tail, (Array.isArray(item.values) ? item.values : []).map(toTyped));
      return () => cleanFilter({ mode: mode(), name: name(), values: values(), arg: arg() });
    },
  });
}

function modeField(row: JQuery, value: unknown): () => string {
  const label = text('appliance:common.label.mode');
  const select = $('<select>').attr('aria-label', label).appendTo(row);
  for (const mode of FILTER_MODES) {
    $('<option>').val(mode).text(text(MODES[mode])).appendTo(select);
  }
  select.val(readMode(value));
  return () => fieldText(select);
}
