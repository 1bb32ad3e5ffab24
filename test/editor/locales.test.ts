import assert from 'node:assert/strict';
import { ENGLISH, filesIn, manifest, read, sets, templateAddress, texts } from './catalogues';

/** Looked up at run time, by codes and states that no source of the editor contains. */
const RUNTIME_SECTIONS = ['errors', 'doctor', 'status', 'problems', 'log'].map(
  (section) => `appliance:${section}.`,
);

/** `data-i18n="[placeholder]a.b;c.d"` */
function templateKeys(set: string): string[] {
  return [...read('nodes', `${set}.html`).matchAll(/data-i18n="([^"]+)"/g)]
    .flatMap((match) => (match[1] ?? '').split(';'))
    .map((part) => templateAddress(set, part.replace(/^\[[^\]]*\]/, '')));
}

function codeKeys(): string[] {
  const address = new RegExp(`'((?:${sets.join('|')}):[\\w.-]+)'`, 'g');
  return filesIn('nodes', 'editor')
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read('nodes', 'editor', file).matchAll(address)].map((match) => match[1] ?? ''));
}

describe('the English catalogues', () => {
  const known = new Set(sets.flatMap((set) => [...texts(ENGLISH, set).keys()]));
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
