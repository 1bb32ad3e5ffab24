import { constants } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { type Agent, validateHeaderValue } from 'node:http';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Codec } from '../codec/codec';
import { profile1 } from '../codec/profile-1';
import { LiveViewError } from '../errors';
import { invalid } from '../invalid-value';
import { peerText, withoutSecrets } from './peer-text';
import { type Proxy, type ProxyMode, type ProxyRoute, proxyRoute } from './proxy';
import { systemCa } from './system-ca';

/** What the client presents and whom it trusts, in the names of Node's `tls.connect`. */
export interface TlsOptions {
  ca?: string | Buffer | (string | Buffer)[];
  cert?: string | Buffer | (string | Buffer)[];
  key?: string | Buffer | (string | Buffer)[];
  passphrase?: string;
  servername?: string;
  ALPNProtocols?: string[];
  rejectUnauthorized?: boolean;
  secureContext?: SecureContext;
}

/** How a client says who it is, for a system behind a reverse proxy. */
export type Credentials =
  { type: 'basic'; username: string; password: string } | { type: 'bearer'; token: string };

/** Where a system is and how it is spoken to. All durations in seconds; 0 switches one off. */
export interface EndpointOptions {
  /** Full URL, `ws://` or `wss://`, without a user name or password in it. */
  url: string;
  /** For `wss`: `true` trusts the CAs that this machine trusts. Only `rejectUnauthorized: false` trusts everybody. */
  tls?: TlsOptions | true | undefined;
  credentials?: Credentials | undefined;
  /** For the upgrade and the catalogue together. */
  handshakeTimeout: number;
  /** Between pings; each must be answered before the next. */
  heartbeat: number;
  /** The longest silence between updates. */
  staleAfter: number;
  /** The largest frame, MiB. */
  maxPayload: number;
  proxyMode?: ProxyMode | undefined;
  /** How its frames are read and written; without one, as profile 1 says. */
  codec?: Codec | undefined;
}

/** The values that the nodes' forms start with, and the library's own. */
export const ENDPOINT_DEFAULTS = {
  handshakeTimeout: 10,
  heartbeat: 15,
  staleAfter: 60,
  maxPayload: 32,
} as const;

/** An endpoint whose parts have been checked: connecting to it may fail, but not throw. Durations in ms. */
export interface Endpoint {
  readonly url: string;
  /** `host:port` for messages. */
  readonly host: string;
  readonly path: string;
  /** Options for `tls.connect`, and the proxy's agent, if any. */
  readonly socketOptions: Omit<TlsOptions, 'ca' | 'cert' | 'key' | 'passphrase'> & {
    agent?: Agent;
    autoSelectFamily: boolean;
  };
  /** The proxy on the way, if any. */
  readonly proxy: Proxy | undefined;
  readonly headers: Record<string, string>;
  readonly codec: Codec;
  /** Makes what the system says of itself fit for messages: see {@link peerText}. */
  readonly quote: (text: string) => string;
  /** The text without what this side identifies itself with, and without the values of the URL's query. */
  readonly hide: (text: string) => string;
  /** Whether a frame, or a text of one, repeats what the header identifies the client with. */
  readonly repeatsCredentials: (frame: Buffer | string) => boolean;
  readonly handshakeTimeout: number;
  readonly heartbeat: number;
  readonly staleAfter: number;
  /** bytes */
  readonly maxPayload: number;
}

const MIB = 1024 * 1024;
/** A text frame becomes one string, and a longer one there cannot be; for ws, 2 GiB and more would be no limit at all. */
const LARGEST_FRAME = constants.MAX_STRING_LENGTH;

/**
 * A header's value that is shorter is not looked for in frames of data: a name there may be the same by chance, and no
 * update may be left out because of that.
 */
const SHORTEST_REPEATED = 16;

