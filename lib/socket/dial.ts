import http from 'node:http';
import net, { isIP, type LookupFunction, type Socket } from 'node:net';
import tls, { checkServerIdentity, type TLSSocket } from 'node:tls';
import { LiveViewError } from '../errors';
import type { Endpoint } from './endpoint';
import { fromConnectError, fromSocketError } from './failure';
import type { Proxy } from './proxy';

/** An address that refused or did not answer. */
export interface Unreached {
  address: string;
  /** Node's code, such as `ECONNREFUSED`. */
  code: string;
}

/** A finished step on the way to an appliance, in this order. With a proxy, look-up and connection are the proxy's. */
export type DialStep =
  /** Only for a name: an address needs no look-up. */
  | { name: 'lookup'; addresses: readonly string[] }
  /** `unreached` lists the addresses that were tried first. Node.js before 20.12 does not report them. */
  | { name: 'connection'; address: string; port: number; unreached: readonly Unreached[] }
  /** Only with a proxy. */
  | { name: 'tunnel' }
  /** Only with TLS. */
  | { name: 'tls'; socket: TLSSocket };

/** How to dial. */
export interface Dialling {
  /** Destroys the sockets, at any time. */
  signal: AbortSignal;
  /** Called after each step. */
  step?: ((step: DialStep) => void) | undefined;
  /** Replaces the operating system's look-up of names. */
  lookup?: LookupFunction;
}

/**
 * Opens the socket for a WebSocket to this endpoint: look-up, connection, the proxy's tunnel, TLS.
 *
 * @throws LiveViewError that names the host where it failed: the proxy or the appliance
 */
export async function dial(endpoint: Endpoint, { signal, ...dialling }: Dialling): Promise<Socket> {
  const { proxy, host, quote, maxPayload } = endpoint;
  const { step } = dialling;
  const way = new Way(signal);
  const first = await connect(proxy ?? endpoint, way, dialling);
  const socket = proxy ? await throughProxy(first, proxy, endpoint, way) : first;
  if (proxy) step?.({ name: 'tunnel' });
  if (!endpoint.secure) return socket;
  try {
    const secured = await secure(socket, tlsName(endpoint), endpoint.tls, way);
    step?.({ name: 'tls', socket: secured });
    return secured;
  } catch (error) {
    throw fromSocketError(host, error as NodeJS.ErrnoException, maxPayload, quote);
  }
}

/** The name that the appliance's certificate must be valid for. */
export function tlsName({ tls: { servername }, hostname }: Endpoint): string {
  return servername === undefined || servername === '' ? hostname : servername;
}

function connect(
  { host, hostname, port }: Pick<Endpoint, 'host' | 'hostname' | 'port'>,
  way: Way,
  { step, lookup }: Omit<Dialling, 'signal'>,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Node.js 18 tries only one address by default, but `localhost` may have two.
    const socket = way.hold(
      net.connect({ host: hostname, port, autoSelectFamily: true, ...(lookup ? { lookup } : {}) }),
    );
    const addresses = new Set<string>();
    const unreached: Unreached[] = [];
    socket.on('lookup', (error: Error | null, address: string) => {
      if (error) return;
      // Node.js reports all addresses in one go, with an event for each.
      if (addresses.size === 0) queueMicrotask(() => step?.({ name: 'lookup', addresses: [...addresses] }));
      addresses.add(address);
    });
    const missed = (address: string, code: string): void => void unreached.push({ address, code });
    socket.on(
      'connectionAttemptFailed',
      (address: string, _port: number, _family: number, { code, message }: NodeJS.ErrnoException) => {
        missed(address, code ?? message);
      },
    );
    socket.on('connectionAttemptTimeout', (address: string) => {
      missed(address, 'ETIMEDOUT');
    });
    socket.on('error', (error) => {
      reject(fromConnectError({ host, hostname }, error));
    });
    socket.once('connect', () => {
      step?.({ name: 'connection', address: socket.remoteAddress ?? hostname, port, unreached });
      resolve(socket);
    });
  });
}

async function throughProxy(
  outward: Socket,
  proxy: Proxy,
  { hostname, port, host, maxPayload, quote }: Endpoint,
  way: Way,
): Promise<Socket> {
  const target = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
  try {
    // It receives the proxy's credentials, so its certificate is always verified.
    const socket = proxy.secure
      ? await secure(outward, proxy.hostname, { ALPNProtocols: ['http/1.1'], rejectUnauthorized: true }, way)
      : outward;
    const { status, tunnel } = await askForTunnel(socket, proxy, target);
    if (status === 200) return way.hold(tunnel);
    tunnel.destroy();
    throw new LiveViewError('tunnel-refused', { proxy: proxy.host, host, status });
  } catch (error) {
    if (error instanceof LiveViewError) throw error;
    const known = fromSocketError(proxy.host, error as NodeJS.ErrnoException, maxPayload, quote);
    if (known.code === 'tls') throw known;
    throw new LiveViewError('not-a-proxy', { proxy: proxy.host, reason: quote((error as Error).message) });
  }
}

function askForTunnel(
  socket: Socket,
  { authorization }: Proxy,
  target: string,
): Promise<{ status: number; tunnel: Socket }> {
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
      .once('connect', (response, tunnel, head) => {
        if (head.length > 0) tunnel.unshift(head);
        resolve({ status: response.statusCode ?? 0, tunnel });
      })
      .on('error', reject)
      .end();
  });
}

/** @param name the name that the certificate must be valid for */
function secure(socket: Socket, name: string, options: tls.ConnectionOptions, way: Way): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = way.hold(
      tls.connect({
        // Given an existing socket and no server name, Node.js would check for `localhost`.
        checkServerIdentity: (_name, certificate) => checkServerIdentity(name, certificate),
        ...options,
        socket,
        servername: options.servername ?? (isIP(name) ? '' : name),
      }),
    );
    secured.on('error', reject);
    secured.once('secureConnect', () => {
      resolve(secured);
    });
  });
}

/** Holds the outermost socket. When dialling is given up, it destroys that socket, and with it those below. */
class Way {
  private outermost: Socket | undefined;

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => {
      this.drop();
    });
  }

  hold<T extends Socket>(socket: T): T {
    this.outermost = socket;
    if (this.signal.aborted) this.drop();
    return socket;
  }

  private drop(): void {
    this.outermost?.destroy(new Error('given up'));
  }
}
