import { constants } from 'node:buffer';
import { X509Certificate } from 'node:crypto';
import { validateHeaderValue } from 'node:http';
import { createSecureContext } from 'node:tls';
import type { Codec } from '../codec/codec';
import { profile1 } from '../codec/profile-1';
import { LiveViewError } from '../errors';
import { invalid, show } from '../invalid-value';
import { COUNTERS, type Counter } from '../protocol/frames';
import { ENDPOINT_DEFAULTS } from '../settings/connection';
import { choice } from '../settings/rule';
import { take } from '../settings/take';
import type { Credentials, EndpointOptions, Header, TlsOptions } from './endpoint-options';
import { headerNameProblem, headerValueProblem, isIdentifying, secretsOfHeader } from './header';
import { peerText } from './peer-text';
import { bare, type Proxy, proxyFor } from './proxy';
import { Secrets, secretsOfQuery } from './secrets';
import { systemCa } from './system-ca';
import { urlProblem } from './url';

export { ENDPOINT_DEFAULTS } from '../settings/connection';
export { isSecure } from './url';

/** An endpoint with checked parts: connecting to it may fail, but not throw. Durations in ms. */
export interface Endpoint {
  readonly url: string;
  /** `host:port` for messages. */
  readonly host: string;
  /** Name or address, without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly path: string;
  /** Whether it uses TLS. */
  readonly secure: boolean;
  /** For `tls.connect`; certificates and keys are in its context. */
  readonly tls: Pick<TlsOptions, 'servername' | 'ALPNProtocols' | 'rejectUnauthorized' | 'secureContext'>;
  /** The proxy, if any. */
  readonly proxy: Proxy | undefined;
  readonly headers: Record<string, string>;
  /** Whether this side identifies itself: by credentials, a header or a certificate. */
  readonly identified: boolean;
  readonly codec: Codec;
  /** What drop and total columns count where the catalogue does not say. */
  readonly counters: Counter;
  /** Makes the appliance's texts safe to show: see {@link peerText}. */
  readonly quote: (text: string) => string;
  /** Removes from a text what identifies this side, and the secrets in the URL's query. */
  readonly hide: (text: string) => string;
  /** Whether bytes contain any of these. */
  readonly hasSecret: (bytes: Buffer) => boolean;
  /** Whether a frame, or a frame's text, repeats the headers that identify the client. */
  readonly repeatsCredentials: (frame: Buffer | string) => boolean;
  readonly handshakeTimeout: number;
  readonly heartbeat: number;
  readonly staleAfter: number;
  /** bytes */
  readonly maxPayload: number;
}

const MIB = 1024 * 1024;
/**
 * A text frame becomes one string, so it cannot be longer than a string. For ws, a limit of 2 GiB or more means no
 * limit.
 */
const LARGEST_FRAME = constants.MAX_STRING_LENGTH;

/**
 * Shorter header values are not searched for in data frames. A name could match by chance, and no update may be
 * dropped because of that.
 */
const SHORTEST_REPEATED = 16;

