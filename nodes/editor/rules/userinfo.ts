import { hasVariable, isVariable } from './variables';

/** The scheme, what stands before the last `@` of the host, and the rest, in the places where a browser sees them. */
const PARTS = /^([^/?#\\]*[/\\]{2,})([^/?#\\]*)@(.*)$/s;

/** A URL without the user name and the password that were in it. */
export interface Separated {
  url: string;
  username: string;
  password: string;
}

/** Takes user name and password out of a URL; nothing where it has none. */
export function separateUserinfo(url: string): Separated | undefined {
  const [, scheme, userinfo, rest] = PARTS.exec(url) ?? [];
  if (scheme === undefined || userinfo === undefined || rest === undefined) return undefined;
  const colon = userinfo.indexOf(':');
  const [username, password] =
    colon < 0 ? [userinfo, ''] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)];
  if (username === '' && password === '') return undefined;
  return { url: scheme + rest, username: decoded(username), password: decoded(password) };
}

/**
 * Whether they mean the same as credentials: Node-RED replaces a variable there only where it is the whole value.
 */
export function fitsCredentials({ username, password }: Separated): boolean {
  return [username, password].every((value) => !hasVariable(value) || isVariable(value));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A lone `%` is what it is, as in a browser.
    return value;
  }
}
