import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  'node-red': { nodes: Record<string, string> };
};

/** The sets that have a dialog in this tree. */
export const sets = readdirSync(path.join(root, 'nodes'))
  .filter((file) => file.endsWith('.html'))
  .map((file) => path.basename(file, '.html'));

export const ENGLISH = 'en-US';

/** The folders of texts, by the names that Node-RED has for languages. */
export const languages = readdirSync(path.join(root, 'locales')).sort();

/** A file of this package, by its path from the package's root. */
export function read(...parts: string[]): string {
  return readFileSync(path.join(root, ...parts), 'utf8');
}

/** The files of a folder and of those in it, by their paths from that folder. */
export function filesIn(...parts: string[]): string[] {
  return readdirSync(path.join(root, ...parts), { recursive: true, encoding: 'utf8' });
}

/** A set's texts in a language, by their addresses, such as `appliance:status.connected`. */
export function texts(language: string, set: string): Map<string, string> {
  const flat = new Map<string, string>();
  const add = (value: unknown, address: string): void => {
    if (typeof value === 'string') flat.set(address, value);
    else
      for (const [key, child] of Object.entries(value as object)) {
        // Node-RED takes a dot for the way to a key and a colon for a catalogue's name.
        if (/[.:]/.test(key)) throw new Error(`${language}/${set}.json: no key may be ${key}`);
        add(child, address === '' ? `${set}:${key}` : `${address}.${key}`);
      }
  };
  add(JSON.parse(read('locales', language, `${set}.json`)), '');
  return flat;
}

/** The address of a `data-i18n` in a dialog: in the set's own catalogue unless another's is named. */
export function templateAddress(set: string, key: string): string {
  return key.includes(':') ? key.replace(`${manifest.name}/`, '') : `${set}:${key}`;
}
