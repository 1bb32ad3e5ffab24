import type { Node, NodeAPI } from 'node-red';
import { LiveViewError } from '../../lib/errors';
import type { BackoffRange } from '../../lib/feed/backoff';
import { type AUTHS, CONNECTION, type CREDENTIALS } from '../../lib/settings/connection';
import type { HeaderSetting } from '../../lib/settings/headers';
import { createEndpoint, type Endpoint, isSecure } from '../../lib/socket/endpoint';
import type { Credentials, Header, TlsOptions } from '../../lib/socket/endpoint-options';
import { findCodec } from './codecs';
import { settingsOf } from './settings';
import { problem } from './text';
import { expandVariables, wholeVariable } from './variables';

/** The properties of an appliance as a flow has them, unchecked. TLS is not among them. */
export type ApplianceConfig = Partial<Record<keyof typeof CONNECTION, unknown>>;

/** Credentials as Node-RED stores them. A missing name is not stored. */
export type ApplianceCredentials = Partial<Record<(typeof CREDENTIALS)[number], string>>;

/** Everything that makes up an endpoint. */
export interface ApplianceSettings {
  config: ApplianceConfig;
  credentials: ApplianceCredentials | undefined;
  /** Reads the certificates. Called for `wss://` only. */
  tls: () => TlsOptions | undefined;
}

/** The core `tls-config` node. */
export interface TlsConfigNode extends Node {
  valid: boolean;
  addTLSOptions(options: object): TlsOptions;
}

/**
 * @param node whose variables to use; without it, the environment's
 * @throws LiveViewError or NodeFailure that says what is wrong
 */
export function readEndpoint(RED: NodeAPI, node: Node | undefined, settings: ApplianceSettings): Endpoint {
  const { auth, codec, headers, ...endpoint } = settingsOf(RED, node, CONNECTION, settings.config);
  return createEndpoint({
    ...endpoint,
    // The form hides TLS for ws://, so an old choice must not matter.
    tls: isSecure(endpoint.url) ? settings.tls() : undefined,
    credentials: readCredentials(auth, settings.credentials),
    headers: headers.map((header) => readHeader(header, settings.credentials)),
    proxyMode: readProxyMode(RED),
    codec: findCodec(RED, codec),
  });
}

/** @throws LiveViewError `variable-missing` or `invalid-text` */
export function readUrl(RED: NodeAPI, node: Node | undefined, config: ApplianceConfig): string {
  return expandVariables(RED, node, 'url', config.url);
}

/** @throws LiveViewError `invalid-number` or `variable-missing` */
export function readReconnect(RED: NodeAPI, node: Node | undefined, config: ApplianceConfig): BackoffRange {
  const { reconnectMin, reconnectMax } = CONNECTION;
  const read = settingsOf(RED, node, { reconnectMin, reconnectMax }, config);
  return { min: read.reconnectMin * 1000, max: read.reconnectMax * 1000 };
}

/**
 * The options of a deployed `tls-config`, or nothing if none is selected.
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

function readCredentials(
  auth: (typeof AUTHS)[number],
  given: ApplianceCredentials | undefined,
): Credentials | undefined {
  const read = (name: keyof ApplianceCredentials): string => readCredential(given, name, name);
  switch (auth) {
    case 'basic':
      return { type: 'basic', username: read('username'), password: read('password') };
    case 'bearer':
      return { type: 'bearer', token: read('token') };
    case 'none':
      return undefined;
  }
}

/** @param field its name in messages */
function readCredential(
  given: ApplianceCredentials | undefined,
  name: keyof ApplianceCredentials,
  field: string,
): string {
  const value = given?.[name] ?? '';
  // Node-RED has already replaced a variable here, if the variable is set.
  const missing = wholeVariable(value);
  if (missing !== undefined) throw new LiveViewError('variable-missing', { field, name: missing });
  return value;
}

function readHeader(header: HeaderSetting, given: ApplianceCredentials | undefined): Header {
  if ('value' in header) return header;
  const { name, secret } = header;
  const value = readCredential(given, secret, name);
  // Imported flows come without their credentials.
  if (value === '') throw new LiveViewError('header-without-value', { name });
  return { name, value, secret: true };
}

/** How to read the proxy variables: the same setting and variable as the core nodes use. */
function readProxyMode(RED: NodeAPI): 'strict' | 'legacy' {
  const { proxyOptions } = RED.settings as { proxyOptions?: { mode?: string } };
  const modes = [process.env.NR_PROXY_MODE, proxyOptions?.mode];
  return modes.find((mode) => mode === 'legacy' || mode === 'strict') ?? 'strict';
}
