import type { LiveViewError } from '../errors';
import type { Catalog } from '../protocol/frames';
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
  'invalid-frame': 'frames',
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
  if (code === 'tunnel-refused')
    return status === 407 ? 'proxyCredentials' : status >= 500 ? 'proxyCannot' : 'proxyForbids';
  if (wantsCertificate(error)) return 'clientCertificate';
  return ADVICE[code];
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

/** The finding for a refused view. It lists what the appliance offers instead. */
export function refusalOf(
  error: LiveViewError,
  catalog: Catalog | undefined,
  quote: (text: string) => string,
): Finding {
  if (error.code !== 'view-refused' || !catalog) return findingOf(error);
  const offered = catalog.distributions.map(({ name }) => quote(name));
  return failed(error.code, { ...error.params, offered }, 'view');
}
