import type { FlowNode } from '../../scripts/demo/node-red';
import type { Start } from './meter';
import { VIEW, VIEW_FRAME } from './view';

const TAB = 'bench';

/** A number of liveview nodes on one view, each wired to a counting node. */
export function liveviewFlows({ ports, nodes }: Start): FlowNode[] {
  // No pings and no check for silence, which would disturb a measurement.
  const appliance = {
    ...{ id: 'appliance', type: 'activelogic-appliance', url: urlOf(ports.view) },
    ...{ heartbeat: 0, staleAfter: 0 },
  };
  return [
    { id: TAB, type: 'tab' },
    appliance,
    ...times(nodes, (index) => [
      onTab(`liveview${index}`, 'activelogic-liveview', {
        ...{ ...VIEW, appliance: 'appliance', columns: [], wires: [[`count${index}`]] },
      }),
      onTab(`count${index}`, 'bench-count', { wires: [] }),
    ]),
  ];
}

/**
 * What a user writes into a function node to get the same items: parse, translate, build.
 *
 * The function sends a new message, because all `websocket in` nodes of one client send the same one. It also parses
 * the text itself for that reason: the first of several json nodes would change the message of the others.
 */
const FUNCTION = `
const frame = JSON.parse(msg.payload);
if (frame.type === 'catalog') {
    const names = {};
    for (const field of frame.fields) names[field.column] = field.name;
    context.set('names', names);
    return [null, { payload: env.get('VIEW') }];
}
if (frame.type !== 'update') return null;
const names = context.get('names');
const keys = frame.columns.map((column) => names[column] || column);
const build = (rows) => rows.map((row) => {
    const item = {};
    keys.forEach((key, index) => { item[key] = row[index]; });
    if (row.length > keys.length) item.children = build(row[keys.length]);
    return item;
});
return [{ topic: 'Local Host', payload: build(frame.rows), time: frame.time }, null];
`;

/** Flows with core nodes: one WebSocket, and a number of chains of `websocket in`, a function and a counting node. */
export function coreFlows({ ports, nodes }: Start): FlowNode[] {
  const client = { path: urlOf(ports.view), tls: '', wholemsg: 'false', hb: '0', subprotocol: '' };
  return [
    { id: TAB, type: 'tab', env: [{ name: 'VIEW', value: VIEW_FRAME, type: 'str' }] },
    { id: 'client', type: 'websocket-client', ...client },
    onTab('out', 'websocket out', { server: '', client: 'client', wires: [] }),
    ...times(nodes, (index) => [
      onTab(`in${index}`, 'websocket in', { server: '', client: 'client', wires: [[`function${index}`]] }),
      onTab(`function${index}`, 'function', {
        ...{ func: FUNCTION, outputs: 2, noerr: 0, initialize: '', finalize: '', libs: [] },
        // Only one of them asks for the view.
        wires: [[`count${index}`], index === 0 ? ['out'] : []],
      }),
      onTab(`count${index}`, 'bench-count', { wires: [] }),
    ]),
  ];
}

function urlOf(port: number): string {
  return `ws://127.0.0.1:${port}/view`;
}

function onTab(id: string, type: string, rest: object): FlowNode {
  return { id, type, z: TAB, x: 0, y: 0, ...rest };
}

function times(count: number, make: (index: number) => FlowNode[]): FlowNode[] {
  return Array.from({ length: count }, (_, index) => make(index)).flat();
}
