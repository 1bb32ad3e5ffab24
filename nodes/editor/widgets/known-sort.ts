import { liveviewLabel } from '../rules/labels';
import type { Knowledge } from '../suggestions/knowledge';
import { type UpdateSource, valueHint, valueOptions } from '../suggestions/value-names';
import { text } from '../text';
import { fieldText } from './fields';
import { hintLine, whenLeft } from './hint-line';
import { follow } from './knowledge-line';
import { suggest } from './suggest';

/**
 * The field for what a view is sorted by: suggests the keys that its items will have, and says of one that they will not.
 *
 * @param view what is filled in
 */
export function knowSort(
  field: JQuery,
  place: JQuery,
  view: () => { distributions: unknown; columns: readonly string[] },
  knowledge: Knowledge,
): void {
  const source = (): UpdateSource => {
    const { distributions, columns } = view();
    return { label: liveviewLabel({ distributions }, text), columns, catalog: knowledge.catalog() };
  };
  const show = hintLine(place);
  const update = (): void => {
    show([{ field, hint: valueHint(fieldText(field), [source()], text) }]);
  };
  suggest(field, { options: () => valueOptions([source()]), knowledge });
  whenLeft(field, update);
  follow(knowledge, place, update);
  update();
}
