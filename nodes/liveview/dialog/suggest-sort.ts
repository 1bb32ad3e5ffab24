import { liveviewLabel } from './label';
import type { Knowledge } from '../../dialog/suggestions/knowledge';
import { type UpdateSource, valueHint, valueOptions } from '../../dialog/suggestions/value-names';
import { text } from '../../dialog/text';
import { fieldText } from '../../dialog/widgets/fields';
import { hintLine, whenLeft } from '../../dialog/widgets/hint-line';
import { follow } from '../../dialog/widgets/knowledge-line';
import { ROWS_CHANGED } from '../../dialog/widgets/row-list';
import { suggest } from '../../dialog/widgets/suggest';

/**
 * The "Sort by" field. It suggests the keys that the items will have, and warns about any other key.
 *
 * @param lists the lists of the form, whose changes change the keys
 * @param view the view in the form
 */
export function suggestSort(
  field: JQuery,
  place: JQuery,
  lists: JQuery,
  view: () => { distributions: readonly unknown[]; columns: readonly unknown[] },
  knowledge: Knowledge,
): void {
  const source = (): UpdateSource => {
    const { distributions, columns } = view();
    const names = columns.filter((column): column is string => typeof column === 'string');
    return { label: liveviewLabel({ distributions }, text), columns: names, catalog: knowledge.catalog() };
  };
  const show = hintLine(place);
  const update = (): void => {
    show([{ field, hint: valueHint(fieldText(field), [source()], text) }]);
  };
  suggest(field, { options: () => valueOptions([source()]), knowledge });
  whenLeft(field, update);
  lists.on(ROWS_CHANGED, update);
  follow(knowledge, place, update);
  update();
}
