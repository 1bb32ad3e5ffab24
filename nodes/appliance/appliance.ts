import type { Node, NodeAPI, NodeDef } from 'node-red';
import { registerAdmin } from '../admin/register';
import type { ApplianceNode } from '../runtime/appliance';
import { labelOf } from '../../lib/settings/settings';
import { CREDENTIAL_TYPES } from './settings';
import {
  type ApplianceConfig,
  type ApplianceCredentials,
  readEndpoint,
  readReconnect,
  readTls,
} from '../runtime/appliance-settings';
import { failure, NodeFailure, text } from '../runtime/text';
import { type Clock, systemClock } from '../../lib/clock';
import { FeedPool } from '../../lib/feed/pool';
import type { Endpoint } from '../../lib/socket/endpoint';

interface ApplianceDef extends NodeDef, ApplianceConfig {
  tls?: string;
}

export = function register(RED: NodeAPI, clock: Clock = systemClock): void {
  function Appliance(this: ApplianceNode & Node<ApplianceCredentials>, config: ApplianceDef): void {
    RED.nodes.createNode(this, config);
    let endpoint: Endpoint | undefined;
    let pool: FeedPool | undefined;
    let broken: Error | undefined;
    try {
      endpoint = readEndpoint(RED, this, {
        config,
        credentials: this.credentials,
        tls: () => readTls(RED, config.tls),
      });
      pool = createPool(this, config, endpoint);
    } catch (error) {
      broken = failure(RED, error);
      this.error(broken);
    }
    Object.assign(this, {
      label: labelOf(config.name) || (endpoint?.host ?? ''),
      origin: endpoint && new URL(endpoint.url).origin,
      pool: (): FeedPool => {
        if (pool) return pool;
        throw new NodeFailure('appliance-broken', broken?.message ?? '', { cause: broken });
      },
    } satisfies Pick<ApplianceNode, 'label' | 'origin' | 'pool'>);
    this.on('close', (done: () => void) => {
      void (pool?.close() ?? Promise.resolve()).then(done);
    });
  }

  function createPool(node: Node, config: ApplianceDef, endpoint: Endpoint): FeedPool {
    return new FeedPool(
      endpoint,
      readReconnect(RED, node, config),
      {
        lost: (error) => {
          node.warn(failure(RED, error).message);
        },
        back: () => {
          node.log(text(RED, 'log.back', { host: endpoint.host }));
        },
      },
      clock,
    );
  }

  RED.nodes.registerType<
    ApplianceNode & Node<ApplianceCredentials>,
    ApplianceDef,
    never,
    ApplianceCredentials
  >('activelogic-appliance', Appliance, {
    credentials: CREDENTIAL_TYPES,
  });
  registerAdmin(RED, clock);
};
