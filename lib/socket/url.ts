import { type Rule, text } from '../settings/rule';
import type { ErrorParams } from '../errors';
import { printable } from '../printable';

/**
 * The longest URL, in characters. Servers accept no longer request line, and every part of the query is searched for
 * in the appliance's texts.
 */
export const LONGEST_URL = 8192;
/** The most characters of a URL to show in an error. */
const LONGEST_SHOWN = 300;

/** Why a URL cannot be an appliance's. */
interface UrlProblem {
  code: 'invalid-url' | 'url-credentials';
  params: ErrorParams;
}

/**
 * Finds what is wrong with a URL. Anyone who sees the flows can read a URL, so it must not contain a user name or a
 * password. This also applies to a URL from a variable: credentials have one place.
 */
export function urlProblem(value: string): UrlProblem | undefined {
  if (value.length > LONGEST_URL) return invalidUrl(value);
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return invalidUrl(value);
  }
  // A fragment is never sent, so a URL with one is a mistake.
  if (!/^wss?:\/\/[^/\s]\S*$/i.test(value.trim()) || url.hostname === '' || url.hash !== '')
    return invalidUrl(value);
  return url.username === '' && url.password === '' ? undefined : urlCredentials(url.host);
}

/** Whether a URL uses TLS, parsed as it is when it is opened. */
export function isSecure(value: string): boolean {
  try {
    return new URL(value).protocol === 'wss:';
  } catch {
    return false;
  }
}

const VARIABLE = /\$\{[^{}]+\}/g;

/** The part before the last `@` of the host, and the host, in a URL that begins with a variable. */
const OPEN_USERINFO = /^\$\{[^{}]+\}[^/?#\\]*[/\\]{2,}[^/?#\\]*@([^/?#\\]*)/;

/** An appliance's URL. While only the runtime knows its variables, the rest is checked. */
export const systemUrl: Rule<string> = (value, at, reading) => {
  const url = text(value, at, reading);
  if (url === undefined && typeof value !== 'string') return undefined;
  const problem = url === undefined ? openProblem(value as string) : urlProblem(url);
  return problem ? reading.wrong({ at, ...problem }) : url;
};

function openProblem(given: string): UrlProblem | undefined {
  const url = given.trim();
  if (url.startsWith('${')) {
    const host = OPEN_USERINFO.exec(url)?.[1];
    return host === undefined ? undefined : urlCredentials(host);
  }
  // A digit stands for each variable, because it is valid in a name and in a port.
  const problem = urlProblem(url.replace(VARIABLE, '1'));
  return problem?.code === 'invalid-url' ? invalidUrl(url) : problem;
}

/** A URL for people. The query is left out, because it may be a token. */
export function withoutQuery(url: string): string {
  return url.replace(/\?[^]*/, '?***');
}

/** Shows neither a password nor the query. */
function invalidUrl(value: string): UrlProblem {
  const end = value.lastIndexOf('@');
  const start = end < 0 ? -1 : value.slice(0, end).indexOf('//');
  const scheme = start < 0 ? '' : value.slice(0, start + 2);
  const shown = printable(withoutQuery(end < 0 ? value : `${scheme}***${value.slice(end)}`));
  const short = shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN - 1)}…` : shown;
  return { code: 'invalid-url', params: { value: short } };
}

function urlCredentials(host: string): UrlProblem {
  return { code: 'url-credentials', params: { host } };
}
