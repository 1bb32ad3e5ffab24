import type { Header } from './endpoint-options';
import type { ErrorCode, ErrorParams } from '../errors';

/** A problem with a header. It never shows a value, which may be a secret. */
interface HeaderProblem {
  code: ErrorCode;
  params: ErrorParams;
}

/** The handshake sets these itself, or they change how the request's bytes are read. */
const OWNED: ReadonlySet<string> = new Set([
  ...['host', 'connection', 'upgrade', 'content-length', 'transfer-encoding', 'te', 'trailer', 'expect'],
]);

/** What HTTP calls a token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i;

/**
 * Characters that a value cannot have: control characters, and those that do not fit into a header's one byte per
 * character.
 */
const UNSENDABLE = /[^\x20-\x7e\xa0-\xff]/;

/** Headers that always identify a client, even if they are not marked as secret. */
const IDENTIFYING: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization', 'cookie']);

/** Whether a header of this name identifies a client. */
export function isIdentifying(name: string): boolean {
  return IDENTIFYING.has(name.toLowerCase());
}

/**
 * Finds what is wrong with a header's name.
 *
 * @param hasCredentials whether credentials set the header `Authorization`
 * @param others the names already in use, in lower case
 */
export function headerNameProblem(
  name: string,
  hasCredentials: boolean,
  others: ReadonlySet<string>,
): HeaderProblem | undefined {
  const known = name.toLowerCase();
  if (!TOKEN.test(name)) return { code: 'invalid-header-name', params: {} };
  if (OWNED.has(known) || known.startsWith('sec-websocket-'))
    return { code: 'header-owned', params: { name } };
  if (known === 'authorization' && hasCredentials) return { code: 'header-authorization', params: { name } };
  if (others.has(known)) return { code: 'header-twice', params: { name } };
  return undefined;
}

/** Finds what is wrong with a header's value. */
export function headerValueProblem(value: string): HeaderProblem | undefined {
  if (value.trim() === '') return { code: 'value-empty', params: {} };
  return UNSENDABLE.test(value) ? { code: 'invalid-header-value', params: {} } : undefined;
}

/** Shorter parts of a value are not searched for: they may be plain words, such as `Bearer`. */
const SHORTEST_PART = 8;

/** The secrets in a header's value: the whole value, and its parts, such as a cookie's value. */
export function secretsOfHeader({ value }: Header): string[] {
  const parts = value.split(/[\s;,=]+/).filter(({ length }) => length >= SHORTEST_PART);
  return [value, ...parts];
}
