import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ENGLISH, languages, read, sets, templateAddress, texts } from '../../scripts/catalogues';
import { outline } from './help-outline';
import { ROOT } from '../support/root';
import { monospaced, width } from './label-width';

/** Node-RED's 100 px for a label, its icon, and the wider timeout labels, relative to the font's 14 px. */
const [LABEL_WIDTH, ICON_WIDTH, TIMEOUT_LABEL_WIDTH] = [100 / 14, 18 / 14, 190 / 14];

/** Width of the sidebar's narrowest help in letters. The editor shows the headings of a list on one line. */
const HELP_WIDTH = 34;

/** Help is for a glance; the reference has the rest. */
const MOST_WORDS = 350;

/** The text between two sentences: a space and nothing else. */
const JOINER = 'alert:alert.explain.next';

const PLACEHOLDER = /__([A-Za-z]+)__/g;

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[0]))].sort();
}

/** The leading and trailing space of a text. Texts that are joined depend on it. */
function margins(text: string): [before: string, after: string] {
  return [/^\s*/.exec(text)?.[0] ?? '', /\s*$/.exec(text)?.[0] ?? ''];
}

/** The labels beside a dialog's fields, each with the room that it has. */
function fieldLabels(set: string): { address: string; room: number }[] {
  const template = read('nodes', set, 'dialog.html');
  const timeouts = template.indexOf('<details class="activelogic-limits"');
  return [...template.matchAll(/<label\s+for="[^"]+"\s*>([\s\S]*?)<\/label/g)].map((match) => ({
    address: templateAddress(set, /data-i18n="([^"]+)"/.exec(match[1] ?? '')?.[1] ?? ''),
    room:
      timeouts >= 0 && match.index > timeouts
        ? TIMEOUT_LABEL_WIDTH
        : LABEL_WIDTH - (match[1]?.includes('<i ') === true ? ICON_WIDTH : 0),
  }));
}

/** The labels that a help page lists or quotes, as you would look for them in the dialog. */
function labelsIn(page: string, catalogue: Map<string, string>): string[] {
  return [...catalogue]
    .filter(([address, text]) => address.includes('.label.') && names(page, text))
    .map(([address]) => address);
}

function names(page: string, label: string): boolean {
  const line = page.replace(/\s+/g, ' ');
  return [`<dt>${label} <`, `“${label}”`, `„${label}“`, `「${label}」`].some((shown) => line.includes(shown));
}

/** The headings of a document, as a link names them. */
function anchorsOf(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}

describe('the help', () => {
  for (const set of sets)
    it(`links to headings of documents: ${set}`, () => {
      const links = [...read('locales', ENGLISH, `${set}.html`).matchAll(/<a href="([^"]*)"/g)];
      assert.ok(links.length > 0);
      for (const [, link = ''] of links) {
        const [file = '', anchor] = link.split('#');
        assert.ok(existsSync(path.join(ROOT, file)), link);
        if (anchor !== undefined) assert.ok(anchorsOf(file).includes(anchor), link);
      }
    });
});

describe('the languages', () => {
  it('are de, en-US, ja, ko and pt-BR', () => {
    assert.deepEqual(languages, ['de', 'en-US', 'ja', 'ko', 'pt-BR']);
  });
});

for (const language of languages) {
  describe(`the texts in ${language}`, () => {
    it("name InfluxDB's measurement as InfluxDB does; an alert's measure is another word", () => {
      assert.equal(texts(language, 'liveview').get('liveview:liveview.label.measurement'), 'Measurement');
      assert.notEqual(texts(language, 'alert').get('alert:alert.label.measure'), 'Measurement');
    });

    for (const set of sets) {
      const english = texts(ENGLISH, set);
      const own = texts(language, set);
      /** The addresses of texts that both languages have and that break a rule. */
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

      it(`have nothing that Node-RED would interpret: ${set}`, () => {
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

      it(`have a help page that is built like the English one: ${set}`, () => {
        const page = read('locales', language, `${set}.html`);
        assert.ok(page.startsWith(`<script type="text/html" data-help-name="activelogic-${set}">\n`));
        assert.deepEqual(outline(page), outline(read('locales', ENGLISH, `${set}.html`)));
      });

      it(`have short help, without bold words: ${set}`, () => {
        const page = read('locales', language, `${set}.html`);
        const words = page.replace(/<[^>]*>/g, ' ').match(/\S+/g) ?? [];
        assert.ok(words.length < MOST_WORDS, `${words.length} words`);
        assert.doesNotMatch(page, /<b>/);
      });

      it(`have no heading in the help that is cut off: ${set}`, () => {
        const page = read('locales', language, `${set}.html`);
        const headings = [...page.matchAll(/<dt[^>]*>([\s\S]*?)</g)].map(([, heading = '']) =>
          heading.trim(),
        );
        assert.deepEqual(
          headings.filter((heading) => monospaced(heading.replace(/\s+/g, ' ')) > HELP_WIDTH),
          [],
        );
      });

      it(`name fields in the help as in the dialog: ${set}`, () => {
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
