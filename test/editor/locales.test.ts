import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  'node-red': { nodes: Record<string, string> };
};
/** The sets that have a dialog in this tree. */
const sets = readdirSync(path.join(root, 'nodes'))
  .filter((file) => file.endsWith('.html'))
  .map((file) => path.basename(file, '.html'));

/** Looked up at run time, by codes and states that no source of the editor contains. */
const RUNTIME_SECTIONS = ['errors', 'status', 'problems', 'log'].map((section) => `appliance:${section}.`);

function read(...parts: string[]): string {
  return readFileSync(path.join(root, ...parts), 'utf8');
}

function catalogueKeys(set: string): string[] {
  const keysOf = (value: unknown, prefix: string): string[] =>
    typeof value === 'string'
      ? [prefix]
      : Object.entries(value as object).flatMap(([key, child]) => keysOf(child, `${prefix}.${key}`));
  const catalogue = JSON.parse(read('locales', 'en-US', `${set}.json`)) as object;
  return Object.entries(catalogue).flatMap(([key, child]) => keysOf(child, `${set}:${key}`));
}

/** `data-i18n="[placeholder]a.b;c.d"`: in the set's own catalogue unless another's is named. */
function templateKeys(set: string): string[] {
  return [...read('nodes', `${set}.html`).matchAll(/data-i18n="([^"]+)"/g)]
    .flatMap((match) => (match[1] ?? '').split(';'))
    .map((part) => part.replace(/^\[[^\]]*\]/, ''))
    .map((key) => (key.includes(':') ? key.replace(`${manifest.name}/`, '') : `${set}:${key}`));
}

function codeKeys(): string[] {
  const address = new RegExp(`'((?:${sets.join('|')}):[\\w.-]+)'`, 'g');
  return readdirSync(path.join(root, 'nodes', 'editor'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read('nodes', 'editor', file).matchAll(address)].map((match) => match[1] ?? ''));
}

describe('the English catalogues', () => {
  const known = new Set(sets.flatMap(catalogueKeys));
  const used = new Set([...sets.flatMap(templateKeys), ...codeKeys()]);

  it('belong to the sets of the package', () => {
    assert.deepEqual(
      sets.filter((set) => !(set in manifest['node-red'].nodes)),
      [],
    );
  });

  it('have every text that the dialogs use', () => {
    assert.ok(used.size > 50, 'the texts in use were found');
    assert.deepEqual(
      [...used].filter((key) => !known.has(key)),
      [],
    );
  });

  it('have no text that nothing uses', () => {
    const unused = [...known].filter(
      (key) => !used.has(key) && !RUNTIME_SECTIONS.some((section) => key.startsWith(section)),
    );
    assert.deepEqual(unused, []);
  });

  it('have no empty text', () => {
    for (const set of sets) assert.doesNotMatch(read('locales', 'en-US', `${set}.json`), /: ""/);
  });

  for (const set of sets) {
    it(`come with help for ${set}`, () => {
      assert.match(
        read('locales', 'en-US', `${set}.html`),
        new RegExp(`data-help-name="activelogic-${set}"`),
      );
    });
  }
});

describe('the dialogs', () => {
  for (const set of sets) {
    it(`have no words of their own: ${set}`, () => {
      const words = read('nodes', `${set}.html`).replace(/<[^>]*>/g, '');
      assert.equal(words.trim(), '');
    });

    it(`name every field with a label: ${set}`, () => {
      const template = read('nodes', `${set}.html`);
      const fields = [...template.matchAll(/<(?:input|select)\b[^>]*\bid="([^"]+)"/g)].map(
        (match) => match[1],
      );
      const labels = [...template.matchAll(/<label\b[^>]*\bfor="([^"]+)"/g)].map((match) => match[1]);
      assert.deepEqual(fields.sort(), labels.sort());
    });
  }
});
