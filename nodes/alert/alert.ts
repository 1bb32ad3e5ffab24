import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Clock, systemClock } from '../../lib/clock';
import { settingsOf } from '../runtime/settings';
import { StatusLine } from '../runtime/status';
import { failure } from '../runtime/text';
import type { InputMessage } from './alarm-message';
import type { Closed } from './keeper';
import { AlertRuntime } from './runtime';
import { SETTINGS } from './settings';

export = function register(RED: NodeAPI, clock: Clock = systemClock): void {
  const closed: Closed = new Map();

  function AlertNode(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    const status = new StatusLine(RED, this, clock);
    let runtime: AlertRuntime | undefined;
    let broken: Error | undefined;
    try {
      runtime = new AlertRuntime(RED, this, status, settingsOf(RED, this, SETTINGS, config), clock, closed);
    } catch (error) {
      broken = failure(RED, error);
      status.refused(broken.message);
      this.error(broken, {});
    }
    this.on('input', (msg: InputMessage, send, done) => {
      if (runtime) runtime.handle(msg, send, done);
      else done(broken);
    });
    this.on('close', (removed: boolean, done: () => void) => {
      status.stop();
      if (runtime) void runtime.close(removed).then(done);
      else done();
    });
  }

  RED.nodes.registerType('activelogic-alert', AlertNode);
};
