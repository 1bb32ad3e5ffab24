import { getProxyForUrl } from 'proxy-from-env';
import { LiveViewError } from '../errors';
import type { ProxyMode } from './endpoint-options';

/** A proxy that opens tunnels. */
export interface Proxy {
  /** `host:port` for messages. */
  host: string;
  /** Name or address, without brackets. */
  hostname: string;
  port: number;
  /** Whether it uses TLS. */
  secure: boolean;
  /** The value of the `Proxy-Authorization` header. */
  authorization?: string;
  /** What identifies this side to the proxy. It must not appear in a message. */
  secrets: readonly string[];
}

/**
 * The environment's proxy for a URL, if there is one.
 *
 * @throws LiveViewError `proxy-scheme`, and an error for what is no URL
 */
export function proxyFor(target: string, mode: ProxyMode = 'strict'): Proxy | undefined {
  const named = mode === 'legacy' ? legacyProxy(target, process.env) : strictProxy(target);
  if (named === '') return undefined;
  const url = new URL(withHttp(named));
  const { protocol, hostname, port } = url;
  if (!isHttp(protocol)) {
    // Without the user name and the password.
    const proxy = `${protocol}//${url.host}`;
    const scheme = protocol.slice(0, -1).toUpperCase();
    throw new LiveViewError('proxy-scheme', { proxy, scheme: scheme.startsWith('SOCKS') ? 'SOCKS' : scheme });
  }
  const secure = protocol === 'https:';
  const number = port === '' ? (secure ? 443 : 80) : Number(port);
  const where = { host: `${hostname}:${number}`, hostname: bare(hostname), port: number, secure };
  const [username, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  if (username === '' && password === '') return { ...where, secrets: [] };
  const header = Buffer.from(`${username}:${password}`).toString('base64');
  return { ...where, authorization: `Basic ${header}`, secrets: [header, username, password] };
}

/** A host as a socket takes it: an IPv6 address without brackets. */
export function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/**
 * `ws_proxy` and `wss_proxy` are rare. A WebSocket starts as HTTP, so the variables for HTTP also apply. They come first
 * if `all_proxy` names a SOCKS proxy, as many desktops set it.
 */
function strictProxy(url: string): string {
  const named = [url, url.replace(/^ws/i, 'http')].map((each) => getProxyForUrl(each));
  return named.find((proxy) => isHttp(proxy)) ?? named.find((proxy) => proxy !== '') ?? '';
}

function isHttp(url: string): boolean {
  return /^(http|ws)s?:/i.test(url);
}

function legacyProxy(url: string, env: NodeJS.ProcessEnv): string {
  const excluded = env.NO_PROXY ?? env.no_proxy;
  if (excluded?.split(',').some((part) => part.trim() !== '' && url.includes(part.trim()))) return '';
  return env.HTTP_PROXY ?? env.http_proxy ?? '';
}

/**
 * For `proxy:3128` without a scheme, `proxy-from-env` adds the target's scheme. No proxy speaks that, so it becomes
 * HTTP.
 */
function withHttp(proxy: string): string {
  return proxy.includes('://') ? proxy.replace(/^ws/i, 'http') : `http://${proxy}`;
}
