import type { Endpoint } from '../../lib/socket/endpoint';
import { isJson, mapStrings } from './json-strings';
import { PROFILE_WORDS } from './vocabulary';

/**
 * Removes this side's credentials from a frame's text: some appliances and proxies repeat them. In JSON it looks at
 * strings only, because a number that equals a password is just a number.
 */
export function withoutCredentials(text: string, { hide }: Pick<Endpoint, 'hide'>): string {
  const hidden = hide(text);
  if (hidden === text) return text;
  if (!isJson(text)) return hidden;
  // As a password such a word would protect nothing. Without these words the frame would be unreadable.
  return mapStrings(text, (value) => (PROFILE_WORDS.has(value) ? value : hide(value)));
}
