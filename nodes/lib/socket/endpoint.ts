import { constants } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { type Agent, validateHeaderValue } from 'node:http';
import { createSecureContext, type SecureContext } from 'node:tls';
import { LiveViewError } from '../errors';
import { type ProxyMode, proxyAgent } from './proxy';
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
  /** Full URL, `ws://` or `wss://`. */
  url: string;
  /** For `wss`: `true` trusts the CAs that this machine trusts. */
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
  /** `host:port` for messages, without any credentials that the URL may carry. */
  readonly host: string;
  readonly path: string;
  /** Options for `tls.connect`, and the proxy's agent, if any. */
  readonly socketOptions: Omit<TlsOptions, 'ca' | 'cert' | 'key' | 'passphrase'> & {
    agent?: Agent;
    autoSelectFamily: boolean;
  };
  readonly headers: Record<string, string>;
  readonly handshakeTimeout: number;
  readonly heartbeat: number;
  readonly staleAfter: number;
  /** bytes */
  readonly maxPayload: number;
}

const MIB = 1024 * 1024;
/** A text frame becomes one string, and a longer one there cannot be; for ws, 2 GiB and more would be no limit at all. */
const LARGEST_FRAME = constants.MAX_STRING_LENGTH;

/** @throws LiveViewError `invalid-url`, `invalid-tls`, `invalid-credentials` or `invalid-proxy` */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const url = parseUrl(options.url);
  return {
    url: options.url,
    host: url.host,
    path: url.pathname,
    socketOptions: {
      // Node.js 18 tries one address only by default, and `localhost` may name two.
      autoSelectFamily: true,
      ...(url.protocol === 'wss:' ? trust(options.tls ?? true) : {}),
      ...proxy(options),
    },
    headers: options.credentials ? { Authorization: authorization(options.credentials) } : {},
    handshakeTimeout: options.handshakeTimeout * 1000,
    heartbeat: options.heartbeat * 1000,
    staleAfter: options.staleAfter * 1000,
    maxPayload: Math.min(Math.round(options.maxPayload * MIB), LARGEST_FRAME),
  };
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
  return url;
}

function invalidUrl(value: string): LiveViewError {
  return new LiveViewError('invalid-url', { value: value.replace(/^(.*\/\/)?.*@/s, '$1***@') });
}

/** Certificates and keys are read here, once: a bad one is found now, and no attempt to connect reads them again. */
function trust(tls: TlsOptions | true): TlsOptions {
  const { ca, cert, key, passphrase, ...rest } = tls === true ? {} : tls;
  if (rest.secureContext) return rest;
  try {
    // Node itself passes over a CA that it cannot read, and every certificate is then refused without a hint why.
    if (ca !== undefined) for (const certificate of [ca].flat()) new X509Certificate(certificate);
    return { ...rest, secureContext: createSecureContext({ ca: ca ?? systemCa(), cert, key, passphrase }) };
  } catch (cause) {
    throw new LiveViewError('invalid-tls', { reason: messageOf(cause) }, { cause });
  }
}

function proxy({ url, proxyMode }: EndpointOptions): { agent?: Agent } {
  try {
    const agent = proxyAgent(url, proxyMode);
    return agent ? { agent } : {};
  } catch (cause) {
    // Without the cause: it would carry the proxy's URL, and that may carry a password.
    throw new LiveViewError('invalid-proxy', { reason: messageOf(cause) });
  }
}

function authorization(credentials: Credentials): string {
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
