import { BY_CODEC } from '../codec/guarded-codec';
import type { LiveViewError } from '../errors';
import type { Catalog } from '../protocol/frames';
import { REPEATS_CREDENTIALS } from '../protocol/invalid-frame';
import type { Advice } from '../texts';
import { failed, type Finding } from './finding';

const ADVICE: Partial<Record<LiveViewError['code'], Advice>> = {
  'name-not-found': 'name',
  'connection-refused': 'refused',
  unreachable: 'unreachable',
  'no-answer': 'noAnswer',
  unauthorized: 'credentials',
  'no-credentials': 'noCredentials',
  'wrong-path': 'path',
  'too-many-views': 'views',
  'not-a-websocket': 'notAnAppliance',
  'no-websocket': 'notAnAppliance',
  'no-catalog': 'notAnAppliance',
  'profile-unknown': 'profile',
  'frame-too-large': 'payload',
  'no-update': 'noUpdate',
  'no-pong': 'pings',
  'system-error': 'reported',
  'codec-failed': 'codec',
  'codec-refusal': 'codec',
};

/** OpenSSL's messages for bytes that are not TLS. */
const NOT_TLS = /wrong version number|packet length|unknown protocol|http request/i;

/**
 * OpenSSL and Node.js prefix the codes of failed handshakes with these. Codes of untrusted certificates have neither
 * prefix.
 */
const HANDSHAKE = /^(ERR_SSL_|EPROTO)/;

/** Turns an error on the wire into a finding, with advice. */
export function findingOf(error: LiveViewError, advice = adviceFor(error)): Finding {
  return failed(error.code, error.params, advice);
}

function adviceFor(error: LiveViewError): Advice | undefined {
  const { code, params } = error;
  const status = Number(params.status);
  if (code === 'http-status') return [502, 504].includes(status) ? 'gateway' : 'notAnAppliance';
  if (code === 'tunnel-refused') return forRefusedTunnel(status);
  if (code === 'invalid-frame') return forInvalidFrame(String(params.reason));
  if (wantsCertificate(error)) return 'clientCertificate';
  return ADVICE[code];
}

/** What a web server answers that is not a proxy. */
const NO_TUNNELS: readonly number[] = [400, 404, 405, 501];

function forRefusedTunnel(status: number): Advice {
  if (status === 407) return 'proxyCredentials';
  if (NO_TUNNELS.includes(status)) return 'proxy';
  return status >= 500 ? 'proxyCannot' : 'proxyForbids';
}

function forInvalidFrame(reason: string): Advice {
  if (reason.endsWith(REPEATS_CREDENTIALS)) return 'echo';
  return reason.startsWith(BY_CODEC) ? 'codecFrames' : 'frames';
}

/** The finding for a failed TLS handshake. */
export function tlsFinding(error: LiveViewError, host: string): Finding {
  const { code, message } = causeOf(error);
  if (error.code === 'no-answer') return findingOf(error, 'useWs');
  if (NOT_TLS.test(message)) return failed('not-tls', { host }, 'useWs');
  if (code === 'ECONNRESET') return failed('tls-closed', { host }, 'handshake');
  return findingOf(error, wantsCertificate(error) ? 'clientCertificate' : 'handshake');
}

/** Whether the handshake failed because this machine does not trust the appliance's certificate. */
export function isDistrust(error: LiveViewError): boolean {
  return error.code === 'tls' && !HANDSHAKE.test(causeOf(error).code ?? '');
}

/** Whether the appliance asks for a client certificate. TLS 1.3 reports that only after the handshake, as an alert. */
function wantsCertificate({ code, params }: LiveViewError): boolean {
  return code === 'tls' && /alert.*certificate/i.test(String(params.reason));
}

function causeOf({ cause, message }: LiveViewError): NodeJS.ErrnoException {
  return cause instanceof Error ? cause : new Error(message);
}

/** The finding for a refused view. If a name is unknown, it lists those that the appliance offers. */
export function refusalOf(
  error: LiveViewError,
  catalog: Catalog | undefined,
  quote: (text: string) => string,
): Finding {
  const names = error.code === 'view-refused' && catalog && offeredBy(catalog, error.params.systemCode);
  if (!names) return findingOf(error);
  return failed(error.code, { ...error.params, offered: names.map(quote) }, 'view');
}

function offeredBy({ distributions, filters, fields }: Catalog, systemCode: unknown): string[] | undefined {
  switch (systemCode) {
    case 'unknown-distribution':
      return distributions.map(({ name }) => name);
    case 'unknown-filter':
      return filters.map(({ name }) => name);
    case 'unknown-column':
      return fields.map(({ column }) => column);
    default:
      return undefined;
  }
}
