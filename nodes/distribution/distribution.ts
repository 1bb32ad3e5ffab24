import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Clock, systemClock } from '../../lib/clock';
import { type BuilderMessage, extendView, onInput } from '../runtime/builder';
import { startChain } from '../runtime/chain';
import { settingsOf } from '../runtime/settings';
import { SETTINGS } from './settings';

export = function register(RED: NodeAPI, clock: Clock = systemClock): void {
  function Distribution(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    onInput(RED, this, clock, (msg: BuilderMessage) => {
      const { distribution, arg } = settingsOf(RED, this, SETTINGS, config);
      extendView(msg, 'distributions', { name: distribution, ...(arg === '' ? {} : { arg }) });
    });
    startChain(RED, this);
  }

  RED.nodes.registerType('activelogic-distribution', Distribution);
};
