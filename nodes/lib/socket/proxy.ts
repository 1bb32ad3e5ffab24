import type { Agent } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * How the environment's variables are read: `strict` as most programs do it (`ws_proxy`, `wss_proxy`, `http_proxy`,
 * `https_proxy`, `all_proxy`, `no_proxy`, in small or capital letters), `legacy` as Node-RED did before version 4
 * (`http_proxy` for everything, `no_proxy` as parts of the URL). Node-RED's setting `proxyOptions.mode`.
 */
export type ProxyMode = 'strict' | 'legacy';

/** An agent that reaches the URL through the proxy that the environment names for it, if it names one. */
export function proxyAgent(url: string, mode: ProxyMode = 'strict'): Agent | undefined {
  const proxy = mode === 'legacy' ? legacyProxy(url, process.env) : strictProxy(url);
  return proxy === '' ? undefined : new HttpsProxyAgent(withHttp(proxy));
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
