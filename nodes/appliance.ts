import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { ApplianceNode } from './glue/appliance';
import { readConfig } from './glue/config';
import { failure, NodeFailure, problem, text } from './glue/text';
import { expandVariables, readNumber } from './glue/variables';
import { systemClock } from './lib/clock';
import { FeedPool } from './lib/feed/pool';
import {
  type Credentials,
  createEndpoint,
  type Endpoint,
  ENDPOINT_DEFAULTS,
  type TlsOptions,
} from './lib/socket/endpoint';
import { readChoice } from './lib/view-definition';

interface ApplianceConfig extends NodeDef {
  url?: unknown;
  tls?: string;
  auth?: unknown;
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

const AUTHS = ['none', 'basic', 'bearer'] as const;
const RECONNECT_DEFAULTS = { min: 1, max: 60 };
/** s. It cannot be switched off: a peer that accepts and then says nothing must not hold a view up for ever. */
const MIN_HANDSHAKE = 0.01;
/** Anything smaller could not carry a catalogue. */
const MIN_PAYLOAD = 0.001;

export = function register(RED: NodeAPI): void {
  function Appliance(this: ApplianceNode & Node<ApplianceCredentials>, stored: ApplianceConfig): void {
    RED.nodes.createNode(this, stored);
    const config = readConfig(RED, this, 'activelogic-appliance', stored);
    let pool: FeedPool | undefined;
    let broken: Error | undefined;
    let host = '';
    try {
      const endpoint = readEndpoint(this, config);
      host = endpoint.host;
      pool = createPool(this, config, endpoint);
    } catch (error) {
      broken = failure(RED, error);
      this.error(broken);
    }
    Object.assign(this, {
      label: config.name || host,
      pool: (): FeedPool => {
        if (pool) return pool;
        throw new NodeFailure('appliance-broken', broken?.message ?? '');
      },
    } satisfies Pick<ApplianceNode, 'label' | 'pool'>);
    this.on('close', (done: () => void) => {
      void (pool?.close() ?? Promise.resolve()).then(done);
    });
  }

  type ReadNumber = (field: keyof ApplianceConfig, fallback: number, minimum: number) => number;

  function numbersOf(node: Node, config: ApplianceConfig): ReadNumber {
    return (field, fallback, minimum) => readNumber(RED, node, field, config[field], { fallback, minimum });
  }

  function readEndpoint(node: Node<ApplianceCredentials>, config: ApplianceConfig): Endpoint {
    const read = numbersOf(node, config);
    const url = expandVariables(RED, node, 'url', config.url);
    return createEndpoint({
      url,
      // For ws:// the dialog hides it, so what is left there must not matter.
      tls: /^\s*wss:/i.test(url) ? readTls(config.tls) : undefined,
      credentials: readCredentials(config.auth, node.credentials),
      handshakeTimeout: read('handshakeTimeout', ENDPOINT_DEFAULTS.handshakeTimeout, MIN_HANDSHAKE),
      heartbeat: read('heartbeat', ENDPOINT_DEFAULTS.heartbeat, 0),
      staleAfter: read('staleAfter', ENDPOINT_DEFAULTS.staleAfter, 0),
      maxPayload: read('maxPayload', ENDPOINT_DEFAULTS.maxPayload, MIN_PAYLOAD),
      proxyMode: readProxyMode(),
    });
  }

  function createPool(node: Node, config: ApplianceConfig, endpoint: Endpoint): FeedPool {
    const read = numbersOf(node, config);
    const reconnectMin = read('reconnectMin', RECONNECT_DEFAULTS.min, 0);
    const reconnectMax = read('reconnectMax', RECONNECT_DEFAULTS.max, reconnectMin);
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

  function readCredentials(auth: unknown, given: ApplianceCredentials | undefined): Credentials | undefined {
    switch (readChoice(auth ?? 'none', 'auth', AUTHS)) {
      case 'basic':
        return { type: 'basic', username: given?.username ?? '', password: given?.password ?? '' };
      case 'bearer':
        return { type: 'bearer', token: given?.token ?? '' };
      case 'none':
        return undefined;
    }
  }

  /** The same setting and variable as the core nodes: how the environment's proxy variables are read. */
  function readProxyMode(): 'strict' | 'legacy' {
    const { proxyOptions } = RED.settings as { proxyOptions?: { mode?: string } };
    const modes = [process.env.NR_PROXY_MODE, proxyOptions?.mode];
    return modes.find((mode) => mode === 'legacy' || mode === 'strict') ?? 'strict';
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
