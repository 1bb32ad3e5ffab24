import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from './catalogue';

const root = path.join(__dirname, '..');

export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  'node-red': { nodes: Record<string, string> };
};

/** The sets with a dialog. */
export const sets = readdirSync(path.join(root, 'nodes')).filter((folder) =>
  existsSync(path.join(root, 'nodes', folder, 'dialog.html')),
);

export const ENGLISH = 'en-US';

/** The folders of texts, under Node-RED's names of languages. */
export const languages = readdirSync(path.join(root, 'locales')).sort();

/** Reads a file of this package, by its path from the package's root. */
export function read(...parts: string[]): string {
  return readFileSync(path.join(root, ...parts), 'utf8');
}

/** All files below a folder, by their paths from it. */
export function filesIn(...parts: string[]): string[] {
  return readdirSync(path.join(root, ...parts), { recursive: true, encoding: 'utf8' });
}

/** Whether a source below `nodes` runs in the browser. */
export function isDialog(file: string): boolean {
  return /(^|[\\/])dialog([\\/]|\.ts$)/.test(file);
}

/** A set's texts in a language, as they ship, by address, such as `appliance:status.connected`. */
export function texts(language: string, set: string): Map<string, string> {
  const flat = new Map<string, string>();
  const add = (value: unknown, address: string): void => {
    if (typeof value === 'string') flat.set(address, value);
    else
      for (const [key, child] of Object.entries(value as object)) {
        // In Node-RED a dot separates the parts of a key, and a colon ends the name of a catalogue.
        if (/[.:]/.test(key)) throw new Error(`${language}/${set}.json: no key may be ${key}`);
        add(child, address === '' ? `${set}:${key}` : `${address}.${key}`);
      }
  };
  add(catalogue(language, set), '');
  return flat;
}

/** The address of a `data-i18n` in a dialog. Without a catalogue's name it is in the set's own one. */
export function templateAddress(set: string, key: string): string {
  return key.includes(':') ? key.replace(`${manifest.name}/`, '') : `${set}:${key}`;
}
