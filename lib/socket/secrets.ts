/** Shorter secrets are not searched for: they would match in any text. */
export const SHORTEST_SECRET = 4;

/** For a longer secret, this many first characters are enough: the end is missing where a text was cut off. */
export const SHORTEST_PREFIX = 8;

/** How many layers of encoding to undo, such as JSON within JSON. */
const MOST_SPELLINGS = 3;

/** An encoded character: with a backslash as in JSON and in programs, as in a URL, or as in HTML. */
const SPELLED =
  /\\+(?:u(d[89ab][0-9a-f]{2})\\+u(d[c-f][0-9a-f]{2})|u[0-9a-f]{4}|x[0-9a-f]{2}|[^])?|%[0-9a-f]{2}|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/gi;

const MARKS = ['\\', '%', '&'];
const MARK = /[\\%&]/g;

/** The most bytes of one encoded character, however often it is encoded. */
const LONGEST_SPELLING = 16;

const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The position of a secret, in bytes. */
interface Span {
  start: number;
  end: number;
}

/**
 * Text as bytes, one character each, because a URL encodes bytes. `at` gives each byte's position in the original
 * text, plus one entry for the end. Without `at` the positions are unchanged.
 */
interface Bytes {
  text: string;
  at?: number[];
}

/** A form in which a secret may appear. */
interface Form {
  text: string;
  /** How many of its bytes must match. */
  least: number;
}

/**
 * Finds this side's secrets in the peer's texts: as they are, in base64, and in other encodings. It compares decoded
 * texts, because no list of encodings is complete.
 */
export class Secrets {
  private readonly forms: readonly Form[];
  /** Shorter texts contain no secret. */
  private readonly shortest: number;
  private readonly longest: number;

  /** @param whole whether a secret must match as a whole */
  constructor(secrets: readonly string[], { whole = false } = {}) {
    const forms = new Map<string, Form>();
    for (const secret of secrets.filter(({ length }) => length >= SHORTEST_SECRET)) {
      const base64 = Buffer.from(secret)
        .toString('base64')
        .replace(/={1,2}$/, '');
      const written = [
        secret,
        secret.replaceAll(' ', '+'),
        base64,
        base64.replaceAll('+', '-').replaceAll('/', '_'),
      ];
      for (const form of written.flatMap((text) => spellings(bytesOf(text)))) {
        const least = whole
          ? form.length
          : Math.min(form.length, bytesOf(textOf(form).slice(0, SHORTEST_PREFIX)).length);
        if (form.length >= SHORTEST_SECRET) forms.set(form, { text: form, least });
      }
    }
    this.forms = [...forms.values()];
    this.longest = Math.max(0, ...this.forms.map(({ text }) => text.length));
    this.shortest = Math.min(...this.forms.map(({ least }) => least));
  }

  /** Whether a text contains one of the secrets. */
  areIn(text: string | Buffer): boolean {
    if (!this.mayBeIn(text)) return false;
    // Every update passes through here, so the fast search of Buffer comes first.
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    if (this.forms.some((form) => bytes.includes(form.text.slice(0, form.least), 0, 'latin1'))) return true;
    return MARKS.some((mark) => bytes.includes(mark)) && this.find(bytesOf(bytes)).length > 0;
  }

  /** Replaces the secrets in a text by `***`. */
  hide(text: string): string {
    if (!this.mayBeIn(text)) return text;
    const bytes = bytesOf(text);
    const spans = this.find(bytes);
    if (spans.length === 0) return text;
    let hidden = '';
    let done = 0;
    for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
      if (start >= done) hidden += `${bytes.slice(done, start)}***`;
      done = Math.max(done, end);
    }
    return textOf(hidden + bytes.slice(done));
  }

  /** A character has at most three bytes per code unit. */
  private mayBeIn({ length }: string | Buffer): boolean {
    return length * 3 >= this.shortest;
  }

  private find(bytes: string): Span[] {
    const spans = this.forms.flatMap((form) => [...occurrences(bytes, form)]);
    for (const { start, end } of this.spelled(bytes)) {
      let current = decoded({ text: bytes.slice(start, end) });
      for (let spelling = 0; current && spelling < MOST_SPELLINGS; spelling++) {
        const { text, at = [] } = current;
        for (const form of this.forms) {
          for (const found of occurrences(text, form))
            spans.push({
              start: start + (at[found.start] ?? 0),
              end: start + (at[found.end] ?? end - start),
            });
        }
        current = decoded(current);
      }
    }
    return spans.map((span) => characters(bytes, span));
  }

  /** The parts of a text that may contain an encoded secret. The rest is long and has no encoding marks. */
  private spelled(bytes: string): Span[] {
    const around = this.longest + LONGEST_SPELLING;
    const parts: Span[] = [];
    for (const { index } of bytes.matchAll(MARK)) {
      const last = parts.at(-1);
      if (last && index - around <= last.end) last.end = index + around;
      else parts.push({ start: Math.max(0, index - around), end: index + around });
    }
    return parts;
  }
}

