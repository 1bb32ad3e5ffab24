import type { ViewDefinition } from '../../lib/protocol/frames';

/** The appliances, by the first letter of their config nodes' names. */
export const APPLIANCES = ['A', 'B', 'C'] as const;
export type ApplianceName = (typeof APPLIANCES)[number];

/** The settings of a liveview node, in addition to its view. */
export interface LiveNode {
  id: string;
  appliance: ApplianceName;
  view: ViewDefinition;
  output: 'update' | 'item';
  shape: 'tree' | 'rows';
  /** In seconds. */
  interval: number;
}

function view(names: string[], more: Partial<ViewDefinition> = {}): ViewDefinition {
  return { distributions: names.map((name) => ({ name })), filters: [], expand: true, ...more };
}

/** The views that messages request from the changing node. */
export const CHANGES: Readonly<Record<string, ViewDefinition>> = {
  protocol: view(['Protocol']),
  plans: view(['Plan', 'Service'], {
    filters: [{ mode: 'exclude', name: 'Service', values: ['DNS', 'SSH'] }],
  }),
  hosts: view(['Local Host']),
};
/** A button whose view the appliance refuses, so that the node keeps its current view. */
export const REFUSED_BUTTON = 'refused';

export const CHANGING = 'c-changing';
export const ALERTED = 'b-alerted';

const TREE = { output: 'update', shape: 'tree', interval: 0 } as const;

export const LIVE_NODES: readonly LiveNode[] = [
  { id: 'a-flat', appliance: 'A', view: view(['Local Host']), ...TREE },
  { id: 'a-rows', appliance: 'A', view: view(['Local Host']), ...TREE, shape: 'rows' },
  { id: 'a-two', appliance: 'A', view: view(['Service', 'Local Host']), ...TREE },
  { id: 'a-items', appliance: 'A', view: view(['Service']), ...TREE, output: 'item', interval: 2 },
  { id: 'b-rows', appliance: 'B', view: view(['Subscriber', 'Service']), ...TREE, shape: 'rows' },
  {
    id: 'b-raw',
    appliance: 'B',
    view: view(['Service'], { columns: ['inbound_bps', 'outbound_bps', 'in_quality_packets'] }),
    ...TREE,
  },
  { id: ALERTED, appliance: 'B', view: view(['Service']), ...TREE },
  { id: 'b-slow', appliance: 'B', view: view(['Plan', 'Service']), ...TREE, shape: 'rows', interval: 5 },
  { id: CHANGING, appliance: 'C', view: view(['Local Host']), ...TREE },
  { id: 'c-service', appliance: 'C', view: view(['Service']), ...TREE },
  {
    id: 'c-filtered',
    appliance: 'C',
    view: view(['Local Host'], { filters: [{ mode: 'include', name: 'Service', values: ['HLS'] }] }),
    ...TREE,
    output: 'item',
    shape: 'rows',
  },
];

/** The nodes' ids in the order of the flow, by appliance. */
export function nodesOf(appliance: ApplianceName): LiveNode[] {
  return LIVE_NODES.filter((node) => node.appliance === appliance);
}

/** A text that is equal for equal views, whether the appliance or a message describes them. */
export function viewName({ columns, distributions, filters, expand }: ViewDefinition): string {
  return JSON.stringify([columns ?? [], distributions, filters, expand]);
}

/** Every view that an appliance can be asked for. */
export function viewsOf(appliance: ApplianceName): ViewDefinition[] {
  const views = nodesOf(appliance).map((node) => node.view);
  if (appliance === 'C') views.push(...Object.values(CHANGES));
  return [...new Map(views.map((definition) => [viewName(definition), definition])).values()];
}

/**
 * How many WebSockets exist while all is well: one per view, because no other node has the changing node's
 * view.
 */
export const SOCKETS = APPLIANCES.reduce(
  (sum, appliance) => sum + new Set(nodesOf(appliance).map((node) => viewName(node.view))).size,
  0,
);
