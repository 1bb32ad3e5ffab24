import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { LiveViewError } from '../errors';
import { type Endpoint, isSecure } from '../socket/endpoint';
import { fromSocketError } from '../socket/failure';
import { bare } from '../socket/proxy';
import { adviceForTunnel, failure, handshakeFailure } from './advice';
import { judge } from './certificate';
import { connectFirst, NoneConnects } from './connect';
import { failed, type Finding, passed, skipped, warning } from './finding';
import { GivenUp, inTime, type Limits } from './given-up';
import { handshake, plainHandshake } from './handshake';
import { openTunnel, secured } from './tunnel';

/** ms that are spent on finding out whether a port that answers nonsense speaks TLS. */
const TLS_GUESS = 2000;

/** What OpenSSL says of bytes that are no TLS. */
const NOT_TLS = /wrong version number|packet length|unknown protocol|http request/i;

/** Addresses of this machine: what is sent there nobody else can read. */
const LOOPBACK = /^(localhost|127\..*|::1)$/i;

/**
 * The way to a system up to TLS, on connections that carry no WebSocket. Where there is a proxy, name and connection
 * are the proxy's.
 */
export class Reach {
  private addresses: readonly string[] = [];
  /** To the system or the proxy; then through the proxy; then with TLS. */
  private socket: Socket | undefined;
  private readonly start: number;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly limits: Limits,
  ) {
    this.start = limits.clock.elapsed();
  }

  async lookUp(): Promise<Finding> {
    const { hostname } = this.first;
    if (isIP(hostname)) {
      this.addresses = [hostname];
      return skipped('address', { host: hostname });
    }
    try {
      const found = await this.inTime(hostname, () => lookup(hostname, { all: true }));
      this.addresses = [...new Set(found.map(({ address }) => address))];
    } catch (error) {
      return this.failed(hostname, error);
    }
    return passed('addresses', { host: hostname, addresses: this.addresses });
  }

  async connect(): Promise<Finding> {
    const { host, port } = this.first;
    try {
      const { address, unreached } = await this.inTime(host, (signal) => this.dial(signal));
      const params = { address, port };
      if (unreached.length === 0) return passed('accepts', params);
      return passed('accepts-one', {
        ...params,
        others: unreached.map(({ address: other, code }) => `${other} (${code})`),
      });
    } catch (error) {
      return this.failed(host, error instanceof NoneConnects ? asError(host, error) : error);
    }
  }

  /** Only where there is a proxy. */
  async openTunnel(): Promise<Finding> {
    const { proxy } = this.endpoint;
    if (!proxy) throw new Error('There is no proxy');
    const params = { proxy: proxy.host, host: this.target };
    try {
      const status = await this.inTime(proxy.host, (signal) => this.tunnel(signal));
      if (status === 200) return passed('tunnel', params);
      return failed('tunnel-refused', { ...params, status }, adviceForTunnel(status));
    } catch (error) {
      const known = this.known(proxy.host, error);
      if (error === known || known.code === 'tls') return failure(known, 'proxy');
      const reason = this.endpoint.quote((error as Error).message);
      return failed('not-a-proxy', { proxy: proxy.host, reason }, 'proxy');
    }
  }

  async secure(): Promise<Finding> {
    const { endpoint, socket, limits } = this;
    const { host, quote, socketOptions } = endpoint;
    if (!isSecure(endpoint.url)) return this.unsecured();
    try {
      const found = await this.inTime(host, (signal) => handshake(held(socket, signal), endpoint));
      const verified = socketOptions.rejectUnauthorized !== false;
      return judge(found, { host, quote, verified, now: limits.clock.now() });
    } catch (error) {
      if (error instanceof LiveViewError && error.code === 'no-answer') return failure(error, 'useWs');
      const { code, message } = error as NodeJS.ErrnoException;
      if (NOT_TLS.test(message)) return failed('not-tls', { host }, 'useWs');
      if (code === 'ECONNRESET') return failed('tls-closed', { host }, 'handshake');
      return handshakeFailure(this.known(host, error));
    } finally {
      this.drop();
    }
  }

  /** Whether the port that a `ws://` URL names speaks TLS. */
  async speaksTls(): Promise<boolean> {
    try {
      await inTime(
        TLS_GUESS,
        () => new Error('silent'),
        this.limits,
        async (signal) => {
          await this.dial(signal);
          if (this.endpoint.proxy) await this.tunnel(signal);
          await plainHandshake(held(this.socket, signal), new URL(this.endpoint.url).hostname);
        },
      );
      return true;
    } catch {
      // Whatever it is: it is no TLS.
      return false;
    } finally {
      this.drop();
    }
  }

  /** Ends the connection, if there is one. */
  drop(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  /** Whom to connect to first. */
  private get first(): { host: string; hostname: string; port: number } {
    const { proxy, url } = this.endpoint;
    if (proxy) return proxy;
    const { host, hostname, port } = new URL(url);
    return { host, hostname: bare(hostname), port: portOf(url, port) };
  }

  /** The system as a proxy has to be told of it. */
  private get target(): string {
    const { hostname, port } = new URL(this.endpoint.url);
    return `${hostname}:${portOf(this.endpoint.url, port)}`;
  }

  private async dial(signal: AbortSignal): ReturnType<typeof connectFirst> {
    const connected = await connectFirst(this.addresses, this.first.port, this.limits.clock, signal);
    this.socket = connected.socket;
    return connected;
  }

  private async tunnel(signal: AbortSignal): Promise<number> {
    const { proxy } = this.endpoint;
    if (!proxy) throw new Error('There is no proxy');
    const outward = held(this.socket, signal);
    const { status, socket } = await openTunnel(
      proxy.secure ? await secured(outward, proxy) : outward,
      proxy,
      this.target,
    );
    this.socket = socket;
    return status;
  }

  private unsecured(): Finding {
    const { headers, url } = this.endpoint;
    this.drop();
    const readable = Object.keys(headers).length > 0 && !LOOPBACK.test(bare(new URL(url).hostname));
    return readable ? warning('readable-credentials', {}, 'useWss') : skipped('no-tls');
  }

  /** All of it together may take as long as a handshake. */
  private inTime<T>(host: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { handshakeTimeout } = this.endpoint;
    const left = handshakeTimeout - (this.limits.clock.elapsed() - this.start);
    const late = (): LiveViewError =>
      new LiveViewError('no-answer', { host, seconds: handshakeTimeout / 1000 });
    return inTime(left, late, this.limits, work);
  }

  private failed(host: string, error: unknown): Finding {
    const known = this.known(host, error);
    return this.endpoint.proxy ? failure(known, 'proxy') : failure(known);
  }

  /** @throws GivenUp, of which there is nothing to tell */
  private known(host: string, error: unknown): LiveViewError {
    if (error instanceof GivenUp) throw error;
    if (error instanceof LiveViewError) return error;
    const { maxPayload, quote } = this.endpoint;
    return fromSocketError(host, error as NodeJS.ErrnoException, maxPayload, quote);
  }
}

function asError(host: string, { unreached, message }: NoneConnects): LiveViewError {
  const refused = unreached.every(({ code }) => code === 'ECONNREFUSED');
  return refused
    ? new LiveViewError('connection-refused', { host })
    : new LiveViewError('unreachable', { host, reason: message });
}

/** A socket that goes with the work that it is for. */
function held(socket: Socket | undefined, signal: AbortSignal): Socket {
  if (!socket) throw new Error('There is no connection');
  signal.addEventListener('abort', () => socket.destroy());
  return socket;
}

function portOf(url: string, port: string): number {
  if (port !== '') return Number(port);
  return isSecure(url) ? 443 : 80;
}
