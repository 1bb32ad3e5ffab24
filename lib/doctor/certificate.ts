import type { Certificate, DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { tlsName } from '../socket/dial';
import type { Endpoint } from '../socket/endpoint';
import { failed, type Finding, type Params, passed, warning } from './finding';

/** A certificate with fewer days left should be renewed. */
export const SOON = 14;

const DAY = 86_400_000;

/** The most names of a certificate to show; some certificates have hundreds. */
const MOST_NAMES = 8;

type Quote = (text: string) => string;

/**
 * Judges the peer's certificate.
 *
 * @param socket a socket after its handshake
 * @param now ms since the epoch
 */
export function judgeCertificate(socket: TLSSocket, endpoint: Endpoint, now: number): Finding {
  const { host, quote } = endpoint;
  const chain = chainOf(socket.getPeerCertificate(true));
  const [own] = chain;
  const last = chain.at(-1);
  // An anonymous cipher: there is no certificate to judge.
  if (!own || !last) return failed('tls', { host, reason: 'no certificate' });
  const subject = quote(nameOf(own.subject));
  const shown = chain.map(({ subject: entry }) => quote(nameOf(entry)));
  const first = chain.reduce((a, b) => (Date.parse(b.valid_to) < Date.parse(a.valid_to) ? b : a));
  const days = Math.floor((Date.parse(first.valid_to) - now) / DAY);
  const facts = {
    protocol: socket.getProtocol() ?? '',
    names: namesOf(own).map(quote),
    until: dateOf(first.valid_to),
    days,
    chain: shown,
  };
  if (endpoint.tls.rejectUnauthorized === false) return warning('not-verified', facts, 'verify');
  if (socket.authorized) {
    if (days >= SOON) return passed('certificate', facts);
    return warning('expires-soon', { ...facts, subject: quote(nameOf(first.subject)) }, 'renewSoon');
  }
  // A code from OpenSSL or Node.js.
  const distrust = String(socket.authorizationError);
  switch (distrust) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return failed('self-signed', { ...facts, subject }, 'trustIt');
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return failed('unknown-ca', { ...facts, subject, issuer: quote(nameOf(last.subject)) }, 'trustCa');
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return failed(
        'chain-incomplete',
        { ...facts, subject: quote(nameOf(last.subject)), issuer: quote(nameOf(last.issuer)) },
        'trustChain',
      );
    case 'CERT_HAS_EXPIRED':
      return failed('expired', { ...facts, subject: quote(nameOf(first.subject)) }, 'renew');
    case 'CERT_NOT_YET_VALID':
      return failed('not-yet-valid', { ...facts, ...latest(chain, quote) }, 'renew');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return failed('other-name', { ...facts, name: tlsName(endpoint) }, 'otherName');
    default:
      return failed('tls', { ...facts, host, reason: distrust });
  }
}

/**
 * The chain from the peer's own certificate to the last known one. A root is its own issuer. The last certificate of
 * an incomplete chain has no issuer.
 */
function chainOf(first: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain = new Map<string, DetailedPeerCertificate>();
  let next: Partial<DetailedPeerCertificate> = first;
  while (next.fingerprint256 !== undefined && !chain.has(next.fingerprint256)) {
    chain.set(next.fingerprint256, next as DetailedPeerCertificate);
    next = next.issuerCertificate ?? {};
  }
  return [...chain.values()];
}

/** The certificate in the chain that becomes valid last. */
function latest(chain: readonly DetailedPeerCertificate[], quote: Quote): Params {
  const last = chain.reduce((a, b) => (Date.parse(b.valid_from) > Date.parse(a.valid_from) ? b : a));
  return { subject: quote(nameOf(last.subject)), from: dateOf(last.valid_from) };
}

/** The name of a certificate's subject, usually its common name. A subject may have several names of one kind. */
function nameOf(subject: Certificate | undefined): string {
  const known = subject as Partial<Record<'CN' | 'OU' | 'O', string | string[]>> | undefined;
  const name = [known?.CN ?? known?.O ?? known?.OU ?? '?'].flat();
  return name.join(' ');
}

/** The names that a certificate is valid for: `DNS:one.example, IP Address:192.0.2.1` without the kinds. */
function namesOf({ subject, subjectaltname }: DetailedPeerCertificate): string[] {
  const names = subjectaltname?.split(', ').map((entry) => entry.replace(/^(DNS|IP Address):/, ''));
  if (!names) return [nameOf(subject)];
  return names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1), '…'] : names;
}

function dateOf(said: string): string {
  const date = new Date(said);
  return Number.isNaN(date.getTime()) ? said : date.toISOString().slice(0, 10);
}
