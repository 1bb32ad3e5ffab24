import { EventEmitter, once } from 'node:events';
import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import helper from 'node-red-node-test-helper';
import alert from '../../dist/alert';
import appliance from '../../dist/appliance';
import catalog from '../../dist/catalog';
import distribution from '../../dist/distribution';
import filter from '../../dist/filter';
import liveview from '../../dist/liveview';

/** A set of Node-RED's own, which comes without types. */
function coreSet(file: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a set is a CommonJS function
  return require(`@node-red/nodes/core/${file}`) as unknown;
}

/** Node-RED's own hooks, of which its types know too little. */
interface Hooks {
  add(id: string, callback: (event: { node: { id: string }; error?: Error }) => void): void;
  remove(id: string): void;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
export const { hooks, events } = require('@node-red/util') as { hooks: Hooks; events: EventEmitter };

/** What a deploy starts anew: everything, the flows that have changed, or the nodes that have. */
export type DeployType = 'full' | 'nodes' | 'flows';

/** What the admin API hands a deploy to. */
interface RuntimeNodes {
  setFlows(flow: object[], credentials: object, type: DeployType): Promise<unknown>;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const runtimeNodes = require('@node-red/runtime/lib/nodes') as RuntimeNodes;

const SETS = [
  alert,
  appliance,
  catalog,
  distribution,
  filter,
  liveview,
  coreSet('network/05-tls.js'),
  coreSet('function/15-change.js'),
  coreSet('function/10-function.js'),
  coreSet('sequence/17-split.js'),
];

helper.init(require.resolve('node-red'));

/** A node of a flow, as Node-RED stores it. */
export type FlowNode = Record<string, unknown> & { id: string; type: string };

/** A message as it arrives at the end of a test's flow. */
export interface Arrival extends NodeMessage {
  payload: unknown;
  liveview: {
    appliance: string;
    distributions: { name: string; arg?: string }[];
    filters: object[];
    fields: Record<string, { unit?: string; title?: string }>;
    sequence: number;
    time?: number;
    received: number;
    connection: number;
    skipped: number;
  };
  parts: { id: string; index: number; count: number };
  error: { message: string; code?: string; source: { id: string } };
}

/** What arrives at a `helper` node, which ends a flow. */
export class Sink {
  readonly messages: Arrival[] = [];
  private readonly arrivals = new EventEmitter();

  constructor(id: string) {
    getNode(id).on('input', (msg) => {
      this.messages.push(msg as Arrival);
      this.arrivals.emit('message');
    });
  }

  /** The n-th message, from 0, as soon as it is there. */
  async message(index: number): Promise<Arrival> {
    for (;;) {
      const message = this.messages[index];
      if (message) return message;
      await once(this.arrivals, 'message');
    }
  }
}

/** The statuses that a node shows from now on. */
export class StatusWatch {
  readonly shown: { fill?: string; shape?: string; text?: string }[] = [];
  private readonly events = new EventEmitter();

  constructor(id: string) {
    const node = getNode(id);
    const show = node.status.bind(node);
    node.status = (status: NodeStatus | string) => {
      this.shown.push(status as object);
      this.events.emit('status');
      show(status);
    };
  }

  /** Resolves as soon as such a status has been shown. */
  async until(fill: string, shape: string, text = /(?:)/): Promise<string> {
    for (;;) {
      const found = this.shown.find(
        (status) => status.fill === fill && status.shape === shape && text.test(status.text ?? ''),
      );
      if (found) return found.text ?? '';
      await once(this.events, 'status');
    }
  }
}

/** Node-RED takes a node of a tab that has no place there for a config node. */
function place(node: FlowNode): FlowNode {
  return 'z' in node ? { x: 0, y: 0, ...node } : node;
}

/** A set of nodes, or whatever else is told the API that sets are told. */
export type NodeSet = (RED: NodeAPI) => void;

/**
 * Starts flows in a Node-RED runtime; resolves when they have started.
 *
 * @param first sets that are loaded before this package's
 */
export async function load(
  flow: FlowNode[],
  credentials: Record<string, object> = {},
  first: NodeSet[] = [],
): Promise<void> {
  await helper.load([...first, ...SETS], flow.map(place), credentials);
}

/** Deploys other flows into the runtime that {@link load} has started. */
export async function deploy(
  flow: FlowNode[],
  type: DeployType,
  credentials: Record<string, object> = {},
): Promise<void> {
  // The helper's own would begin to listen after the flows may have started.
  const started = once(events, 'flows:started');
  await runtimeNodes.setFlows(flow.map(place), credentials, type);
  await started;
}

/** Stops the flows. */
export async function unload(): Promise<void> {
  await helper.unload();
}

/** What nodes have logged as a warning or worse since the flows were loaded; the helper itself is louder. */
export function complaints(): string[] {
  const log = helper.log();
  return log.args.flatMap(([{ level, id, msg }]) =>
    level <= log.WARN && id !== undefined ? [String(msg)] : [],
  );
}

/** What the helper keeps every call of, for all nodes together. */
const KEPT = ['log', 'status', 'warn', 'error', 'debug', 'trace', 'send'] as const;

/**
 * Forgets the calls that the helper keeps, and with them every message that was sent: where a heap is measured they
 * are not what the nodes hold.
 *
 * @param id of any node of the flow
 */
export function forgetCalls(id: string): void {
  helper.log().resetHistory();
  const methods = getNode(id) as unknown as Record<string, { resetHistory(): void }>;
  for (const name of KEPT) methods[name]?.resetHistory();
}

export function getNode(id: string): Node {
  return helper.getNode(id);
}
