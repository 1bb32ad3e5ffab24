import tls from 'node:tls';

/** Node.js 22.15 and later; the type package of the oldest supported version does not know it. */
type GetCaCertificates = (type: 'default' | 'system') => string[];

let certificates: string[] | undefined;

/**
 * The CAs that this machine trusts: those of Node.js with `NODE_EXTRA_CA_CERTS`, and those of the operating system.
 * Read once, as that takes long on some systems.
 *
 * @returns `undefined`, which is Node's own list, before Node.js 22.15: it cannot ask the operating system
 */
export function systemCa(): string[] | undefined {
  const { getCACertificates } = tls as { getCACertificates?: GetCaCertificates };
  if (getCACertificates === undefined) return undefined;
  certificates ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return certificates;
}