/**
 * @throws LiveViewError `invalid-url`, `url-credentials`, `invalid-number`, `invalid-tls`, `invalid-credentials`,
 *   `invalid-codec` or `invalid-proxy`
 */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const url = parseUrl(options.url);
  const { credentials } = options;
  // A timer takes what is no number for 1 ms, and so would end every connection at once.
  for (const field of ['handshakeTimeout', 'heartbeat', 'staleAfter', 'maxPayload'] as const) {
    const value: unknown = options[field];
    if (typeof value !== 'number' || !(value >= 0))
      throw new LiveViewError('invalid-number', { field, minimum: 0, value: String(value) });
  }
  const header = credentials && headerValue(credentials);
  const sent = header?.slice(header.indexOf(' ') + 1) ?? '';
  const route = proxy(options);
  const secrets = [
    sent,
    ...(credentials ? secretsOf(credentials) : []),
    ...url.searchParams.values(),
    ...(route?.secrets ?? []),
  ];
  return {
    url: url.href,
    host: url.host,
    path: url.pathname,
    socketOptions: {
      // Node.js 18 tries one address only by default, and `localhost` may name two.
      autoSelectFamily: true,
      ...(url.protocol === 'wss:' ? trust(options.tls ?? true) : {}),
      ...(route ? { agent: route.agent } : {}),
    },
    proxy: route?.proxy,
    headers: header === undefined ? {} : { Authorization: header },
    codec: readCodec(options.codec),
    quote: peerText(secrets),
    hide: withoutSecrets(secrets),
    repeatsCredentials: (frame) => sent.length >= SHORTEST_REPEATED && frame.includes(sent),
    handshakeTimeout: options.handshakeTimeout * 1000,
    heartbeat: options.heartbeat * 1000,
    staleAfter: options.staleAfter * 1000,
    maxPayload: Math.min(Math.round(options.maxPayload * MIB), LARGEST_FRAME),
  };
}

/** Whether a URL, read as it is when it is opened, is one with TLS. */
export function isSecure(value: string): boolean {
  try {
    return new URL(value).protocol === 'wss:';
  } catch {
    return false;
  }
}

function parseUrl(value: string): URL {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    // The cause would carry the whole URL into a log, and a URL may carry a password.
    throw invalidUrl(value);
  }
  // A fragment never travels; a URL that has one is a slip of the pen.
  if (!['ws:', 'wss:'].includes(url.protocol) || url.hostname === '' || url.hash !== '') {
    throw invalidUrl(value);
  }
  // A URL is no secret to anybody who may see the flows. One that comes with a variable is refused too, so that there
  // is one place for credentials, and one order of precedence.
  if (url.username !== '' || url.password !== '')
    throw new LiveViewError('url-credentials', { host: url.host });
  return url;
}

/** Shows neither a password nor what follows the question mark, which may be a token. */
function invalidUrl(value: string): LiveViewError {
  const shown = value.replace(/^(.*\/\/)?.*@/s, '$1***@').replace(/\?.*/s, '?***');
  return new LiveViewError('invalid-url', { value: shown });
}

/** Certificates and keys are read here, once: a bad one is found now, and no attempt to connect reads them again. */
function trust(tls: TlsOptions | true): TlsOptions {
  const { ca, cert, key, passphrase, ...more } = tls === true ? {} : tls;
  // Said in so many words, or else Node.js would heed NODE_TLS_REJECT_UNAUTHORIZED, which is meant for no one in particular.
  const rest = { ...more, rejectUnauthorized: more.rejectUnauthorized !== false };
  if (rest.secureContext) return rest;
  try {
    // Node itself passes over a CA that it cannot read, and every certificate is then refused without a hint why.
    if (ca !== undefined) for (const certificate of [ca].flat()) new X509Certificate(certificate);
    return { ...rest, secureContext: createSecureContext({ ca: ca ?? systemCa(), cert, key, passphrase }) };
  } catch (cause) {
    throw new LiveViewError('invalid-tls', { reason: messageOf(cause) }, { cause });
  }
}

function readCodec(codec: EndpointOptions['codec']): Codec {
  if (codec === undefined) return profile1;
  const { name, open } = Object(codec) as Partial<Record<keyof Codec, unknown>>;
  if (typeof name !== 'string' || typeof open !== 'function') throw invalid('invalid-codec', 'codec', codec);
  return codec;
}

function proxy({ url, proxyMode }: EndpointOptions): ProxyRoute | undefined {
  try {
    return proxyRoute(url, proxyMode);
  } catch (cause) {
    // Without the cause: it would carry the proxy's URL, and that may carry a password.
    throw new LiveViewError('invalid-proxy', { reason: messageOf(cause) });
  }
}

/** The header `Authorization`. */
function headerValue(credentials: Credentials): string {
  const value =
    credentials.type === 'bearer'
      ? `Bearer ${credentials.token}`
      : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  try {
    validateHeaderValue('Authorization', value);
  } catch (cause) {
    // Neither the value nor the cause's text may get into a log.
    throw new LiveViewError('invalid-credentials', {}, { cause });
  }
  return value;
}

function secretsOf(credentials: Credentials): string[] {
  return credentials.type === 'bearer' ? [credentials.token] : [credentials.username, credentials.password];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
