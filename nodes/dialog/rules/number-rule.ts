import { toNumber } from '../../../lib/settings/rule';

/**
 * The number in a text field. Other text, such as a variable or a typing error, stays text for the settings to check.
 */
export function readNumber(text: string): unknown {
  return toNumber(text) ?? text.trim();
}