/**
 * @throws LiveViewError `invalid-url`, `url-credentials`, `invalid-number`, `invalid-tls`, `invalid-credentials`,
 *   `invalid-codec`, `invalid-choice`, `invalid-proxy`, `proxy-scheme`, or what is wrong with a header
 */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const url = parseUrl(options.url);
  const { credentials } = options;
  // Node.js treats an invalid timeout as 1 ms, which would end every connection at once.
  for (const field of ['handshakeTimeout', 'heartbeat', 'staleAfter', 'maxPayload'] as const) {
    const value: unknown = options[field];
    if (typeof value !== 'number' || !(value >= 0))
      throw new LiveViewError('invalid-number', { field, minimum: 0, value: String(value) });
  }
  const header = credentials && headerValue(credentials);
  const sent = header?.slice(header.indexOf(' ') + 1) ?? '';
  const headers = readHeaders(options);
  const secretHeaders = headers.filter(({ name, secret }) => secret === true || isIdentifying(name));
  const secure = url.protocol === 'wss:';
  const proxy = readProxy(options);
  const secrets = new Secrets([
    sent,
    ...(credentials ? secretsOf(credentials) : []),
    ...secretHeaders.flatMap(secretsOfHeader),
    ...secretsOfQuery(url.searchParams),
    ...(proxy?.secrets ?? []),
  ]);
  const identifying = [sent, ...secretHeaders.map(({ value }) => value)];
  const repeated = new Secrets(
    identifying.filter(({ length }) => length >= SHORTEST_REPEATED),
    { whole: true },
  );
  return {
    url: url.href,
    host: url.host,
    hostname: bare(url.hostname),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: url.pathname,
    secure,
    tls: secure ? trust(options.tls ?? true) : {},
    proxy,
    headers: Object.fromEntries([
      ...headers.map(({ name, value }) => [name, value] as const),
      ...(header === undefined ? [] : [['Authorization', header] as const]),
    ]),
    identified:
      (credentials ? secretsOf(credentials) : []).some((secret) => secret !== '') ||
      secretHeaders.length > 0 ||
      (secure && presentsCertificate(options.tls)),
    codec: readCodec(options.codec),
    counters: take(choice(COUNTERS), options.counters ?? ENDPOINT_DEFAULTS.counters, 'counters'),
    quote: peerText(secrets),
    hide: (text) => secrets.hide(text),
    hasSecret: (bytes) => secrets.areIn(bytes),
    repeatsCredentials: (frame) => repeated.areIn(frame),
    handshakeTimeout: options.handshakeTimeout * 1000,
    heartbeat: options.heartbeat * 1000,
    staleAfter: options.staleAfter * 1000,
    maxPayload: Math.min(Math.round(options.maxPayload * MIB), LARGEST_FRAME),
  };
}

function parseUrl(value: string): URL {
  const problem = urlProblem(value);
  if (problem) throw new LiveViewError(problem.code, problem.params);
  return new URL(value);
}

/** Reads certificates and keys once, here. A bad one fails now, and reconnecting does not read them again. */
function trust(tls: TlsOptions | true): Endpoint['tls'] {
  const { servername, ALPNProtocols, rejectUnauthorized, secureContext, ...context } =
    tls === true ? {} : tls;
  const rest = {
    ...(servername === undefined ? {} : { servername }),
    ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }),
    // Set explicitly. Otherwise Node.js would follow NODE_TLS_REJECT_UNAUTHORIZED, which applies to the whole
    // process.
    rejectUnauthorized: rejectUnauthorized !== false,
  };
  if (secureContext) return { ...rest, secureContext };
  const { ca } = context;
  try {
    // Node.js ignores a CA that it cannot read. Then it refuses every certificate, without saying why.
    if (ca !== undefined) for (const certificate of [ca].flat()) new X509Certificate(certificate);
    return { ...rest, secureContext: createSecureContext({ ...context, ca: ca ?? systemCa() }) };
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

/** @throws LiveViewError */
function readHeaders({ headers = [], credentials }: EndpointOptions): readonly Header[] {
  const others = new Set<string>();
  headers.forEach(({ name, value }, index) => {
    const wrongName = headerNameProblem(name, credentials !== undefined, others);
    if (wrongName) {
      const field = `headers[${index}].name`;
      throw new LiveViewError(wrongName.code, { field, value: show(name), ...wrongName.params });
    }
    const wrongValue = headerValueProblem(value);
    if (wrongValue) throw new LiveViewError(wrongValue.code, { field: `headers[${index}].value` });
    others.add(name.toLowerCase());
  });
  return headers;
}

function presentsCertificate(tls: EndpointOptions['tls']): boolean {
  const { cert, pfx, secureContext } = typeof tls === 'object' ? tls : {};
  return [cert, pfx, secureContext].some((each) => each !== undefined);
}

function readProxy({ url, proxyMode }: EndpointOptions): Proxy | undefined {
  try {
    return proxyFor(url, proxyMode);
  } catch (cause) {
    if (cause instanceof LiveViewError) throw cause;
    // No cause: it would carry the proxy's URL, which may contain a password.
    throw new LiveViewError('invalid-proxy', { reason: messageOf(cause) });
  }
}

/** The value of the `Authorization` header. */
function headerValue(credentials: Credentials): string {
  const value =
    credentials.type === 'bearer'
      ? `Bearer ${credentials.token}`
      : `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
  try {
    validateHeaderValue('Authorization', value);
  } catch (cause) {
    // Neither the value nor the cause's text may end up in a log.
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
