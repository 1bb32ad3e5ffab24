import type { Node, NodeAPI } from 'node-red';
import type { BackoffRange } from '../lib/feed/backoff';
import {
  createEndpoint,
  type Credentials,
  type Endpoint,
  ENDPOINT_DEFAULTS,
  isSecure,
  type TlsOptions,
} from '../lib/socket/endpoint';
import { readChoice } from '../lib/view-definition';
import { readCodec } from './codecs';
import { problem } from './text';
import { expandVariables, readNumber } from './variables';

/** An appliance's properties as a flow has them, unread, but for its TLS. */
export interface ApplianceConfig {
  url?: unknown;
  auth?: unknown;
  handshakeTimeout?: unknown;
  heartbeat?: unknown;
  staleAfter?: unknown;
  reconnectMin?: unknown;
  reconnectMax?: unknown;
  maxPayload?: unknown;
  codec?: unknown;
}

export interface ApplianceCredentials {
  username?: string;
  password?: string;
  token?: string;
}

/** Everything that an endpoint is made of. */
export interface ApplianceSettings {
  config: ApplianceConfig;
  credentials: ApplianceCredentials | undefined;
  /** Reads the certificates; asked for `wss://` only. */
  tls: () => TlsOptions | undefined;
}

/** The core `tls-config` node. */
interface TlsConfigNode extends Node {
  valid: boolean;
  addTLSOptions(options: object): TlsOptions;
}

const AUTHS = ['none', 'basic', 'bearer'] as const;
export const RECONNECT_DEFAULTS = { min: 1, max: 60 };
/** s. It cannot be switched off: a peer that accepts and then says nothing must not hold a view up for ever. */
const MIN_HANDSHAKE = 0.01;
/** Anything smaller could not carry a catalogue. */
const MIN_PAYLOAD = 0.001;

/**
 * @param node who sees the variables; without one, the environment's count
 * @throws LiveViewError or NodeFailure that says what is wrong
 */
export function readEndpoint(RED: NodeAPI, node: Node | undefined, settings: ApplianceSettings): Endpoint {
  const { config } = settings;
  const read = numbersOf(RED, node, config);
  const url = readUrl(RED, node, config);
  return createEndpoint({
    url,
    // For ws:// the dialog hides it, so what is left there must not matter.
    tls: isSecure(url) ? settings.tls() : undefined,
    credentials: readCredentials(config.auth, settings.credentials),
    handshakeTimeout: read('handshakeTimeout', ENDPOINT_DEFAULTS.handshakeTimeout, MIN_HANDSHAKE),
    heartbeat: read('heartbeat', ENDPOINT_DEFAULTS.heartbeat, 0),
    staleAfter: read('staleAfter', ENDPOINT_DEFAULTS.staleAfter, 0),
    maxPayload: read('maxPayload', ENDPOINT_DEFAULTS.maxPayload, MIN_PAYLOAD),
    proxyMode: readProxyMode(RED),
    codec: readCodec(RED, node, config.codec),
  });
}

/** @throws LiveViewError `variable-missing` or `invalid-text` */
export function readUrl(RED: NodeAPI, node: Node | undefined, config: ApplianceConfig): string {
  return expandVariables(RED, node, 'url', config.url);
}

/** @throws LiveViewError `invalid-number` or `variable-missing` */
export function readReconnect(RED: NodeAPI, node: Node | undefined, config: ApplianceConfig): BackoffRange {
  const read = numbersOf(RED, node, config);
  const min = read('reconnectMin', RECONNECT_DEFAULTS.min, 0);
  const max = read('reconnectMax', RECONNECT_DEFAULTS.max, min);
  return { min: min * 1000, max: max * 1000 };
}

/**
 * What a deployed `tls-config` says; nothing where none is selected.
 *
 * @throws NodeFailure
 */
export function readTls(RED: NodeAPI, id: string | undefined): TlsOptions | undefined {
  if (id === undefined || id === '') return undefined;
  const node = RED.nodes.getNode(id) as TlsConfigNode | null;
  if (node?.type !== 'tls-config') throw problem(RED, 'no-tls');
  if (!node.valid) throw problem(RED, 'tls-broken');
  return node.addTLSOptions({});
}

type ReadNumber = (field: keyof ApplianceConfig, fallback: number, minimum: number) => number;

function numbersOf(RED: NodeAPI, node: Node | undefined, config: ApplianceConfig): ReadNumber {
  return (field, fallback, minimum) => readNumber(RED, node, field, config[field], { fallback, minimum });
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
function readProxyMode(RED: NodeAPI): 'strict' | 'legacy' {
  const { proxyOptions } = RED.settings as { proxyOptions?: { mode?: string } };
  const modes = [process.env.NR_PROXY_MODE, proxyOptions?.mode];
  return modes.find((mode) => mode === 'legacy' || mode === 'strict') ?? 'strict';
}
