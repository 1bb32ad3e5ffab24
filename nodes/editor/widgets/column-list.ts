import { addSuggestions } from './datalist';
import { textField } from './fields';
import { rowList, type RowList } from './row-list';
import { COLUMN_NAMES } from '../suggestions/documented';
import { text } from '../text';

/** The raw columns of a view. */
export function columnList(element: JQuery, form: JQuery, items: readonly string[]): RowList<string> {
  const list = addSuggestions(form, 'activelogic-column-names', COLUMN_NAMES);
  return rowList<string>(element, {
    items,
    add: text('liveview:liveview.list.addColumn'),
    rowName: 'liveview:liveview.list.column',
    blank: () => '',
    build(row, value) {
      row.addClass('activelogic-row');
      return textField(row, { label: 'appliance:common.label.column', value, list, field: 'name' });
    },
  });
}