/** A secret may itself look encoded. Thousands of layers would take quadratic time, and no text is decoded that often. */
function spellings(bytes: string): string[] {
  const found = [bytes];
  for (
    let next = decoded({ text: bytes });
    next && found.length <= MOST_SPELLINGS;
    next = decoded({ text: next.text })
  ) {
    found.push(next.text);
  }
  return found;
}

function* occurrences(text: string, { text: form, least }: Form): Generator<Span> {
  const needle = form.slice(0, least);
  for (let start = text.indexOf(needle); start !== -1;) {
    let end = start + least;
    while (end - start < form.length && text[end] === form[end - start]) end++;
    yield { start, end };
    start = text.indexOf(needle, end);
  }
}

/** Drops an incomplete UTF-8 character at the end: two different ones may begin alike. */
function characters(bytes: string, { start, end }: Span): Span {
  let whole = end;
  while (whole < bytes.length && whole > start && (bytes.charCodeAt(whole) & 0xc0) === 0x80) whole--;
  return { start, end: whole };
}

/** Decodes one layer; `undefined` where nothing is encoded. */
function decoded({ text, at }: Bytes): Bytes | undefined {
  let plain = '';
  let done = 0;
  const from: number[] = [];
  const copy = (end: number): void => {
    for (let index = done; index < end; index++) from.push(at?.[index] ?? index);
    plain += text.slice(done, end);
  };
  for (const { 0: spelled, 1: high, 2: low, index } of text.matchAll(SPELLED)) {
    copy(index);
    done = index + spelled.length;
    const character = high && low ? bytesOf(unit(high) + unit(low)) : characterOf(spelled);
    for (const byte of character) {
      plain += byte;
      from.push(at?.[index] ?? index);
    }
  }
  if (done === 0) return undefined;
  copy(text.length);
  from.push(at?.[text.length] ?? text.length);
  return { text: plain, at: from };
}

/** The bytes that an encoded character stands for. */
function characterOf(spelled: string): string {
  if (spelled.startsWith('%')) return String.fromCharCode(Number.parseInt(spelled.slice(1), 16));
  if (spelled.startsWith('&')) {
    const name = spelled.slice(1, -1).toLowerCase();
    if (!name.startsWith('#')) return ENTITIES[name] ?? '';
    const point = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return point <= 0x10ffff ? bytesOf(String.fromCodePoint(point)) : '';
  }
  const rest = spelled.replace(/^\\+/, '');
  if (rest.length > 1) return bytesOf(unit(rest.slice(1)));
  return LETTERS[rest] ?? rest;
}

/** The bytes of a UTF-16 code unit. */
function unit(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}

function bytesOf(text: string | Buffer): string {
  return (typeof text === 'string' ? Buffer.from(text) : text).toString('latin1');
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

/**
 * The secrets in a URL's query: its values, and names without a value, as in `?token`. One may be base64 and end in
 * `=`.
 */
export function secretsOfQuery(query: URLSearchParams): string[] {
  return [...query].map(([name, value]) => (isEmpty(value) ? name : value));
}

/** A URL for people: it keeps only the names of the query's values. */
export function withoutSecretsOfQuery(url: string): string {
  const shown = new URL(url);
  const parts = [...shown.searchParams].map(([name, value]) =>
    isEmpty(value) ? '***' : `${encodeURIComponent(name)}=***`,
  );
  shown.search = parts.join('&');
  return shown.href;
}

const isEmpty = (value: string): boolean => /^=*$/.test(value);
