import { hasVariable, isVariable } from '../../../lib/settings/variables';

/** The scheme, and the part between it and the path, split where a browser splits them. */
const PARTS = /^([^/?#\\]*[/\\]{2,})([^/?#\\]*)/;

/** A URL without user name and password, and these. */
export interface Separated {
  url: string;
  username: string;
  password: string;
}

/** Takes the user name and password out of a URL; undefined if it has none. */
export function separateUserinfo(url: string): Separated | undefined {
  const [before = '', scheme = '', authority = ''] = PARTS.exec(url) ?? [];
  const at = authority.lastIndexOf('@');
  if (at < 0) return undefined;
  const userinfo = authority.slice(0, at);
  const rest = authority.slice(at + 1) + url.slice(before.length);
  const colon = userinfo.indexOf(':');
  const [username, password] =
    colon < 0 ? [userinfo, ''] : [userinfo.slice(0, colon), userinfo.slice(colon + 1)];
  if (username === '' && password === '') return undefined;
  return { url: scheme + rest, username: decoded(username), password: decoded(password) };
}

/**
 * Whether user name and password mean the same as credentials. There, Node-RED replaces a variable only if it is the
 * whole value.
 */
export function fitsCredentials({ username, password }: Separated): boolean {
  return [username, password].every((value) => !hasVariable(value) || isVariable(value));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A lone `%` stands for itself, as in a browser.
    return value;
  }
}
