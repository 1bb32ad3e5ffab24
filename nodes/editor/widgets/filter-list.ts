import { FILTER_MODES, type FilterMode } from '../../lib/protocol/frames';
import { cleanFilter, readMode, type StoredFilter } from '../rules/filters';
import { toTyped } from '../rules/typed-values';
import type { Knowledge } from '../suggestions/knowledge';
import { text } from '../text';
import type { Key } from '../translate';
import { fieldText, textField } from './fields';
import { filterValues, knowFilter } from './known-filter';
import { rowList, type RowList } from './row-list';
import { valueList } from './value-list';

const MODES: Readonly<Record<FilterMode, Key>> = {
  include: 'appliance:common.mode.include',
  exclude: 'appliance:common.mode.exclude',
};

/** The filters of a view; a row reads as a sentence: include what has this property as one of these values. */
export function filterList(
  element: JQuery,
  items: readonly StoredFilter[],
  knowledge: Knowledge,
): RowList<StoredFilter> {
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
      const stored = (Array.isArray(item.values) ? item.values : []).map(toTyped);
      const values = valueList(tail, stored, filterValues(name, knowledge));
      knowFilter(
        {
          name,
          arg,
          values: values.element,
          readValues: values.read,
          retype: values.retype,
          place: row,
        },
        knowledge,
      );
      return () =>
        cleanFilter({ mode: mode(), name: fieldText(name), values: values.read(), arg: fieldText(arg) });
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
