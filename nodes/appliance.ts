import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { ApplianceNode } from './glue/appliance';
import { failure, NodeFailure, problem, text } from './glue/text';
import { expandVariables, readNumber } from './glue/variables';
import { systemClock } from './lib/clock';
import { FeedPool } from './lib/feed/pool';
import { type Credentials, createEndpoint, ENDPOINT_DEFAULTS, type TlsOptions } from './lib/socket/endpoint';

interface ApplianceConfig extends NodeDef {
  url: string;
  tls?: string;
  auth?: string;
  handshakeTimeout?: unknown;
  heartbeat?: unknown;
  staleAfter?: unknown;
  reconnectMin?: unknown;
  reconnectMax?: unknown;
  maxPayload?: unknown;
}

interface ApplianceCredentials {
  username?: string;
  password?: string;
  token?: string;
}

/** The core `tls-config` node. */
interface TlsConfigNode extends Node {
  valid: boolean;
  addTLSOptions(options: object): TlsOptions;
}

const RECONNECT_DEFAULTS = { min: 1, max: 60 };
/** Anything smaller could not carry a catalogue. */
const MIN_PAYLOAD = 0.001;

export = function register(RED: NodeAPI): void {
  function Appliance(this: ApplianceNode & Node<ApplianceCredentials>, config: ApplianceConfig): void {
    RED.nodes.createNode(this, config);
    let pool: FeedPool | undefined;
    let broken: Error | undefined;
    try {
      pool = createPool(this, config);
    } catch (error) {
      broken = failure(RED, error);
      this.error(broken);
    }
    Object.assign(this, {
      label: config.name || hostOf(config.url),
      pool: (): FeedPool => {
        if (pool) return pool;
        throw new NodeFailure('appliance-broken', broken?.message ?? '');
      },
    } satisfies Pick<ApplianceNode, 'label' | 'pool'>);
    this.on('close', (done: () => void) => {
      void (pool?.close() ?? Promise.resolve()).then(done);
    });
  }

  function createPool(node: Node<ApplianceCredentials>, config: ApplianceConfig): FeedPool {
    const read = (field: keyof ApplianceConfig, fallback: number, minimum: number): number =>
      readNumber(RED, node, field, config[field], { fallback, minimum });
    const reconnectMin = read('reconnectMin', RECONNECT_DEFAULTS.min, 0);
    const reconnectMax = read('reconnectMax', RECONNECT_DEFAULTS.max, reconnectMin);
    const endpoint = createEndpoint({
      url: expandVariables(RED, node, 'url', config.url),
      tls: readTls(config.tls),
      credentials: readCredentials(config.auth, node.credentials),
      handshakeTimeout: read('handshakeTimeout', ENDPOINT_DEFAULTS.handshakeTimeout, 0),
      heartbeat: read('heartbeat', ENDPOINT_DEFAULTS.heartbeat, 0),
      staleAfter: read('staleAfter', ENDPOINT_DEFAULTS.staleAfter, 0),
      maxPayload: read('maxPayload', ENDPOINT_DEFAULTS.maxPayload, MIN_PAYLOAD),
      proxyMode: readProxyMode(),
    });
    const range = { min: reconnectMin * 1000, max: reconnectMax * 1000 };
    return new FeedPool(
      endpoint,
      range,
      {
        lost: (error) => {
          node.warn(failure(RED, error).message);
        },
        back: () => {
          node.log(text(RED, 'log.back', { host: endpoint.host }));
        },
      },
      systemClock,
    );
  }

  function readTls(id: string | undefined): TlsOptions | undefined {
    if (id === undefined || id === '') return undefined;
    const node = RED.nodes.getNode(id) as TlsConfigNode | null;
    if (!node) throw problem(RED, 'no-tls');
    if (!node.valid) throw problem(RED, 'tls-broken');
    return node.addTLSOptions({});
  }

  function readCredentials(
    auth: string | undefined,
    given: ApplianceCredentials | undefined,
  ): Credentials | undefined {
    switch (auth) {
      case 'basic':
        return { type: 'basic', username: given?.username ?? '', password: given?.password ?? '' };
      case 'bearer':
        return { type: 'bearer', token: given?.token ?? '' };
      default:
        return undefined;
    }
  }

  /** The same setting and variable as the core nodes: how the environment's proxy variables are read. */
  function readProxyMode(): 'strict' | 'legacy' {
    const { proxyOptions } = RED.settings as { proxyOptions?: { mode?: string } };
    return (process.env.NR_PROXY_MODE ?? proxyOptions?.mode) === 'legacy' ? 'legacy' : 'strict';
  }

  RED.nodes.registerType<
    ApplianceNode & Node<ApplianceCredentials>,
    ApplianceConfig,
    never,
    ApplianceCredentials
  >('activelogic-appliance', Appliance, {
    credentials: { username: { type: 'text' }, password: { type: 'password' }, token: { type: 'password' } },
  });
};

/** The host of a URL, for a label; the text itself where it is no URL yet, as with a variable in it. */
function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}
