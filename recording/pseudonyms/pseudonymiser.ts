import { createHash } from 'node:crypto';
import { readCatalog } from '#lib/protocol/catalog';
import type { Catalog, ViewDefinition } from '#lib/protocol/frames';
import { InvalidFrame } from '#lib/protocol/invalid-frame';
import { isObject, type JsonObject } from '#lib/protocol/shape';
import type { Entry, Header } from '../format';
import { mapStrings } from '../json-strings';
import { Addresses } from './addresses';
import { Names } from './names';

/** A property's name that is no data: it would be one in a program, too. */
const IDENTIFIER = /^[A-Za-z_$][\w$]{0,63}$/;

/** What a column is called, raw or prettily. */
const COLUMN = /^[A-Za-z_][\w.]{0,63}$/;

/** Of a close frame, bytes. */
const LONGEST_REASON = 123;

/**
 * Makes a recording fit to be sent to somebody: all names and addresses become others, the same one for the same one.
 * What is not known to be harmless counts as a name. Without the key nobody can tell what they were.
 */
export class Pseudonymiser {
  private readonly names: Names;

  /** @param secret decides on the pseudonyms; recordings that are to agree need the same one */
  constructor(secret: Buffer) {
    const key = createHash('sha256').update(secret).digest();
    this.names = new Names(key, new Addresses(key));
  }

  /** What was left as it is, beside the words of profile 1 and the documented names. */
  get kept(): ReadonlySet<string> {
    return this.names.kept;
  }

  header(header: Header): Header {
    const { url, view } = header;
    if (view) this.learnView(view);
    return {
      ...header,
      url: this.url(url),
      ...(view ? { view: JSON.parse(this.json(JSON.stringify(view), {})) as ViewDefinition } : {}),
      pseudonymised: true,
    };
  }

  entry(entry: Entry): Entry {
    if ('text' in entry) return this.text(entry);
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

  private text(entry: Extract<Entry, { text: string }>): Entry {
    const { at, from, text } = entry;
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch {
      return { at, from, omitted: 'text', bytes: Buffer.byteLength(text) };
    }
    return { ...entry, text: this.json(text, isObject(content) ? content : {}) };
  }

  /** @param frame what the text says, as far as it is a frame of the profile */
  private json(text: string, frame: JsonObject): string {
    const catalog = catalogOf(frame);
    if (catalog) this.learnCatalog(catalog);
    for (const column of columnsOf(frame)) this.names.learn(column);
    const sentences = sentencesOf(frame, catalog);
    return mapStrings(text, (value, isKey) => {
      if (isKey && IDENTIFIER.test(value)) {
        this.names.keep(value);
        return value;
      }
      if (value === catalog?.system.firmware) return this.firmware(value);
      return sentences.has(value) ? this.names.replaceInSentence(value) : this.names.replace(value);
    });
  }

  private learnView({ columns = [], distributions, filters }: ViewDefinition): void {
    for (const name of [...columns, ...[...distributions, ...filters].map(({ name }) => name)]) {
      this.names.learn(name);
    }
  }

  private learnCatalog({ fields, distributions, filters, services }: Catalog): void {
    for (const { column, name, unit = '', title = '' } of fields) {
      for (const text of [column, name, unit, title]) this.names.learn(text);
    }
    for (const { name } of [...distributions, ...filters]) this.names.learn(name);
    for (const service of services) this.names.learn(service);
  }

  /** Its numbers stay. */
  private firmware(text: string): string {
    return text
      .split(/(\d+(?:\.\d+)*)/)
      .map((part, index) => (index % 2 === 1 ? part : this.names.replace(part)))
      .join('');
  }

  private url(text: string): string {
    const url = new URL(text);
    const port = url.port === '' ? '' : `:${url.port}`;
    const path = url.pathname.split('/').map((part) => this.names.replace(part));
    return `${url.protocol}//${this.names.replace(url.hostname)}${port}${path.join('/')}${url.search}`;
  }
}

function catalogOf(frame: JsonObject): Catalog | undefined {
  if (frame.type !== 'catalog') return undefined;
  try {
    return readCatalog(frame);
  } catch (error) {
    // Nothing is known of one that breaks the profile.
    if (error instanceof InvalidFrame) return undefined;
    throw error;
  }
}

/** Those of an update; they need not be in the catalogue. */
function columnsOf({ type, columns }: JsonObject): string[] {
  if (type !== 'update' || !Array.isArray(columns) || columns[0] !== 'name') return [];
  return columns.filter((column): column is string => typeof column === 'string' && COLUMN.test(column));
}

/** What is meant for people to read. */
function sentencesOf(frame: JsonObject, catalog: Catalog | undefined): Set<unknown> {
  if (frame.type === 'error') return new Set([frame.message]);
  return new Set([...(catalog?.distributions ?? []), ...(catalog?.filters ?? [])].map(({ arg }) => arg));
}

function shorten(reason: string): string {
  let short = reason;
  while (Buffer.byteLength(short) > LONGEST_REASON) short = short.slice(0, -1);
  return short;
}
