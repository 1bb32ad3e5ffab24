import { distributionHints } from '../suggestions/hints';
import type { Knowledge } from '../suggestions/knowledge';
import { distributionOptions, findDistribution } from '../suggestions/options';
import { text } from '../text';
import { showArgument } from './argument';
import { fieldText } from './fields';
import { hintLine, whenLeft } from './hint-line';
import { follow } from './knowledge-line';
import { suggest } from './suggest';

/**
 * Adds suggestions and hints to the fields of a distribution. `changed` is called when a hint appears or disappears.
 */
export function suggestDistribution(
  { name, arg, place }: { name: JQuery; arg: JQuery; place: JQuery },
  knowledge: Knowledge,
  changed: () => void,
): void {
  const show = hintLine(place);
  const update = (): void => {
    const catalog = knowledge.catalog();
    const info = findDistribution(catalog, fieldText(name));
    showArgument(arg, info);
    const hints = distributionHints({ name: fieldText(name), arg: fieldText(arg) }, catalog, text);
    show([
      { field: name, hint: hints.name },
      { field: arg, hint: hints.arg },
    ]);
    changed();
  };
  suggest(name, { options: () => distributionOptions(knowledge.catalog()), knowledge });
  whenLeft(name.add(arg), update);
  follow(knowledge, name, update);
  update();
}
