import type { LiveViewError } from '../errors';
import type { Catalog } from '../protocol/frames';
import { failed, type Finding } from './finding';
import type { Advice } from './texts';

const ADVICE: Partial<Record<LiveViewError['code'], Advice>> = {
  'name-not-found': 'name',
  'connection-refused': 'refused',
  unreachable: 'unreachable',
  'no-answer': 'noAnswer',
  unauthorized: 'credentials',
  'wrong-path': 'path',
  'too-many-views': 'views',
  'not-a-websocket': 'notAnAppliance',
  'no-catalog': 'notAnAppliance',
  'profile-unknown': 'profile',
  'invalid-frame': 'frames',
  'frame-too-large': 'payload',
  'no-update': 'noUpdate',
  'no-pong': 'pings',
};

/** A failure on the wire as a finding, with what may help. */
export function failure(error: LiveViewError, advice = adviceFor(error)): Finding {
  return failed(error.code, error.params, advice);
}

function adviceFor(error: LiveViewError): Advice | undefined {
  const { code, params } = error;
  if (code === 'http-status')
    return [502, 504].includes(Number(params.status)) ? 'gateway' : 'notAnAppliance';
  if (wantsCertificate(error)) return 'clientCertificate';
  return ADVICE[code];
}

/** What a TLS handshake has ended with. */
export function handshakeFailure(error: LiveViewError): Finding {
  return failure(error, wantsCertificate(error) ? 'clientCertificate' : 'handshake');
}

/** With TLS 1.3 that is said only after the handshake, as an alert. */
function wantsCertificate({ code, params }: LiveViewError): boolean {
  return code === 'tls' && /alert.*certificate/i.test(String(params.reason));
}

/** What may help where a proxy answers so to the wish for a tunnel. */
export function adviceForTunnel(status: number): Advice {
  if (status === 407) return 'proxyCredentials';
  return status >= 500 ? 'proxyCannot' : 'proxyForbids';
}

/** A refused view, with what there is instead. */
export function refusal(error: LiveViewError, catalog: Catalog | undefined): Finding {
  if (error.code !== 'view-refused' || !catalog) return failure(error);
  const offered = catalog.distributions.map(({ name }) => name);
  return failed(error.code, { ...error.params, offered }, 'view');
}
