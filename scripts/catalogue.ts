import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE_TEXTS } from '../lib/texts';

/** A section of texts by key, as in Node-RED's catalogues. */
export interface Section {
  [key: string]: string | Section;
}

/**
 * A set's catalogue as it ships. The library holds the English texts of the library and the doctor; they are added to
 * the appliance's catalogue here.
 */
export function catalogue(language: string, set: string): Section {
  const file = path.join(__dirname, '..', 'locales', language, `${set}.json`);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Section;
  return language === 'en-US' && set === 'appliance' ? { ...texts, ...CATALOGUE_TEXTS } : texts;
}
