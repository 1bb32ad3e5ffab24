import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type BuilderMessage, extendView, onInput } from './glue/builder';
import { startChain } from './glue/chain';
import { readConfig } from './glue/config';
import { expandVariables } from './glue/variables';
import { argument, name } from './lib/view-definition';

interface DistributionConfig extends NodeDef {
  distribution?: unknown;
  arg?: unknown;
}

export = function register(RED: NodeAPI): void {
  function Distribution(this: Node, stored: DistributionConfig): void {
    RED.nodes.createNode(this, stored);
    const config = readConfig(RED, this, 'activelogic-distribution', stored);
    const expand = (field: string, value: unknown): string => expandVariables(RED, this, field, value ?? '');
    onInput(RED, this, (msg: BuilderMessage) => {
      extendView(msg, 'distributions', {
        name: name(expand('distribution', config.distribution), 'distribution'),
        ...argument(expand('arg', config.arg), 'arg'),
      });
      return Promise.resolve();
    });
    startChain(RED, this);
  }

  RED.nodes.registerType('activelogic-distribution', Distribution);
};
