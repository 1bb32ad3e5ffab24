import { readExample } from '../../scripts/demo/example';
import type { FlowNode } from '../../scripts/demo/node-red';
import { ROOT } from '../../test/support/root';

/** What a worker does with each item. */
export const WORKS = ['counts', 'waits', 'computes'] as const;
export type Work = (typeof WORKS)[number];
/** Which of the example's two ways is open. */
export const WAYS = ['items', 'updates'] as const;
export type Way = (typeof WAYS)[number];

/** ms that `waits` waits for each item, one after the other, as for the answer of a database. */
export const WAIT = 2;
/** Rounds of arithmetic that `computes` does for each item. */
const ROUNDS = 100_000;
/** ms between two reports of a count. */
const REPORT = 20;

/** The label that a report's node has in Node-RED's log. */
export const REPORTER = 'Count';

/** A node without a place is taken for a configuration. */
const PLACE = { x: 0, y: 0 };

/** What a count's node does when it starts, and when it ends. */
const REPORTING = {
  initialize: `let last = 0;
context.set('count', 0);
// Made once, not for every message, so that the engine compiles it once.
context.set('compute', () => {
  let x = 1;
  for (let i = 0; i < ${ROUNDS}; i++) x = (x * 1103515245 + 12345) & 0x7fffffff;
  return x;
});
context.set('timer', setInterval(() => {
  const count = context.get('count');
  if (count !== last) node.log(node.id + ' ' + count);
  last = count;
}, ${REPORT}));`,
  finalize: `clearInterval(context.get('timer'));`,
};

const PUBLISHING = `const rows = Array.isArray(msg.payload) ? msg.payload.length : 1;
context.set('count', context.get('count') + rows);`;

const WORKING = `const rows = Array.isArray(msg.payload) ? msg.payload.length : 1;
const done = () => context.set('count', context.get('count') + rows);
const work = flow.get('work');
if (work === 'computes') {
  for (let row = 0; row < rows; row++) context.get('compute')();
}
if (work !== 'waits') done();
else context.set('turn', (context.get('turn') ?? Promise.resolve()).then(() => new Promise((resolve) => setTimeout(resolve, ${WAIT}))).then(done));`;

/** The flow that publishes; its buttons open one way and close the other. */
export function publisher(simulatorPort: number, brokerPort: number): FlowNode[] {
  // Counted by the node that makes the topics: a further one would cost a copy of each message.
  const nodes = example('Fan-out 1: publish', simulatorPort, brokerPort).map((node) => {
    if (node.type === 'activelogic-liveview') return { ...node, autostart: false };
    return node.type === 'function'
      ? { ...node, name: REPORTER, func: `${PUBLISHING}\n${String(node.func)}`, ...REPORTING }
      : node;
  });
  const [tab] = nodes;
  const views = nodes.filter(({ type }) => type === 'activelogic-liveview');
  const buttons = WAYS.flatMap((way, index) => [
    button(`open ${way}`, tab?.id, 'action', 'open', views[index]?.id),
    button(`close ${way}`, tab?.id, 'action', 'close', views[index]?.id),
  ]);
  return [...nodes, ...buttons];
}

/** One Node-RED that publishes every update of many appliances. */
export function manyAppliances(simulatorPorts: readonly number[], brokerPort: number): FlowNode[] {
  const [port = 0] = simulatorPorts;
  const nodes = publisher(port, brokerPort).filter(
    ({ type, output }) => type !== 'inject' && type !== 'activelogic-appliance' && output !== 'item',
  );
  const view = nodes.find(({ type }) => type === 'activelogic-liveview');
  const appliance = publisher(port, brokerPort).find(({ type }) => type === 'activelogic-appliance');
  if (!view || !appliance) throw new Error('The example has no view or no appliance');
  return [
    ...nodes.filter((node) => node !== view),
    ...simulatorPorts.flatMap((each, index) => [
      { ...appliance, id: `appliance ${index}`, url: `ws://localhost:${each}/view` },
      { ...view, id: `view ${index}`, appliance: `appliance ${index}`, autostart: true },
    ]),
  ];
}

/** The flow that works, with work that can be chosen in place of the example's. */
export function worker(simulatorPort: number, brokerPort: number): FlowNode[] {
  const nodes = example('Fan-out 2: work', simulatorPort, brokerPort).filter(
    ({ type }) => type !== 'change' && type !== 'debug',
  );
  const [tab] = nodes;
  const counter = functionNode('done', tab?.id, WORKING);
  const buttons = WORKS.flatMap((work) => {
    const set = {
      ...{ id: `set ${work}`, type: 'change', z: tab?.id, ...PLACE, name: '', wires: [[]] },
      rules: [{ t: 'set', p: 'work', pt: 'flow', to: work, tot: 'str' }],
    };
    return [button(work, tab?.id, 'payload', work, set.id), set];
  });
  for (const node of nodes) if (node.type === 'mqtt in') node.wires = [[counter.id]];
  return [...nodes, counter, ...buttons];
}

function example(label: string, simulatorPort: number, brokerPort: number): FlowNode[] {
  const nodes = readExample(ROOT, 'mqtt-fan-out', simulatorPort);
  const tab = nodes.find((node) => node.label === label);
  return nodes
    .filter(({ id, type, z }) => (type === 'tab' ? id === tab?.id : z === undefined || z === tab?.id))
    .map((node) =>
      node.type === 'mqtt-broker' ? { ...node, broker: '127.0.0.1', port: String(brokerPort) } : node,
    );
}

function functionNode(id: string, z: unknown, func: string): FlowNode {
  return {
    id,
    type: 'function',
    z,
    ...PLACE,
    name: REPORTER,
    func,
    outputs: 0,
    ...REPORTING,
    libs: [],
    wires: [],
  };
}

function button(id: string, z: unknown, property: string, value: string, target: unknown): FlowNode {
  const props = [{ p: property, v: value, vt: 'str' }];
  return {
    id,
    type: 'inject',
    z,
    ...PLACE,
    name: id,
    props,
    repeat: '',
    crontab: '',
    once: false,
    wires: [[target]],
  };
}
