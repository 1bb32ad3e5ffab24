import { EventEmitter, once } from 'node:events';
import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { Clock } from '../../lib/clock';
import alert from '../../nodes/alert/alert';
import appliance from '../../nodes/appliance/appliance';
import catalog from '../../nodes/catalog/catalog';
import distribution from '../../nodes/distribution/distribution';
import filter from '../../nodes/filter/filter';
import type { Key } from '../../nodes/dialog/translate';
import liveview from '../../nodes/liveview/liveview';
import { english } from '../locales/translator-english';

/** One of Node-RED's own sets, which have no types. */
function coreSet(file: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a set is a CommonJS function
  return require(`@node-red/nodes/core/${file}`) as unknown;
}

/** Node-RED's hooks, of which its types know too little. */
interface Hooks {
  add(id: string, callback: (event: { node: { id: string }; error?: Error }) => void): void;
  remove(id: string): void;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
export const { hooks, events } = require('@node-red/util') as { hooks: Hooks; events: EventEmitter };

/** What a deploy restarts: everything, the changed flows, or the changed nodes. */
export type DeployType = 'full' | 'nodes' | 'flows';

/** What the admin API passes a deploy to. */
interface RuntimeNodes {
  setFlows(flow: object[], credentials: object, type: DeployType): Promise<unknown>;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const runtimeNodes = require('@node-red/runtime/lib/nodes') as RuntimeNodes;

const OWN_SETS = [alert, appliance, catalog, distribution, filter, liveview];
const CORE_SETS = [
  coreSet('common/05-junction.js'),
  coreSet('common/60-link.js'),
  coreSet('network/05-tls.js'),
  coreSet('function/15-change.js'),
  coreSet('function/10-function.js'),
  coreSet('sequence/17-split.js'),
];

/** The beginning of the address of this package's texts. */
const CATALOGUES = 'node-red-contrib-activelogic/';

helper.init(require.resolve('node-red'));

/** A node of a flow, as Node-RED stores it. */
export type FlowNode = Record<string, unknown> & { id: string; type: string };

/** A message as it arrives at the end of a test's flow. */
export interface Arrival extends NodeMessage {
  payload: unknown;
  liveview: {
    node: string;
    appliance: string;
    distributions: { name: string; arg?: string }[];
    filters: object[];
    fields: Record<string, { unit?: string; title?: string; counter?: string }>;
    sequence: number;
    time?: number;
    received: number;
    connection: number | string;
    update: number;
    updates: number;
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

  /** The message with this index, from 0, as soon as it arrives. */
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

  /** Resolves when such a status was shown, not counting the first `from` of all. */
  async until(fill: string, shape: string, text = /(?:)/, from = 0): Promise<string> {
    for (;;) {
      const found = this.shown
        .slice(from)
        .find((status) => status.fill === fill && status.shape === shape && text.test(status.text ?? ''));
      if (found) return found.text ?? '';
      await once(this.events, 'status');
    }
  }
}

/** The next status of the node with this id, for example of a node that a deploy is about to create. */
export function nextStatus(id: string): Promise<NodeStatus> {
  return new Promise((resolve) => {
    const listener = (event: { id: string; status: NodeStatus }): void => {
      if (event.id !== id) return;
      events.off('node-status', listener);
      resolve(event.status);
    };
    events.on('node-status', listener);
  });
}

/** Node-RED treats a node without coordinates as a config node, so give it some. */
function place(node: FlowNode): FlowNode {
  return 'z' in node ? { x: 0, y: 0, ...node } : node;
}

/** A set of nodes, or other code that needs the API for sets. */
export type NodeSet = (RED: NodeAPI) => void;

/** The API with this package's English texts, because the helper loads no catalogues. */
function withTexts(RED: NodeAPI): NodeAPI {
  const _ = (id: string, params?: Record<string, string>): string =>
    id.startsWith(CATALOGUES) ? english(id.slice(CATALOGUES.length) as Key, params) : id;
  return Object.assign(Object.create(RED) as NodeAPI, { _ });
}

/** What a runtime has in addition to its flow. */
interface LoadOptions {
  /** Sets to load before this package's. */
  first?: NodeSet[];
  /** The clock of the nodes. */
  clock?: Clock | undefined;
}

/**
 * Starts flows in a Node-RED runtime; resolves when they have started.
 */
export async function load(
  flow: FlowNode[],
  credentials: Record<string, object> = {},
  { first = [], clock }: LoadOptions = {},
): Promise<void> {
  const own = OWN_SETS.map((set) => (RED: NodeAPI) => {
    set(withTexts(RED), clock);
  });
  const others = first.map((set) => (RED: NodeAPI) => {
    set(withTexts(RED));
  });
  await helper.load([...others, ...own, ...CORE_SETS], flow.map(place), credentials);
}

/** Deploys other flows into the runtime that {@link load} has started. */
export async function deploy(
  flow: FlowNode[],
  type: DeployType,
  credentials: Record<string, object> = {},
): Promise<void> {
  // The helper's own method starts to listen only after the flows may have started.
  const started = once(events, 'flows:started');
  await runtimeNodes.setFlows(flow.map(place), credentials, type);
  await started;
}

/** Stops the flows. */
export async function unload(): Promise<void> {
  await helper.unload();
}

/** Warnings and errors that nodes have logged since the flows were loaded, without the helper's own. */
export function complaints(): string[] {
  const log = helper.log();
  return log.args.flatMap(([{ level, id, msg }]) =>
    level <= log.WARN && id !== undefined ? [String(msg)] : [],
  );
}

/** The calls that the helper keeps, for all nodes together. */
const KEPT = ['log', 'status', 'warn', 'error', 'debug', 'trace', 'send'] as const;

/**
 * Forgets the calls that the helper keeps, and with them every sent message, so that a heap measurement shows
 * only what the nodes hold.
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
