import { filterSentence, entriesOf, records, withArgument } from '../../dialog/rules/labels';
import { fits, shorten, shortenBefore } from '../../dialog/rules/shorten';
import { scalarText } from '../../dialog/rules/stored';
import type { Translate } from '../../dialog/translate';

/** Separates distributions from filters. */
const SEPARATOR = ' · ';

/**
 * A liveview node's label: distributions, then filters, such as `Local Host / Service · Host = 10.0.0.1`. If there is
 * no room for the filters, the label has only their number.
 */
export function liveviewLabel(node: { distributions?: unknown; filters?: unknown }, t: Translate): string {
  const distributions = records(node.distributions)
    .map(({ name, arg }) => withArgument(name, arg))
    .filter((name) => name !== '')
    .join(' / ');
  const filters = records(node.filters)
    .map(({ mode, name, arg, values }) =>
      filterSentence({ mode, name, arg, values: entriesOf(values).map((value) => scalarText(value) ?? '…') }),
    )
    .filter((sentence) => sentence !== '');
  // Without a distribution there is no view yet, and the filters alone would look like a filter node.
  if (distributions === '' || filters.length === 0) return shorten(distributions);
  const whole = distributions + SEPARATOR + filters.join(', ');
  if (fits(whole)) return shorten(whole);
  const count =
    filters.length === 1
      ? t('liveview:liveview.node.oneFilter')
      : t('liveview:liveview.node.filters', { number: filters.length });
  return shortenBefore(distributions, SEPARATOR + count);
}
