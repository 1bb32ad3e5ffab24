import type { FlowNode } from '../../scripts/demo/node-red';
import type { Start } from './meter';
import { viewFrame, viewOf } from './view';

/** What a liveview node of a contestant has beside its view. */
export interface Form {
  shape?: 'tree' | 'rows';
  output?: 'update' | 'item';
  /** s */
  interval?: number;
}

const TAB = 'bench';
const URL_OF = ({ viewPort, name }: Start): string => `ws://127.0.0.1:${viewPort}/${name}`;

function onTab(id: string, type: string, rest: object): FlowNode {
  return { id, type, z: TAB, x: 0, y: 0, ...rest };
}

/** On each view so many liveview nodes, each wired to a counting node. */
export function liveviewFlows(start: Start, forms: readonly Form[]): FlowNode[] {
  const nodes = Array.from({ length: start.channels * start.readers }, (_, index) => {
    const channel = index % start.channels;
    const { distributions, filters, expand } = viewOf(channel);
    return [
      onTab(`liveview${index}`, 'activelogic-liveview', {
        appliance: 'appliance',
        distributions,
        filters,
        expand,
        columns: [],
        ...forms[index % forms.length],
        wires: [[`count${index}`]],
      }),
      onTab(`count${index}`, 'bench-count', { channel, wires: [] }),
    ];
  });
  // Nothing is sent between two measurements.
  const appliance = {
    id: 'appliance',
    type: 'activelogic-appliance',
    url: URL_OF(start),
    heartbeat: 0,
    staleAfter: 0,
  };
  return [{ id: TAB, type: 'tab' }, appliance, ...nodes.flat()];
}

/**
 * What somebody writes into a function node to get the same items: parse, translate, build, and a message of its own, as
 * all `websocket in` nodes of one client send the same one.
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

/** The core nodes: one WebSocket, and for each reader `websocket in`, a function and a counting node. */
export function coreFlows(start: Start): FlowNode[] {
  const nodes = Array.from({ length: start.readers }, (_, index) => [
    onTab(`in${index}`, 'websocket in', { server: '', client: 'client', wires: [[`function${index}`]] }),
    onTab(`function${index}`, 'function', {
      func: FUNCTION,
      outputs: 2,
      noerr: 0,
      initialize: '',
      finalize: '',
      libs: [],
      // One of them asks for the view.
      wires: [[`count${index}`], index === 0 ? ['out'] : []],
    }),
    onTab(`count${index}`, 'bench-count', { channel: 0, wires: [] }),
  ]);
  return [
    { id: TAB, type: 'tab', env: [{ name: 'VIEW', value: viewFrame(0), type: 'str' }] },
    {
      id: 'client',
      type: 'websocket-client',
      path: URL_OF(start),
      tls: '',
      wholemsg: 'false',
      hb: '0',
      subprotocol: '',
    },
    ...nodes.flat(),
    onTab('out', 'websocket out', { server: '', client: 'client', wires: [] }),
  ];
}
