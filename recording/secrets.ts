import type { Endpoint } from '#lib/socket/endpoint';
import { isJson, mapStrings } from './json-strings';
import { PROFILE_WORDS } from './vocabulary';

/**
 * The text of a frame without this side's credentials, which some systems and proxies repeat. In JSON only strings are
 * looked at, also those that are written with escapes: a number that is like a password is a number.
 */
export function withoutCredentials(text: string, { hide }: Pick<Endpoint, 'hide'>): string {
  const hidden = hide(text);
  if (hidden === text && !text.includes('\\')) return text;
  if (!isJson(text)) return hidden;
  // Whoever has one of these words as a password keeps nobody out with it; a frame without them cannot be read.
  return mapStrings(text, (value) => (PROFILE_WORDS.has(value) ? value : hide(value)));
}

/** Whether the bytes of a binary frame have the credentials among them. */
export function hasCredentials(data: Buffer, { hide }: Pick<Endpoint, 'hide'>): boolean {
  const text = data.toString('latin1');
  return hide(text) !== text;
}
