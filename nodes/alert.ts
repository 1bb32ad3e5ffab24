import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { composeAlarm, composeList, OUTPUTS } from './glue/alarm-message';
import { readConfig } from './glue/config';
import { StatusLine } from './glue/status';
import { failure } from './glue/text';
import { readNumber } from './glue/variables';
import { Alert, type AlertSettings } from './lib/alert/alert';
import { readConditions, readCount, readLevel } from './lib/alert/read-settings';
import type { UpdateMessage } from './lib/alert/source';
import { systemClock } from './lib/clock';
import { readChoice } from './lib/view-definition';

interface AlertConfig extends NodeDef {
  conditions?: unknown;
  level?: unknown;
  raiseAfter?: unknown;
  clearAfter?: unknown;
  goneAfter?: unknown;
  remind?: unknown;
  output?: unknown;
}

interface Settings extends AlertSettings {
  output: (typeof OUTPUTS)[number];
}

type InputMessage = NodeMessage & UpdateMessage & { reset?: unknown };

/** Updates in a row, where the configuration does not say. */
const UPDATES = 3;

export = function register(RED: NodeAPI): void {
  function AlertNode(this: Node, stored: AlertConfig): void {
    RED.nodes.createNode(this, stored);
    const config = readConfig(RED, this, 'activelogic-alert', stored);
    const status = new StatusLine(RED, this);
    let settings: Settings | undefined;
    let broken: Error | undefined;
    try {
      settings = readSettings(this, config);
      status.alarms(0);
    } catch (error) {
      broken = failure(RED, error);
      status.refused(broken.message);
      this.error(broken, {});
    }
    const alert = settings && new Alert<InputMessage>(settings, systemClock);
    /** A list was sent since the deploy: what shows it may have one of before, so that the first update sends one. */
    let listed = false;
    const handle = (msg: InputMessage): NodeMessage[] => {
      if (!settings || !alert) throw broken ?? new Error('unreachable');
      const { conditions, output } = settings;
      if (msg.reset === true) alert.reset();
      const notices = msg.reset === true ? [] : alert.take(msg);
      status.alarms(alert.active);
      if (output === 'list') {
        const changed = notices.length > 0 || msg.reset === true || !listed;
        listed = true;
        return changed ? [composeList(RED, conditions, alert.list(), msg)] : [];
      }
      return notices.map((notice) => composeAlarm(RED, conditions, notice));
    };
    this.on('input', (msg: InputMessage, send, done) => {
      try {
        for (const alarm of handle(msg)) send(alarm);
        done();
      } catch (error) {
        done(failure(RED, error));
      }
    });
    this.on('close', () => {
      status.stop();
    });
  }

  function readSettings(node: Node, config: AlertConfig): Settings {
    return {
      conditions: readConditions(config.conditions ?? []),
      level: readLevel(config.level ?? 'leaf'),
      raiseAfter: readCount(config.raiseAfter, 'raiseAfter', UPDATES),
      clearAfter: readCount(config.clearAfter, 'clearAfter', UPDATES),
      goneAfter: readCount(config.goneAfter, 'goneAfter', UPDATES),
      remind: readNumber(RED, node, 'remind', config.remind, { fallback: 0, minimum: 0 }) * 1000,
      output: readChoice(config.output ?? 'event', 'output', OUTPUTS),
    };
  }

  RED.nodes.registerType('activelogic-alert', AlertNode);
};
