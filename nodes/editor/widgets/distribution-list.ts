import type { Distribution } from '../../lib/protocol/frames';
import { cleanDistribution } from '../rules/distributions';
import type { Knowledge } from '../suggestions/knowledge';
import { text } from '../text';
import { fieldText, textField } from './fields';
import { knowDistribution } from './known-distribution';
import { rowList, type RowList } from './row-list';

/** How far a level is indented; deeper ones than this are not, or their fields would get too narrow. */
const [INDENT_PX, INDENTED_LEVELS] = [16, 4];

/** The distributions of a view, outermost first: a level's number and indentation show how they nest. */
export function distributionList(
  element: JQuery,
  items: readonly Distribution[],
  knowledge: Knowledge,
  changed: () => void,
): RowList<Distribution> {
  return rowList<Distribution>(element, {
    items,
    add: text('liveview:liveview.list.addDistribution'),
    rowName: 'liveview:liveview.list.level',
    height: 'auto',
    changed,
    blank: () => ({ name: '' }),
    build(row, item) {
      const line = $('<div>', { class: 'activelogic-row' }).appendTo(row);
      $('<span>', { class: 'activelogic-level', 'aria-hidden': 'true' }).appendTo(line);
      const name = textField(line, {
        label: 'appliance:common.label.distribution',
        value: item.name,
        required: true,
        field: 'name',
      });
      const arg = textField(line, {
        label: 'appliance:common.label.arg',
        value: item.arg ?? '',
        field: 'arg',
      });
      knowDistribution({ name, arg, place: row }, knowledge, changed);
      return () => cleanDistribution(fieldText(name), fieldText(arg));
    },
    number(row, index) {
      row.find('.activelogic-level').text(index + 1);
      row.css('padding-left', Math.min(index, INDENTED_LEVELS) * INDENT_PX);
    },
  });
}
