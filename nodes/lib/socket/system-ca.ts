import tls from 'node:tls';
import type { TlsOptions } from './endpoint';

/** Node.js 22.15 and later; the type package of the oldest supported version does not know it. */
type GetCaCertificates = (type: 'default' | 'system') => string[];

let trusted: TlsOptions | undefined;

/**
 * Trust in the CAs that this machine trusts: those of Node.js and `NODE_EXTRA_CA_CERTS`, and, from Node.js 22.15,
 * those of the operating system. Read once: that costs some ten milliseconds.
 */
export function systemTrust(): TlsOptions {
  trusted ??= readTrust();
  return trusted;
}

function readTrust(): TlsOptions {
  const { getCACertificates } = tls as { getCACertificates?: GetCaCertificates };
  if (getCACertificates === undefined) return {};
  const ca = [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return { secureContext: tls.createSecureContext({ ca }) };
}
