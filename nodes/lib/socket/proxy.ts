import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * How the environment's variables are read: `strict` as most programs do it (`ws_proxy`, `wss_proxy`, `http_proxy`,
 * `https_proxy`, `all_proxy`, `no_proxy`, in small or capital letters), `legacy` as Node-RED did before version 4
 * (`http_proxy` for everything, `no_proxy` as parts of the URL). Node-RED's setting `proxyOptions.mode`.
 */
export type ProxyMode = 'strict' | 'legacy';

/** A proxy that makes tunnels. */
export interface Proxy {
  /** `host:port` for messages. */
  host: string;
  /** Name or address, without brackets. */
  hostname: string;
  port: number;
  /** It is spoken to over TLS. */
  secure: boolean;
  /** The header `Proxy-Authorization`. */
  authorization?: string;
}

/** The way through a proxy. */
export interface ProxyRoute {
  agent: Agent;
  proxy: Proxy;
  /** What identifies this side to the proxy, which must not come back in a message. */
  secrets: readonly string[];
}

/** Reaches the URL through the proxy that the environment names for it, if it names one. */
export function proxyRoute(url: string, mode: ProxyMode = 'strict'): ProxyRoute | undefined {
  const proxy = mode === 'legacy' ? legacyProxy(url, process.env) : strictProxy(url);
  if (proxy === '') return undefined;
  const agent = new ProxyAgent(withHttp(proxy));
  const [username, password] = [agent.proxy.username, agent.proxy.password].map(decodeURIComponent) as [
    string,
    string,
  ];
  const header = Buffer.from(`${username}:${password}`).toString('base64');
  const anonymous = username === '' && password === '';
  return {
    agent,
    proxy: { ...whereIs(agent.proxy), ...(anonymous ? {} : { authorization: `Basic ${header}` }) },
    secrets: anonymous ? [] : [header, username, password],
  };
}

function whereIs({ protocol, hostname, port }: URL): Proxy {
  const secure = protocol === 'https:';
  const number = port === '' ? (secure ? 443 : 80) : Number(port);
  return { host: `${hostname}:${number}`, hostname: bare(hostname), port: number, secure };
}

/** A host as a socket takes it: an IPv6 address has no brackets there. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/**
 * Takes the connection to the proxy down with an attempt that is given up before the proxy has answered: the agent
 * keeps it to itself until then, so that nobody else can, and a silent proxy would collect them.
 */
class ProxyAgent extends HttpsProxyAgent<string> {
  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    const attempt = new AbortController();
    const giveUp = (): void => {
      attempt.abort();
    };
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- a request without a socket tells its end by this alone
    request.once('abort', giveUp);
    if (request.destroyed) giveUp();
    try {
      // An agent of its own, as the signal is for this socket only; Node.js takes one for any socket. A proxy with TLS
      // gets the proxy's credentials, so it is verified whatever NODE_TLS_REJECT_UNAUTHORIZED says.
      const agent = new HttpsProxyAgent(this.proxy, { signal: attempt.signal, rejectUnauthorized: true });
      return await agent.connect(request, verifiedByHost(options));
    } finally {
      request.off('abort', giveUp);
    }
  }
}

/**
 * In a tunnel, Node.js knows the host's name by TLS's server name only, which an IP address is not: it would look for
 * `localhost` in the certificate.
 */
function verifiedByHost(options: ConnectOptions): ConnectOptions {
  if (!options.secureEndpoint) return options;
  const { servername, host = '' } = options;
  const name = servername === undefined || servername === '' ? host : servername;
  return { ...options, checkServerIdentity: (_name, certificate) => checkServerIdentity(name, certificate) };
}

/** `ws_proxy` and `wss_proxy` are rare: a WebSocket starts as HTTP, so the variables for HTTP are meant for it too. */
function strictProxy(url: string): string {
  return getProxyForUrl(url) || getProxyForUrl(url.replace(/^ws/i, 'http'));
}

function legacyProxy(url: string, env: NodeJS.ProcessEnv): string {
  const excluded = env.NO_PROXY ?? env.no_proxy;
  if (excluded?.split(',').some((part) => part.trim() !== '' && url.includes(part.trim()))) return '';
  return env.HTTP_PROXY ?? env.http_proxy ?? '';
}

/** `proxy:3128` without a scheme gets the target's scheme from `proxy-from-env`, which is none that a proxy speaks. */
function withHttp(proxy: string): string {
  return proxy.includes('://') ? proxy.replace(/^ws/i, 'http') : `http://${proxy}`;
}
