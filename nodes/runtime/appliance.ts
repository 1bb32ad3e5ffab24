import type { Node, NodeAPI } from 'node-red';
import type { FeedPool } from '../../lib/feed/pool';
import { problem } from './text';

/** What other nodes see of the config node `activelogic-appliance`. */
export interface ApplianceNode extends Node {
  /** The node's name, or else its host. Sent as `msg.liveview.appliance`. */
  readonly label: string;
  /** Scheme, host and port of the URL, such as `wss://gw:8000`. Undefined if the configuration is broken. */
  readonly origin: string | undefined;
  /**
   * The pool with every WebSocket to the appliance.
   *
   * @throws NodeFailure `appliance-broken`; its cause says what is wrong with the configuration
   */
  pool(): FeedPool;
}

/** @throws NodeFailure if the config node is missing or disabled */
export function findAppliance(RED: NodeAPI, id: string | undefined): ApplianceNode {
  const node = (id === undefined || id === '' ? undefined : RED.nodes.getNode(id)) as
    ApplianceNode | null | undefined;
  if (node?.type !== 'activelogic-appliance') throw problem(RED, 'no-appliance');
  return node;
}
