import type { FlowNode } from '../../scripts/demo/node-red';
import { TIMES } from './faults';
import {
  ALERTED,
  type ApplianceName,
  APPLIANCES,
  CHANGES,
  CHANGING,
  LIVE_NODES,
  REFUSED_BUTTON,
} from './views';

/** How many times each thing was changed. Liveview nodes and tabs have the number in their names. */
export type Versions = Record<string, number>;

/** The tab of each appliance's nodes. */
export function tabOf(appliance: ApplianceName): string {
  return `tab-${appliance}`;
}

/** The id of an appliance's config node. */
export function configOf(appliance: ApplianceName): string {
  return `box-${appliance}`;
}

export const ASK_BUTTON = 'ask';

/** The name of a liveview node, which is the topic of its messages. */
export function topicOf(id: string, versions: Versions): string {
  return `${id}.${versions[id] ?? 0}`;
}

/** Everything that runs in the soak's Node-RED. */
export function buildFlows(ports: Record<ApplianceName, number>, versions: Versions): FlowNode[] {
  return [
    ...APPLIANCES.flatMap((appliance) => [
      { id: tabOf(appliance), type: 'tab', label: `${appliance}.${versions[tabOf(appliance)] ?? 0}` },
      {
        id: configOf(appliance),
        type: 'activelogic-appliance',
        name: `${appliance}.${versions[configOf(appliance)] ?? 0}`,
        url: `ws://127.0.0.1:${ports[appliance]}/view`,
        handshakeTimeout: TIMES.handshake,
        heartbeat: TIMES.heartbeat,
        staleAfter: TIMES.stale,
        reconnectMin: TIMES.min,
        reconnectMax: TIMES.max,
      },
      node(appliance, `${appliance}-catch`, 'catch', [`${appliance}-caught`], { scope: null }),
      probe(appliance, `${appliance}-caught`, { looks: 'catch' }),
    ]),
    ...LIVE_NODES.flatMap(({ id, appliance, view, output, shape, interval }) => [
      node(appliance, id, 'activelogic-liveview', [`${id}-probe`, ...(id === ALERTED ? ['alert'] : [])], {
        name: topicOf(id, versions),
        appliance: configOf(appliance),
        ...view,
        output,
        shape,
        interval,
      }),
      probe(appliance, `${id}-probe`, { looks: 'live', live: id }),
    ]),
    node('B', 'alert', 'activelogic-alert', ['alert-probe'], {
      conditions: [
        {
          column: 'in.shapingdrops',
          measure: 'percent',
          of: 'in.shapingtotal',
          op: 'gt',
          raise: 30,
          clear: 20,
        },
      ],
      level: 'leaf',
    }),
    probe('B', 'alert-probe', { looks: 'alert' }),
    node('A', ASK_BUTTON, 'inject', ['catalog'], { props: [] }),
    node('A', 'catalog', 'activelogic-catalog', ['catalog-probe'], { appliance: configOf('A') }),
    probe('A', 'catalog-probe', { looks: 'catalog' }),
    ...Object.entries(CHANGES).flatMap(([button, view]) =>
      chain(button, [
        ...view.distributions.map(
          ({ name }) => ['activelogic-distribution', { distribution: name }] as const,
        ),
        ...view.filters.map(
          ({ mode, name, values }) =>
            [
              'activelogic-filter',
              { mode, filter: name, values: values.map((v) => ({ v, vt: 'str' })) },
            ] as const,
        ),
      ]),
    ),
    ...chain(REFUSED_BUTTON, [['activelogic-distribution', { distribution: 'Nothing of the kind' }]]),
  ];
}

/** A button and the builders behind it. They end at the changing node. */
function chain(button: string, builders: (readonly [type: string, properties: object])[]): FlowNode[] {
  const ids = builders.map((_, index) => `${button}-${index}`);
  const next = (index: number): string[] => [ids[index] ?? CHANGING];
  return [
    node('C', button, 'inject', next(0), { props: [] }),
    ...builders.map(([type, properties], index) =>
      node('C', `${button}-${index}`, type, next(index + 1), properties),
    ),
  ];
}

function probe(appliance: ApplianceName, id: string, properties: object): FlowNode {
  return node(appliance, id, 'soak-probe', [], properties);
}

function node(
  appliance: ApplianceName,
  id: string,
  type: string,
  to: string[],
  properties: object,
): FlowNode {
  return { id, type, z: tabOf(appliance), wires: [to], ...properties };
}
