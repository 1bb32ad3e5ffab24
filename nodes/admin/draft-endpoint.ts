import type { NodeAPI } from 'node-red';
import {
  type ApplianceCredentials,
  readEndpoint,
  readReconnect,
  readTls,
} from '../runtime/appliance-settings';
import { substituteVariables } from '../runtime/variables';
import type { BackoffRange } from '../../lib/feed/backoff';
import type { Endpoint } from '../../lib/socket/endpoint';
import type { ApplianceDraft } from './api';
import { runningNode } from './deployed';
import { readTlsDraft } from './tls-draft';

/** The longest that a dialog waits for a catalogue, ms. */
export const LONGEST_HANDSHAKE = 30_000;

const APPLIANCE = 'activelogic-appliance';

/**
 * The endpoint of an appliance as the editor has it, built as it would be after a deploy. A secret that was not typed
 * comes from the deployed appliance. {@link needsDeploy} decides who may use that.
 *
 * @throws LiveViewError or NodeFailure that says what is wrong
 */
export function draftEndpoint(RED: NodeAPI, draft: ApplianceDraft): Endpoint {
  const node = runningNode<ApplianceCredentials>(RED, draft.id, APPLIANCE);
  const { credentials, tls, ...config } = draft;
  const endpoint = readEndpoint(RED, node, {
    config: substituteVariables(RED, node, config) as typeof config,
    credentials: {
      ...node?.credentials,
      ...(substituteVariables(RED, node, credentials) as typeof credentials),
    },
    tls: () => (typeof tls === 'object' ? readTlsDraft(RED, tls) : readTls(RED, tls)),
  });
  return { ...endpoint, handshakeTimeout: Math.min(endpoint.handshakeTimeout, LONGEST_HANDSHAKE) };
}

/** @throws LiveViewError */
export function draftReconnect(
  RED: NodeAPI,
  { id, reconnectMin, reconnectMax }: ApplianceDraft,
): BackoffRange {
  const node = runningNode(RED, id, APPLIANCE);
  const config = substituteVariables(RED, node, { reconnectMin, reconnectMax }) as object;
  return readReconnect(RED, node, config);
}
