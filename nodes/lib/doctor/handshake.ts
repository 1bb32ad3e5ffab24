import { isIP, type Socket } from 'node:net';
import tls, { checkServerIdentity, type DetailedPeerCertificate } from 'node:tls';
import type { Endpoint, TlsOptions } from '../socket/endpoint';
import { bare } from '../socket/proxy';

/** What a TLS handshake has brought. */
export interface Handshake {
  socket: tls.TLSSocket;
  /** Such as `TLSv1.3`. */
  protocol: string;
  /** From the other side's own to the last that is known. */
  chain: readonly DetailedPeerCertificate[];
  /** The name that the certificate must be for. */
  name: string;
  /** Why it is not to be trusted, as a code of OpenSSL's or Node's; nothing where it is. */
  distrust?: string;
}

/**
 * A handshake as a session makes it, but for one thing: a certificate that is not trusted does not end it, so that
 * there is something to look at. Nothing is sent over it.
 *
 * @throws what the socket says
 */
export function handshake(socket: Socket, { url, socketOptions }: Endpoint): Promise<Handshake> {
  const { hostname } = new URL(url);
  const { servername, ALPNProtocols, secureContext } = socketOptions;
  const options: TlsOptions = {
    ...(ALPNProtocols === undefined ? {} : { ALPNProtocols }),
    ...(secureContext === undefined ? {} : { secureContext }),
  };
  const host = bare(hostname);
  const name = servername === undefined || servername === '' ? host : servername;
  return shake({ ...options, socket, servername: servername ?? (isIP(host) ? '' : host) }, name);
}

/** The same with somebody of whom only the name is known. */
export function plainHandshake(socket: Socket, hostname: string): Promise<Handshake> {
  const name = bare(hostname);
  return shake({ socket, servername: isIP(name) ? '' : name }, name);
}

function shake(options: tls.ConnectionOptions, name: string): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const secured = tls.connect({
      ...options,
      rejectUnauthorized: false,
      // In a socket that is there already Node.js would look for `localhost` where there is no server name.
      checkServerIdentity: (_name, certificate) => checkServerIdentity(name, certificate),
    });
    // For its whole life: what is wrong with it after the handshake, the session finds out.
    secured.on('error', reject);
    secured.once('secureConnect', () => {
      const distrust = secured.authorized ? undefined : String(secured.authorizationError);
      resolve({
        socket: secured,
        protocol: secured.getProtocol() ?? '',
        chain: chainOf(secured.getPeerCertificate(true)),
        name,
        ...(distrust === undefined ? {} : { distrust }),
      });
    });
  });
}

/** A root is its own issuer; the last of an incomplete chain has none. */
function chainOf(first: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain = new Map<string, DetailedPeerCertificate>();
  let next: Partial<DetailedPeerCertificate> = first;
  while (next.fingerprint256 !== undefined && !chain.has(next.fingerprint256)) {
    chain.set(next.fingerprint256, next as DetailedPeerCertificate);
    next = next.issuerCertificate ?? {};
  }
  return [...chain.values()];
}
