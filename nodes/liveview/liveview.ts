import type { Node, NodeAPI, NodeDef } from 'node-red';
import { type Clock, systemClock } from '../../lib/clock';
import { findAppliance } from '../runtime/appliance';
import { settingsOf } from '../runtime/settings';
import { StatusLine } from '../runtime/status';
import { failure } from '../runtime/text';
import { viewStates } from '../runtime/view-states';
import { LiveviewRuntime, type LiveviewSettings, type RequestMessage } from './runtime';
import { SentUpdates } from './sent';
import { SETTINGS } from './settings';
import { Turns } from './turns';

interface LiveviewConfig extends NodeDef {
  appliance?: string;
}

export = function register(RED: NodeAPI, clock: Clock = systemClock): void {
  /** By node id. */
  const sent = new Map<string, SentUpdates>();
  const turns = new Turns(clock);

  function Liveview(this: Node, config: LiveviewConfig): void {
    RED.nodes.createNode(this, config);
    const status = new StatusLine(RED, this, clock);
    let runtime: LiveviewRuntime | undefined;
    let broken: Error | undefined;
    const own = sent.get(this.id) ?? new SentUpdates();
    sent.set(this.id, own);
    try {
      runtime = new LiveviewRuntime(RED, this, status, readSettings(this, config), own, clock, turns);
    } catch (error) {
      broken = failure(RED, error);
      status.refused(broken.message);
      viewStates(RED).set(this.id, { phase: 'broken', error: broken });
      this.error(broken, {});
    }
    this.on('input', (msg: RequestMessage, _send, done) => {
      const work = runtime ? runtime.handle(msg) : Promise.reject(broken ?? new Error('unreachable'));
      work.then(
        () => {
          done();
        },
        (error: unknown) => {
          done(failure(RED, error));
        },
      );
    });
    this.on('close', (removed: boolean, done: () => void) => {
      runtime?.close();
      status.stop();
      viewStates(RED).set(this.id, removed ? undefined : { phase: 'closed' });
      if (removed) sent.delete(this.id);
      done();
    });
  }

  function readSettings(node: Node, config: LiveviewConfig): LiveviewSettings {
    const appliance = findAppliance(RED, config.appliance);
    // Report a broken appliance now, not with the first view.
    appliance.pool();
    const { distributions, filters, columns, expand, ...format } = settingsOf(RED, node, SETTINGS, config);
    const { name, output, shape, origin, measurement, sort, limit, interval, over, autostart } = format;
    return {
      pool: () => findAppliance(RED, config.appliance).pool(),
      form: { distributions, filters, columns, expand },
      format: {
        output,
        shape,
        origin,
        measurement,
        selection: { sort: sort.trim() || undefined, limit: Math.ceil(limit) },
        node: node.id,
        name: name === '' ? undefined : name,
        appliance: appliance.label,
        applianceId: appliance.id,
      },
      interval: interval * 1000,
      over,
      autostart,
    };
  }

  RED.nodes.registerType('activelogic-liveview', Liveview);
};
