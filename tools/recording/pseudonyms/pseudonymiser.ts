import { createHash } from 'node:crypto';
import type { ViewDefinition } from '../../../lib/protocol/frames';
import { isObject } from '../../../lib/is-object';
import type { Entry, Header } from '../format';
import { type JsonPath, mapJson } from '../json-strings';
import { Addresses } from './addresses';
import { Names } from './names';

/** How to replace a text. */
type Rule = 'name' | 'structure' | 'sentence' | 'unit';

/**
 * The places in a frame of profile 1 that hold no name, with `*` for every element. In any other frame every text
 * counts as a name, and every key as structure.
 */
const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  catalog: {
    'fields/*/column': 'structure',
    'fields/*/name': 'structure',
    'fields/*/title': 'structure',
    'fields/*/unit': 'unit',
    'distributions/*/name': 'structure',
    'distributions/*/arg': 'structure',
    'filters/*/name': 'structure',
    'filters/*/arg': 'structure',
  },
  view: { 'columns/*': 'structure', 'distributions/*/name': 'structure', 'filters/*/name': 'structure' },
  update: { 'columns/*': 'structure' },
  error: { code: 'structure', message: 'sentence' },
};

/** The longest reason in a close frame, bytes. */
const LONGEST_REASON = 123;

/**
 * Makes a recording safe to share. It replaces every name and address outside the vocabulary, and always in the same
 * way. Without the key, no one can tell the originals.
 */
export class Pseudonymiser {
  private readonly names: Names;

  /** @param secret decides on the pseudonyms; recordings with the same one agree */
  constructor(secret: Buffer) {
    const key = createHash('sha256').update(secret).digest();
    this.names = new Names(key, new Addresses(key));
  }

  /** The texts and words that were kept. */
  get kept(): ReadonlySet<string> {
    return this.names.kept;
  }

  header(header: Header): Header {
    const { url, view } = header;
    return {
      ...header,
      url: this.url(url),
      ...(view ? { view: JSON.parse(this.json(JSON.stringify(view), 'view')) as ViewDefinition } : {}),
      pseudonymised: true,
    };
  }

  entry(entry: Entry): Entry {
    if ('text' in entry) return this.frame(entry);
    if ('binary' in entry) {
      const { at, from, binary } = entry;
      return { at, from, omitted: 'binary', bytes: Buffer.byteLength(binary, 'base64') };
    }
    if ('ping' in entry) return { ...entry, ping: '' };
    if ('failed' in entry) return { ...entry, failed: this.names.replaceInSentence(entry.failed) };
    if (!('close' in entry)) return entry;
    const { close, error } = entry;
    return {
      ...entry,
      close: { ...close, reason: shorten(this.names.replaceInSentence(close.reason)) },
      ...(error === undefined ? {} : { error: this.names.replaceInSentence(error) }),
    };
  }

  private frame(entry: Extract<Entry, { text: string }>): Entry {
    const { at, from, text } = entry;
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      return { at, from, omitted: 'text', bytes: Buffer.byteLength(text) };
    }
    return { ...entry, text: this.json(text, isObject(content) ? content.type : undefined) };
  }

  /** @param type the frame's type */
  private json(text: string, type: unknown): string {
    const rules = typeof type === 'string' && Object.hasOwn(RULES, type) ? RULES[type] : undefined;
    return mapJson(text, {
      text: (value, isKey, path) =>
        this.text(value, isKey ? 'structure' : (rules?.[patternOf(path)] ?? 'name')),
      number: (literal, path) => (isIdentity(type, path) ? this.names.replaceNumber(literal) : literal),
    });
  }

  private text(value: string, rule: Rule): string {
    switch (rule) {
      case 'name':
        return this.names.replace(value);
      case 'structure':
        return this.names.replaceInStructure(value);
      case 'sentence':
        return this.names.replaceInSentence(value);
      case 'unit':
        return this.names.replaceInUnit(value);
    }
  }

  private url(text: string): string {
    const url = new URL(text);
    const port = url.port === '' ? '' : `:${url.port}`;
    const path = url.pathname.split('/').map((part) => this.names.replace(part));
    return `${url.protocol}//${this.names.replace(url.hostname)}${port}${path.join('/')}${url.search === '' ? '' : '?***'}`;
  }
}

function patternOf(path: JsonPath): string {
  return path.map((part) => (typeof part === 'number' ? '*' : part)).join('/');
}

/** Whether a number identifies a person or a thing: as a row's name, or as a filter's value. */
function isIdentity(type: unknown, path: JsonPath): boolean {
  if (type === 'view') return path[0] === 'filters' && path[2] === 'values';
  // The children of a row are rows in one of its elements.
  return type === 'update' && path[0] === 'rows' && path.length % 2 === 1 && path.at(-1) === 0;
}

function shorten(reason: string): string {
  let short = reason;
  while (Buffer.byteLength(short) > LONGEST_REASON) short = short.slice(0, -1);
  return short;
}
