import type { NodeAPI } from 'node-red';
import { type ApplianceCredentials, readEndpoint, readReconnect, readTls } from '../glue/appliance-settings';
import { substituteVariables } from '../glue/variables';
import type { BackoffRange } from '../lib/feed/backoff';
import type { Endpoint } from '../lib/socket/endpoint';
import type { ApplianceDraft } from './api';
import { runningNode } from './deployed';
import { readTlsDraft } from './tls-draft';

/** ms that a dialog waits for a catalogue at most. */
export const LONGEST_HANDSHAKE = 30_000;

const APPLIANCE = 'activelogic-appliance';

/**
 * The endpoint of an appliance as the editor has it, made as it will be once it is deployed. What is not typed is
 * taken from what the deployed one has stored: see {@link needsDeploy} for who may ask for that.
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
