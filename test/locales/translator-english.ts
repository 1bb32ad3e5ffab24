import { fill } from '../../lib/errors';
import type { Translate } from '../../nodes/dialog/translate';
import { ENGLISH, texts } from '../../scripts/catalogues';

/** The texts of the English catalogues, as the editor would show them. */
export const english: Translate = (address, params = {}) => {
  const found = texts(ENGLISH, address.replace(/:.*/, '')).get(address);
  if (found === undefined) throw new Error(`No text for ${address}`);
  return fill(found, params);
};
