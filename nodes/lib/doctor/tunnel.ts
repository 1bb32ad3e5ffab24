import http from 'node:http';
import { isIP, type Socket } from 'node:net';
import tls, { checkServerIdentity } from 'node:tls';
import type { Proxy } from '../socket/proxy';

/** What a proxy has answered. */
export interface Tunnel {
  status: number;
  /** The way to the other end, where the status is 200. */
  socket: Socket;
}

/**
 * Asks a proxy for a tunnel.
 *
 * @param socket to the proxy
 * @param target `host:port`
 * @throws what the socket says, or Node.js of an answer that is none in HTTP
 */
export function openTunnel(socket: Socket, { authorization }: Proxy, target: string): Promise<Tunnel> {
  return new Promise((resolve, reject) => {
    http
      .request({
        method: 'CONNECT',
        path: target,
        headers: {
          Host: target,
          ...(authorization === undefined ? {} : { 'Proxy-Authorization': authorization }),
        },
        createConnection: () => socket,
      })
      .once('connect', (response, tunnel) => {
        resolve({ status: response.statusCode ?? 0, socket: tunnel });
      })
      .once('error', reject)
      .end();
  });
}

/**
 * TLS to a proxy, which gets its credentials, so that it is verified always, as it is by a session.
 *
 * @throws what the socket says
 */
export function secured(socket: Socket, { hostname }: Proxy): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const own = tls.connect({
      socket,
      servername: isIP(hostname) ? '' : hostname,
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) => checkServerIdentity(hostname, certificate),
    });
    own.on('error', reject);
    own.once('secureConnect', () => {
      resolve(own);
    });
  });
}
