import { asRecord } from '../../../lib/settings/rule';
import { keepMembers } from '../../dialog/rules/stored';
import { optionalText, requiredText } from '../../dialog/rules/texts';
import type { Knowledge } from '../../dialog/suggestions/knowledge';
import { text } from '../../dialog/text';
import { textField } from '../../dialog/widgets/fields';
import { keptText, unknownMarks } from '../../dialog/widgets/kept';
import { suggestDistribution } from '../../dialog/widgets/suggest-distribution';
import { rowList, type RowList } from '../../dialog/widgets/row-list';
import { SETTINGS } from '../settings';

/** The indentation per level. Deeper levels are not indented further, so that their fields stay wide enough. */
const [INDENT_PX, INDENTED_LEVELS] = [16, 4];

/** The distributions of a view, outermost first. Each row shows the number of its level and is indented by it. */
export function distributionList(
  element: JQuery,
  stored: unknown,
  knowledge: Knowledge,
  changed: () => void,
): RowList {
  return rowList<Record<string, unknown>>(element, {
    stored,
    fallback: SETTINGS.distributions.default as unknown[],
    toItem: asRecord,
    add: text('liveview:liveview.list.addDistribution'),
    rowName: 'liveview:liveview.list.level',
    height: 'auto',
    changed,
    blank: () => ({ name: '' }),
    build(row, item) {
      const line = $('<div>', { class: 'activelogic-row' }).appendTo(row);
      $('<span>', { class: 'activelogic-level', 'aria-hidden': 'true' }).appendTo(line);
      const name = textField(line, { label: 'appliance:common.label.distribution', field: 'name' });
      const arg = textField(line, { label: 'appliance:common.label.arg', field: 'arg' });
      const marks = unknownMarks(line);
      const read = keepMembers(item, {
        name: keptText(name, item.name, requiredText, marks),
        arg: keptText(arg, item.arg, optionalText, marks),
      });
      suggestDistribution({ name, arg, place: row }, knowledge, changed);
      return read;
    },
    number(row, index) {
      row.find('.activelogic-level').text(index + 1);
      row.css('padding-left', Math.min(index, INDENTED_LEVELS) * INDENT_PX);
    },
  });
}
