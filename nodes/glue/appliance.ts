import type { Node, NodeAPI } from 'node-red';
import type { FeedPool } from '../lib/feed/pool';
import { problem } from './text';

/** What the other nodes see of the config node `activelogic-appliance`. */
export interface ApplianceNode extends Node {
  /** For `msg.liveview.appliance`: the node's name, else the host. */
  readonly label: string;
  /** Scheme, host and port of the URL, such as `wss://gw:8000`; `undefined` where the configuration is broken. */
  readonly origin: string | undefined;
  /**
   * Every WebSocket to the appliance.
   *
   * @throws NodeFailure `appliance-broken`, with what is wrong with the configuration as its cause
   */
  pool(): FeedPool;
}

/** @throws NodeFailure when the config node is missing or disabled */
export function findAppliance(RED: NodeAPI, id: string | undefined): ApplianceNode {
  const node = (id === undefined || id === '' ? undefined : RED.nodes.getNode(id)) as
    ApplianceNode | null | undefined;
  if (node?.type !== 'activelogic-appliance') throw problem(RED, 'no-appliance');
  return node;
}
