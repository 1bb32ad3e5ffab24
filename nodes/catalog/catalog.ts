import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Clock, systemClock } from '../../lib/clock';
import { findAppliance } from '../runtime/appliance';
import { StatusLine } from '../runtime/status';
import { failure } from '../runtime/text';
import { LiveViewError } from '../../lib/errors';

interface CatalogConfig extends NodeDef {
  appliance?: string;
}

export = function register(RED: NodeAPI, clock: Clock = systemClock): void {
  function CatalogNode(this: Node, config: CatalogConfig): void {
    RED.nodes.createNode(this, config);
    const status = new StatusLine(RED, this, clock);
    // A deploy may have fixed the problem that the old node showed.
    status.clear();
    this.on('input', (msg, send, done) => {
      status.connecting();
      const fetch = async (): Promise<object> => {
        const catalog = await findAppliance(RED, config.appliance).pool().catalog();
        // An open view uses the same catalogue, and a flow may change its payload.
        return structuredClone(catalog);
      };
      fetch().then(
        (payload) => {
          status.clear();
          msg.payload = payload;
          send(msg);
          done();
        },
        (error: unknown) => {
          const failed = failure(RED, error);
          if (error instanceof LiveViewError) status.failed(error);
          else status.refused(failed.message);
          done(failed);
        },
      );
    });
    this.on('close', () => {
      status.stop();
    });
  }

  RED.nodes.registerType('activelogic-catalog', CatalogNode);
};
