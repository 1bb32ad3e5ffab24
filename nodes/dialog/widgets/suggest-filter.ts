import type { TypedValue } from '../rules/typed-values';
import { filterHints } from '../suggestions/hints';
import type { Knowledge } from '../suggestions/knowledge';
import {
  filterArgOptions,
  filterOptions,
  filterValueOptions,
  filterValueType,
  findFilter,
  type Option,
} from '../suggestions/options';
import { text } from '../text';
import { showArgument } from './argument';
import { fieldText } from './fields';
import { hintLine, whenLeft } from './hint-line';
import { follow } from './knowledge-line';
import { suggest } from './suggest';

interface FilterFields {
  name: JQuery;
  arg: JQuery;
  /** The element that holds the values, which come and go. */
  values: JQuery;
  readValues: () => TypedValue[];
  /** Called when another filter is chosen, with the type of its values if known. */
  retype: (type: string | undefined) => void;
  /** Hints are added at its end. */
  place: JQuery;
}

/** What the fields of values need to know of the chosen filter. */
export interface FilterValues {
  options: () => Option[];
  /** The type of an added value. */
  type: () => string | undefined;
  knowledge: Knowledge;
}

/** What is known of the values of the filter that a field names. */
export function filterValues(name: JQuery, knowledge: Knowledge): FilterValues {
  const info = (): ReturnType<typeof findFilter> => findFilter(knowledge.catalog(), fieldText(name));
  return {
    options: () => filterValueOptions(knowledge.catalog(), info()),
    type: () => filterValueType(info()),
    knowledge,
  };
}

/** Adds suggestions and hints to the fields of a filter. */
export function suggestFilter(fields: FilterFields, knowledge: Knowledge): void {
  const { name, arg, values, readValues, retype, place } = fields;
  const info = (): ReturnType<typeof findFilter> => findFilter(knowledge.catalog(), fieldText(name));
  const show = hintLine(place);
  const update = (): void => {
    showArgument(arg, info());
    const filter = { name: fieldText(name), arg: fieldText(arg), values: readValues() };
    const hints = filterHints(filter, knowledge.catalog(), text);
    show([
      { field: name, hint: hints.name },
      { field: arg, hint: hints.arg },
      { field: values.find('.red-ui-typedInput-input'), hint: hints.values },
    ]);
  };
  suggest(name, { options: () => filterOptions(knowledge.catalog()), knowledge });
  suggest(arg, { options: () => filterArgOptions(info()), knowledge });
  let chosen = fieldText(name);
  name.on('change', () => {
    // Node-RED fires change events without a change when it opens a form.
    if (fieldText(name) === chosen) return;
    chosen = fieldText(name);
    retype(filterValueType(info()));
  });
  whenLeft(name.add(arg), update);
  whenLeft(values, update);
  follow(knowledge, name, update);
  update();
}
