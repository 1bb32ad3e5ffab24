import type { Certificate, DetailedPeerCertificate } from 'node:tls';
import { failed, type Finding, type Params, passed, warning } from './finding';
import type { Handshake } from './handshake';

/** A certificate that is valid for fewer days is to be renewed. */
export const SOON = 14;

const DAY = 86_400_000;

/** Names that are shown of a certificate; some have hundreds. */
const MOST_NAMES = 8;

type Quote = (text: string) => string;

/**
 * What is to be said of the other side's certificate.
 *
 * @param verified whether a session would end with one that is not trusted
 * @param now ms since the epoch
 */
export function judge(
  { protocol, chain, name, distrust }: Handshake,
  { host, quote, verified, now }: { host: string; quote: Quote; verified: boolean; now: number },
): Finding {
  const [own] = chain;
  const last = chain.at(-1);
  // An anonymous cipher; no certificate can be wrong.
  if (!own || !last) return failed('tls', { host, reason: 'no certificate' });
  const subject = quote(nameOf(own.subject));
  const shown = chain.map(({ subject: entry }) => quote(nameOf(entry)));
  const first = chain.reduce((a, b) => (Date.parse(b.valid_to) < Date.parse(a.valid_to) ? b : a));
  const days = Math.floor((Date.parse(first.valid_to) - now) / DAY);
  const facts = {
    protocol,
    names: namesOf(own).map(quote),
    until: dateOf(first.valid_to),
    days,
    chain: shown,
  };
  if (!verified) return warning('not-verified', facts, 'verify');
  switch (distrust) {
    case undefined:
      if (days >= SOON) return passed('certificate', facts);
      return warning('expires-soon', { ...facts, subject: quote(nameOf(first.subject)) }, 'renewSoon');
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
      return failed('other-name', { ...facts, name }, 'otherName');
    default:
      return failed('tls', { ...facts, host, reason: distrust });
  }
}

/** The one that becomes valid last. */
function latest(chain: readonly DetailedPeerCertificate[], quote: Quote): Params {
  const last = chain.reduce((a, b) => (Date.parse(b.valid_from) > Date.parse(a.valid_from) ? b : a));
  return { subject: quote(nameOf(last.subject)), from: dateOf(last.valid_from) };
}

/** What somebody is called: the common name, as a rule. One may have several of a kind. */
function nameOf(subject: Certificate | undefined): string {
  const known = subject as Partial<Record<'CN' | 'OU' | 'O', string | string[]>> | undefined;
  const name = [known?.CN ?? known?.O ?? known?.OU ?? '?'].flat();
  return name.join(' ');
}

/** What it is for: `DNS:one.example, IP Address:192.0.2.1` without the kinds. */
function namesOf({ subject, subjectaltname }: DetailedPeerCertificate): string[] {
  const names = subjectaltname?.split(', ').map((entry) => entry.replace(/^(DNS|IP Address):/, ''));
  if (!names) return [nameOf(subject)];
  return names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES - 1), '…'] : names;
}

function dateOf(said: string): string {
  const date = new Date(said);
  return Number.isNaN(date.getTime()) ? said : date.toISOString().slice(0, 10);
}
