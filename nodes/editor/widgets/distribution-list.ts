import type { Distribution } from '../../lib/protocol/frames';
import { addSuggestions } from './datalist';
import { cleanDistribution } from '../rules/distributions';
import { textField } from './fields';
import { rowList, type RowList } from './row-list';
import { DISTRIBUTION_NAMES } from '../suggestions/documented';
import { text } from '../text';

/** How far a level is indented; deeper ones than this are not, or their fields would get too narrow. */
const [INDENT_PX, INDENTED_LEVELS] = [16, 4];

/** The distributions of a view, outermost first: a level's number and indentation show how they nest. */
export function distributionList(
  element: JQuery,
  form: JQuery,
  items: readonly Distribution[],
  changed: () => void,
): RowList<Distribution> {
  const list = addSuggestions(form, 'activelogic-distribution-names', DISTRIBUTION_NAMES);
  return rowList<Distribution>(element, {
    items,
    add: text('liveview:liveview.list.addDistribution'),
    rowName: 'liveview:liveview.list.level',
    height: 'auto',
    changed,
    blank: () => ({ name: '' }),
    build(row, item) {
      row.addClass('activelogic-row');
      $('<span>', { class: 'activelogic-level', 'aria-hidden': 'true' }).appendTo(row);
      const name = textField(row, {
        label: 'appliance:common.label.distribution',
        value: item.name,
        list,
        required: true,
        field: 'name',
      });
      const arg = textField(row, {
        label: 'appliance:common.label.arg',
        value: item.arg ?? '',
        field: 'arg',
      });
      return () => cleanDistribution(name(), arg());
    },
    number(row, index) {
      row.children('.activelogic-level').text(index + 1);
      row.css('padding-left', Math.min(index, INDENTED_LEVELS) * INDENT_PX);
    },
  });
}
