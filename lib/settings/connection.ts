import { COUNTERS } from '../protocol/frames';
import { systemUrl } from '../socket/url';
import { HEADER_SECRETS, headersProperty } from './headers';
import { choiceProperty, numberProperty, own, type Settings, textProperty } from './settings';

/** How a client identifies itself. */
export const AUTHS = ['none', 'basic', 'bearer'] as const;

/** What a flow stores encrypted, apart from an appliance's properties. Only the user name reaches the editor. */
export const CREDENTIALS = ['username', 'password', 'token', ...HEADER_SECRETS] as const;

/** A connection's defaults: times in seconds, the largest frame in MiB, and what drop and total columns count. */
export const ENDPOINT_DEFAULTS = {
  handshakeTimeout: 10,
  heartbeat: 15,
  staleAfter: 60,
  maxPayload: 32,
  counters: 'update',
} as const;

/** The longest waits before the first and the later attempts to reconnect, in seconds. */
export const RECONNECT_DEFAULTS = { min: 1, max: 60 } as const;

/** An appliance's settings for its connection, except for TLS and secrets. Times in seconds. */
export const CONNECTION = {
  url: {
    ...own('ws://localhost:8000/view', 'a `ws://` or `wss://` URL; may contain `${VAR}`', systemUrl),
    // A missing URL is a mistake.
    read: (value, at, reading) => systemUrl(value, at, reading),
    control: 'text',
  },
  auth: choiceProperty(AUTHS, 'none'),
  // It cannot be turned off: a peer that accepts and then stays silent must not block a view for ever.
  handshakeTimeout: numberProperty(ENDPOINT_DEFAULTS.handshakeTimeout, 0.01),
  heartbeat: numberProperty(ENDPOINT_DEFAULTS.heartbeat, 0),
  staleAfter: numberProperty(ENDPOINT_DEFAULTS.staleAfter, 0),
  /** MiB. A smaller limit would not let the catalogue through. */
  maxPayload: numberProperty(ENDPOINT_DEFAULTS.maxPayload, 0.001),
  reconnectMin: numberProperty(RECONNECT_DEFAULTS.min, 0),
  reconnectMax: numberProperty(RECONNECT_DEFAULTS.max, 'reconnectMin'),
  counters: choiceProperty(COUNTERS, ENDPOINT_DEFAULTS.counters),
  headers: headersProperty,
  codec: { ...textProperty(), control: 'own', values: 'the id of a codec; empty: profile 1' },
} satisfies Settings;
