import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type BuilderMessage, extendView, onInput } from './glue/builder';
import { startChain } from './glue/chain';
import { readConfig } from './glue/config';
import { readTypedValues } from './glue/typed-values';
import { expandVariables } from './glue/variables';
import { FILTER_MODES } from './lib/protocol/frames';
import { argument, name, readChoice } from './lib/view-definition';

interface FilterConfig extends NodeDef {
  mode?: unknown;
  filter?: unknown;
  arg?: unknown;
  values?: unknown;
}

export = function register(RED: NodeAPI): void {
  function Filter(this: Node, stored: FilterConfig): void {
    RED.nodes.createNode(this, stored);
    const config = readConfig(RED, this, 'activelogic-filter', stored);
    const expand = (field: string, value: unknown): string => expandVariables(RED, this, field, value ?? '');
    onInput(RED, this, async (msg: BuilderMessage) => {
      extendView(msg, 'filters', {
        mode: readChoice(config.mode ?? 'include', 'mode', FILTER_MODES),
        name: name(expand('filter', config.filter), 'filter'),
        values: await readTypedValues(RED, this, config.values ?? [], msg),
        ...argument(expand('arg', config.arg), 'arg'),
      });
    });
    startChain(RED, this);
  }

  RED.nodes.registerType('activelogic-filter', Filter);
};
