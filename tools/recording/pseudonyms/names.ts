import { createHmac } from 'node:crypto';
import { isPlainWord, isStructureWord, KNOWN_TEXTS, UNITS } from '../vocabulary';
import type { Addresses } from './addresses';

/** A name: everything between blanks and ASCII punctuation. */
const NAME = /[^\s!-/:-@[-`{-~]+/gu;

/** The characters that may surround a known text. Between others it would be part of a name. */
const BEFORE = /^[\s"'([,]?$/;
const AFTER = /^($|[\s"')\],:;]|[.!?](\s|$))/;

/** The longest known text to look for in a sentence, in words. */
const LONGEST_PHRASE = 5;

/** How many names to remember, so that a frequent name is worked out once. */
const MOST_REMEMBERED = 100_000;
const LONGEST_REMEMBERED = 200;

/** 48 bits: among a million names, two share a pseudonym once in 600 recordings. */
const DIGITS = 12;

/**
 * Replaces texts part by part. `video1.example.net` keeps its three labels and `PSM/By Plan` its path. Each part has
 * the same pseudonym everywhere. Only the vocabulary stays, so a text is safe without any knowledge about it.
 */
export class Names {
  private readonly remembered = new Map<string, string>();
  /** Plain words that also serve as names: each one found so far. */
  private readonly taken = new Set<string>();
  /** The texts and words of the vocabulary that were kept. */
  readonly kept = new Set<string>();

  constructor(
    private readonly key: Buffer,
    private readonly addresses: Addresses,
  ) {}

  /** For places where anything may stand, such as a row's name. A known text stays only as a whole. */
  replace(text: string): string {
    if (this.isKept(text)) return text;
    const before = this.remembered.get(text);
    if (before !== undefined) return before;
    const replaced = this.addresses.replaceIn(text, (rest) =>
      rest.replace(NAME, (name) => this.pseudonym(name)),
    );
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    if (text.length <= LONGEST_REMEMBERED) this.remembered.set(text, replaced);
    return replaced;
  }

  /** For texts that people read. Known texts and plain words stay, unless such a word also serves as a name. */
  replaceInSentence(text: string): string {
    return this.replaceParts(text, (word) => isPlainWord(word) && !this.taken.has(word));
  }

  /** For an appliance's names of its parts, such as columns and keys. Known texts and words of the vocabulary stay. */
  replaceInStructure(text: string): string {
    return this.replaceParts(text, isStructureWord);
  }

  replaceInUnit(text: string): string {
    if (!UNITS.has(text)) return this.replaceInStructure(text);
    this.kept.add(text);
    return text;
  }

  /** Replaces a number that identifies a person or a thing, rather than being a value. */
  replaceNumber(literal: string): string {
    return String(Number.parseInt(this.digest('number ', literal).slice(0, 8), 16));
  }

  private replaceParts(text: string, stays: (word: string) => boolean): string {
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
        replaced += rest.slice(done, first.start) + (count > 0 ? word : this.word(word, stays(word)));
        done = last.end;
        index += Math.max(count, 1);
      }
      return replaced + rest.slice(done);
    });
  }

  private word(word: string, stays: boolean): string {
    if (!stays) return this.pseudonym(word);
    this.kept.add(word);
    return word;
  }

  /** The number of words in the longest known text that begins with this word; 0 if there is none. */
  private phraseAt(text: string, words: { start: number; end: number }[], index: number): number {
    const start = words[index]?.start ?? 0;
    if (!BEFORE.test(text.charAt(start - 1))) return 0;
    for (let count = Math.min(LONGEST_PHRASE, words.length - index); count > 0; count--) {
      const end = words[index + count - 1]?.end ?? 0;
      if (AFTER.test(text.slice(end, end + 2)) && this.isKept(text.slice(start, end))) return count;
    }
    return 0;
  }

  private isKept(text: string): boolean {
    if (!KNOWN_TEXTS.has(text)) return false;
    this.kept.add(text);
    return true;
  }

  private pseudonym(name: string): string {
    if (isPlainWord(name)) this.taken.add(name);
    return `n${this.digest('name ', name).slice(0, DIGITS)}`;
  }

  /** In UTF-16, because all half surrogates are the same in UTF-8. */
  private digest(kind: string, text: string): string {
    return createHmac('sha256', this.key).update(kind).update(text, 'utf16le').digest('hex');
  }
}
