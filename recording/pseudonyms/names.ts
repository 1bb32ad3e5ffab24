import { createHmac } from 'node:crypto';
import { KNOWN_TEXTS, PLAIN_WORDS } from '../vocabulary';
import type { Addresses } from './addresses';

/** What separates names from each other: blanks and the punctuation of ASCII. Whatever else there is belongs to a name. */
const NAME = /[^\s!-/:-@[-`{-~]+/gu;

/** A point in time, which tells nothing of anybody. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** What may stand around a text that is known as a whole, so that it is not taken for a part of a name. */
const BEFORE = /^[\s"'([,]?$/;
const AFTER = /^($|[\s"')\],:;]|[.!?](\s|$))/;

/** The most words that a known text is looked for in a sentence with. */
const LONGEST_PHRASE = 5;

/** How many names are remembered, so that a name that comes again and again is looked at once. */
const MOST_REMEMBERED = 100_000;
const LONGEST_REMEMBERED = 200;

/** 48 bits: among a million names two have the same pseudonym once in 600 recordings. */
const DIGITS = 12;

/**
 * Replaces names, part by part: `video1.example.net` keeps its three labels and `PSM/By Plan` its path, and each part
 * has the same pseudonym wherever it stands, also within a sentence. So nothing has to be known of a text to be safe.
 */
export class Names {
  private readonly known = new Set(KNOWN_TEXTS);
  private readonly remembered = new Map<string, string>();
  /** Plain words that somebody is called, too: as many as there are. */
  private readonly taken = new Set<string>();
  /** What was left as it is, and is no word of this package's. */
  readonly kept = new Set<string>();

  constructor(
    private readonly key: Buffer,
    private readonly addresses: Addresses,
  ) {}

  /** Leaves a text as it is from now on, where it stands as a whole. */
  learn(text: string): void {
    const hasAddress = this.addresses.replaceIn(text, () => '') !== '';
    if (text !== '' && !hasAddress) this.known.add(text);
  }

  isKnown(text: string): boolean {
    if (!this.known.has(text)) return false;
    this.keep(text);
    return true;
  }

  /** Notes that a text was left as it is. */
  keep(text: string): void {
    if (!KNOWN_TEXTS.has(text) && this.kept.size < MOST_REMEMBERED) this.kept.add(text);
  }

  /** A name, an address, or a text that nothing is known of. */
  replace(text: string): string {
    if (this.isKnown(text)) return text;
    const before = this.remembered.get(text);
    if (before !== undefined) return before;
    const replaced = TIMESTAMP.test(text)
      ? text
      : this.addresses.replaceIn(text, (rest) => rest.replace(NAME, (name) => this.pseudonym(name)));
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    if (text.length <= LONGEST_REMEMBERED) this.remembered.set(text, replaced);
    return replaced;
  }

  /** A sentence, in which known texts and plain words stay. */
  replaceInSentence(text: string): string {
    return this.addresses.replaceIn(text, (rest) => {
      const words = [...rest.matchAll(NAME)].map(({ 0: word, index }) => ({
        start: index,
        end: index + word.length,
      }));
      let replaced = '';
      let done = 0;
      for (let index = 0; index < words.length;) {
        const count = this.phraseAt(rest, words, index);
        const [first, last] = [words[index], words[index + Math.max(count, 1) - 1]];
        if (!first || !last) break;
        const word = rest.slice(first.start, last.end);
        replaced +=
          rest.slice(done, first.start) +
          (count > 0 || (isPlain(word) && !this.taken.has(word)) ? word : this.pseudonym(word));
        done = last.end;
        index += Math.max(count, 1);
      }
      return replaced + rest.slice(done);
    });
  }

  /** How many words the longest known text has that begins with this one; 0 for none. */
  private phraseAt(text: string, words: { start: number; end: number }[], index: number): number {
    const start = words[index]?.start ?? 0;
    if (!BEFORE.test(text.charAt(start - 1))) return 0;
    for (let count = Math.min(LONGEST_PHRASE, words.length - index); count > 0; count--) {
      const end = words[index + count - 1]?.end ?? 0;
      if (AFTER.test(text.slice(end, end + 2)) && this.isKnown(text.slice(start, end))) return count;
    }
    return 0;
  }

  private pseudonym(name: string): string {
    if (isPlain(name)) this.taken.add(name);
    // In UTF-16, as halves of characters are all the same in UTF-8.
    const digest = createHmac('sha256', this.key).update('name ').update(name, 'utf16le').digest('hex');
    return `n${digest.slice(0, DIGITS)}`;
  }
}

/** A number of three digits may be a status, or seconds. */
function isPlain(word: string): boolean {
  return PLAIN_WORDS.has(word.toLowerCase()) || /^\d{1,3}$/.test(word);
}
