import type { SecureContext } from 'node:tls';
import type { Codec } from '../codec/codec';
import type { Counter } from '../protocol/frames';

/** A header that is added to the request for the WebSocket. */
export interface Header {
  name: string;
  value: string;
  /** It identifies this side, so it must not appear in a message, a log or a recording. */
  secret?: boolean;
}

/**
 * How to read the environment's proxy variables. Node-RED's setting `proxyOptions.mode` chooses it.
 * - `strict`: like most programs (`ws_proxy`, `wss_proxy`, `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`, in
 *   lower or upper case).
 * - `legacy`: like Node-RED before version 4 (`http_proxy` for everything, `no_proxy` as parts of the URL).
 */
export type ProxyMode = 'strict' | 'legacy';

/** What the client presents and which CAs it trusts, in the names of Node's `tls.connect`. */
export interface TlsOptions {
  ca?: string | Buffer | (string | Buffer)[];
  cert?: string | Buffer | (string | Buffer)[];
  key?: string | Buffer | (string | Buffer)[];
  /** PKCS #12: certificate, key and CAs in one. */
  pfx?: string | Buffer | (string | Buffer)[];
  passphrase?: string;
  servername?: string;
  ALPNProtocols?: string[];
  rejectUnauthorized?: boolean;
  secureContext?: SecureContext;
}

/** How a client identifies itself, for an appliance behind a reverse proxy. */
export type Credentials =
  { type: 'basic'; username: string; password: string } | { type: 'bearer'; token: string };

/** Where an appliance is and how to talk to it. All durations in seconds; 0 turns one off. */
export interface EndpointOptions {
  /** Full URL, `ws://` or `wss://`, without a user name or password in it. */
  url: string;
  /**
   * For `wss`: `true` trusts the CAs that this machine trusts. Only `rejectUnauthorized: false` trusts any
   * certificate.
   */
  tls?: TlsOptions | true | undefined;
  credentials?: Credentials | undefined;
  /** Headers for the request that opens the WebSocket, added to those of the handshake. */
  headers?: readonly Header[] | undefined;
  /** For the upgrade and the catalogue together. */
  handshakeTimeout: number;
  /** The time between pings. Each must be answered before the next. */
  heartbeat: number;
  /** The longest silence between updates. */
  staleAfter: number;
  /** The largest frame, MiB. */
  maxPayload: number;
  /** What drop and total columns count where the catalogue does not say; `update` by default. */
  counters?: Counter | undefined;
  proxyMode?: ProxyMode | undefined;
  /** How to read and write frames; by default as profile 1. */
  codec?: Codec | undefined;
}
