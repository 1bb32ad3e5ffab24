import assert from 'node:assert/strict';
import { ENGLISH, languages, read, sets, templateAddress, texts } from './catalogues';
import { outline } from './help-outline';
import { width } from './label-width';

/** Node-RED's 100 px for a label without its icon, and the wider labels of the timeouts, in the font's size of 14 px. */
const [LABEL_WIDTH, TIMEOUT_LABEL_WIDTH] = [82 / 14, 190 / 14];

/** What comes between sentences: a space, and nothing to read. */
const JOINER = 'alert:alert.explain.next';

const PLACEHOLDER = /__([A-Za-z]+)__/g;

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[0]))].sort();
}

/** The space that a text begins and ends with: what is joined from several texts depends on it. */
function margins(text: string): [before: string, after: string] {
  return [/^\s*/.exec(text)?.[0] ?? '', /\s*$/.exec(text)?.[0] ?? ''];
}

/** The texts of the labels beside a dialog's fields, each with the room for it. */
function fieldLabels(set: string): { address: string; room: number }[] {
  const template = read('nodes', `${set}.html`);
  const timeouts = template.indexOf('<details class="activelogic-limits"');
  return [...template.matchAll(/<label\s+for="[^"]+"\s*>([\s\S]*?)<\/label/g)].map((match) => ({
    address: templateAddress(set, /data-i18n="([^"]+)"/.exec(match[1] ?? '')?.[1] ?? ''),
    room: timeouts >= 0 && match.index > timeouts ? TIMEOUT_LABEL_WIDTH : LABEL_WIDTH,
  }));
}

/** The labels that a help page has as entries or in bold, as a person looks for them in the dialog. */
function labelsIn(page: string, catalogue: Map<string, string>): string[] {
  return [...catalogue]
    .filter(([address, text]) => address.includes('.label.') && names(page, text))
    .map(([address]) => address);
}

function names(page: string, label: string): boolean {
  const line = page.replace(/\s+/g, ' ');
  return line.includes(`<dt>${label} <`) || line.includes(`<b>${label}</b>`);
}

for (const language of languages) {
  describe(`the texts in ${language}`, () => {
    for (const set of sets) {
      const english = texts(ENGLISH, set);
      const own = texts(language, set);
      /** The addresses, of those that both languages have, whose texts are not as they should be. */
      const wrong = (isWrong: (text: string, original: string) => boolean): string[] =>
        [...own]
          .filter(([address, text]) => isWrong(text, english.get(address) ?? text))
          .map(([address]) => address);

      it(`are complete: ${set}`, () => {
        assert.deepEqual([...own.keys()].sort(), [...english.keys()].sort());
        assert.deepEqual(
          wrong((text) => text.trim() === '').filter((address) => address !== JOINER),
          [],
        );
      });

      it(`have the same placeholders as in English: ${set}`, () => {
        assert.deepEqual(
          wrong((text, original) => placeholders(text).join() !== placeholders(original).join()),
          [],
        );
      });

      it(`begin and end with a space where they do in English: ${set}`, () => {
        assert.deepEqual(
          wrong((text, original) => margins(text).join('…') !== margins(original).join('…')),
          [],
        );
      });

      it(`have nothing that Node-RED would take for something else: ${set}`, () => {
        assert.deepEqual(
          wrong((text) => /__|\$t\(|[<>]|&\w+;/.test(text.replace(PLACEHOLDER, ''))),
          [],
        );
      });

      it(`fit beside their fields: ${set}`, () => {
        const tooWide = fieldLabels(set)
          .map(({ address, room }) => ({
            text: texts(language, address.split(':')[0] ?? '').get(address) ?? '',
            room,
          }))
          .filter(({ text, room }) => text === '' || width(text) > room);
        assert.deepEqual(tooWide, []);
      });

      it(`have a help page that is built as the English one: ${set}`, () => {
        const page = read('locales', language, `${set}.html`);
        assert.ok(page.startsWith(`<script type="text/html" data-help-name="activelogic-${set}">\n`));
        assert.deepEqual(outline(page), outline(read('locales', ENGLISH, `${set}.html`)));
      });

      it(`call fields in the help as in the dialog: ${set}`, () => {
        const page = read('locales', language, `${set}.html`);
        const named = labelsIn(read('locales', ENGLISH, `${set}.html`), english);
        assert.deepEqual(
          named.filter((address) => !names(page, own.get(address) ?? '')),
          [],
        );
      });
    }
  });
}
