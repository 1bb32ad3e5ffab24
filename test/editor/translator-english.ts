import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Translate } from '../../nodes/editor/translate';

interface Catalogue {
  [key: string]: string | Catalogue;
}

/** Texts from the English catalogues, as the editor would show them. */
export const english: Translate = (address, params = {}) => {
  const [set = '', key = ''] = address.split(':');
  const file = path.join(__dirname, '..', '..', 'locales', 'en-US', `${set}.json`);
  const catalogue = JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
  const found = key
    .split('.')
    .reduce<string | Catalogue | undefined>(
      (section, name) => (typeof section === 'object' ? section[name] : undefined),
      catalogue,
    );
  if (typeof found !== 'string') throw new Error(`No text for ${address}`);
  return found.replace(/__(\w+?)__/g, (whole, name: string) => String(params[name] ?? whole));
};
