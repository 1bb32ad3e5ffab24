import tls from 'node:tls';

/** Node.js 22.15 and later. The type package of the oldest supported version lacks it. */
type GetCaCertificates = (type: 'default' | 'system') => string[];

let certificates: string[] | undefined;

/**
 * The CAs that this machine trusts: those of Node.js with `NODE_EXTRA_CA_CERTS`, and those of the operating system.
 * Read once, because that is slow on some systems.
 *
 * @returns `undefined`, for Node's own list, before Node.js 22.15: it cannot ask the operating system
 */
export function systemCa(): string[] | undefined {
  const { getCACertificates } = tls as { getCACertificates?: GetCaCertificates };
  if (getCACertificates === undefined) return undefined;
  certificates ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return certificates;
}
