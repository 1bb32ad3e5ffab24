import type { Node, NodeAPI, NodeDef } from 'node-red';
import { findAppliance } from './glue/appliance';
import { readConfig } from './glue/config';
import { StatusLine } from './glue/status';
import { failure } from './glue/text';
import { LiveViewError } from './lib/errors';

interface CatalogConfig extends NodeDef {
  appliance?: string;
}

export = function register(RED: NodeAPI): void {
  function CatalogNode(this: Node, stored: CatalogConfig): void {
    RED.nodes.createNode(this, stored);
    const config = readConfig(RED, this, 'activelogic-catalog', stored);
    const status = new StatusLine(RED, this);
    this.on('input', (msg, send, done) => {
      status.connecting();
      const fetch = async (): Promise<object> => {
        const catalog = await findAppliance(RED, config.appliance).pool().catalog();
        // The catalogue of an open view is shared with it; a flow may do with its payload what it likes.
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
