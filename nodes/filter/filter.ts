import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Clock, systemClock } from '../../lib/clock';
import { type BuilderMessage, extendView, onInput } from '../runtime/builder';
import { startChain } from '../runtime/chain';
import { settingsOf } from '../runtime/settings';
import { SETTINGS } from './settings';
import { resolveValues } from './typed-values';

export = function register(RED: NodeAPI, clock: Clock = systemClock): void {
  function Filter(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    onInput(RED, this, clock, async (msg: BuilderMessage) => {
      const { mode, filter, values, arg } = settingsOf(RED, this, SETTINGS, config);
      extendView(msg, 'filters', {
        mode,
        name: filter,
        values: await resolveValues(RED, this, values, msg),
        ...(arg === '' ? {} : { arg }),
      });
    });
    startChain(RED, this);
  }

  RED.nodes.registerType('activelogic-filter', Filter);
};
