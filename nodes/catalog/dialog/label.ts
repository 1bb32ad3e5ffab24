import { isBlank } from '../../../lib/settings/rule';
import { shorten } from '../../dialog/rules/shorten';
import type { Translate } from '../../dialog/translate';

/** A catalog node's label: whose catalogue it gets. Empty without an appliance. */
export function catalogLabel(appliance: string, t: Translate): string {
  return isBlank(appliance) ? '' : shorten(t('catalog:catalog.node.of', { appliance }));
}
