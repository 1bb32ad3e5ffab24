import type { NodeMessage } from 'node-red';
import { type FlowNode, load, Sink } from '../../support/node-red';
import type { SteeredClock } from '../../support/steered-clock';

export const INBOUND = { column: 'inbound', measure: 'value', op: 'gt', raise: 100 };
export const LIVEVIEW = {
  node: 'live',
  appliance: 'Box',
  applianceId: 'box',
  distributions: [{ name: 'Local Host' }],
  filters: [],
};

/** What a message says of an alarm. */
export interface Alarm {
  id: string;
  state: string;
  name: string;
  severity: string;
  appliance: string;
  text: string;
  until?: number;
  item: { name: string; inbound: number };
  path: string[];
  values: Record<string, number | null>;
  since: number;
  duration: number;
  active: number;
}

export function sink(id: string): FlowNode {
  return { id, type: 'helper', z: 'tab', wires: [] };
}

/** An alert node with a sink, and others for failures and completed messages. */
export async function start(
  more: object = {},
  clock?: SteeredClock,
): Promise<{ out: Sink; failures: Sink; completed: Sink }> {
  await load(alertFlow(more), {}, { clock });
  return sinks();
}

/** The sinks of the nodes that run now. */
export function sinks(): { out: Sink; failures: Sink; completed: Sink } {
  return { out: new Sink('out'), failures: new Sink('failures'), completed: new Sink('completed') };
}

export function alertFlow(more: object = {}): FlowNode[] {
  return [
    { id: 'tab', type: 'tab' },
    {
      id: 'alert',
      type: 'activelogic-alert',
      z: 'tab',
      name: '',
      conditions: [INBOUND],
      level: 'leaf',
      raiseFor: 0,
      clearFor: 0,
      goneFor: 0,
      noDataFor: 0,
      wires: [['out']],
      ...more,
    },
    sink('out'),
    { id: 'catch', type: 'catch', z: 'tab', wires: [['failures']] },
    sink('failures'),
    { id: 'complete', type: 'complete', z: 'tab', scope: ['alert'], wires: [['completed']] },
    sink('completed'),
  ];
}

/** The next update, with a host for each value. */
export function update(...values: number[]): NodeMessage {
  return {
    payload: values.map((inbound, index) => ({ name: `host${index}`, inbound })),
    liveview: LIVEVIEW,
  };
}
