/**
 * Bundled into Node-RED's user directory: a node that inspects what flows receive, and reports it to the
 * process that started Node-RED. The flow wires it to what it inspects.
 */
import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { digestItems } from '../support/digest';
import type { Arrived, FromProbe, Inside, ToProbe } from './talk';
import { type LiveNode, LIVE_NODES, viewName } from './views';

interface ProbeConfig extends NodeDef {
  /** What it inspects: `live`, `alert`, `catalog`, `catch`. */
  looks: string;
  /** The id of the liveview node. */
  live: string;
}

interface Told {
  topic?: string;
  payload: unknown;
  liveview: {
    appliance: string;
    distributions: { name: string }[];
    filters: [];
    columns?: string[];
    expand: boolean;
    sequence: number;
    connection: number | string;
    skipped: number;
    time: number;
    received: number;
  };
  parts?: { id: string; index: number; count: number };
  error?: { message: string; source: { id: string } };
}

/** What a process knows about itself but its types do not have. */
interface Resources {
  /** Undocumented, but the only way to learn which peer a socket is connected to. */
  _getActiveHandles: () => Partial<Socket>[];
  getActiveResourcesInfo: () => string[];
}

const arrived: Arrived[] = [];
let instances = 0;

function tell(message: FromProbe): void {
  process.send?.(message);
}

setInterval(() => {
  if (arrived.length > 0) tell({ kind: 'arrived', updates: arrived.splice(0) });
}, 500).unref();

/** Puts the messages of one update together, and reports its content. */
class Reader {
  private parts: { id: string; items: Record<string, unknown>[]; count: number } | undefined;
  private readonly instance = ++instances;

  constructor(private readonly live: LiveNode) {}

  read(msg: Told): void {
    const items = this.collect(msg);
    if (!items) return;
    const { topic = '', liveview } = msg;
    const { appliance, sequence, connection, skipped, time, received } = liveview;
    const view = { ...liveview };
    arrived.push({
      node: this.live.id,
      instance: this.instance,
      topic,
      appliance,
      view: viewName(view),
      shape: this.live.shape,
      digest: digestItems(items, this.live.shape, view),
      items: items.length,
      sequence,
      connection,
      skipped,
      time,
      received,
    });
  }

  /** @returns the items, once the update is complete */
  private collect({ payload, parts }: Told): Record<string, unknown>[] | undefined {
    if (this.live.output === 'update') return payload as Record<string, unknown>[];
    if (!parts) throw new Error('An item has no parts');
    if (parts.index === 0) {
      if (this.parts) throw new Error(`Items are missing of ${this.parts.count}`);
      this.parts = { id: parts.id, items: [], count: parts.count };
    }
    const { parts: open } = this;
    if (open?.id !== parts.id || open.items.length !== parts.index)
      throw new Error('An item is out of place');
    open.items.push(payload as Record<string, unknown>);
    if (open.items.length < open.count) return undefined;
    this.parts = undefined;
    return open.items;
  }
}

function look(RED: NodeAPI, ports: number[]): Inside {
  const collect = globalThis.gc;
  if (!collect) throw new Error('Needs --expose-gc');
  collect();
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  const { _getActiveHandles, getActiveResourcesInfo } = process as unknown as Resources;
  return {
    rss,
    heap: heapUsed,
    sockets: _getActiveHandles().filter(
      ({ remotePort }) => remotePort !== undefined && ports.includes(remotePort),
    ).length,
    timers: getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
    listeners: { ...count('process', process), ...count('runtime', RED.events) },
  };
}

function count(
  source: string,
  emitter: Pick<EventEmitter, 'eventNames' | 'listenerCount'>,
): Record<string, number> {
  const names = emitter.eventNames();
  return Object.fromEntries(names.map((name) => [`${source} ${String(name)}`, emitter.listenerCount(name)]));
}

export = function register(RED: NodeAPI): void {
  process.on('message', (message: ToProbe) => {
    tell({ kind: 'inside', inside: look(RED, message.ports) });
  });

  function Probe(this: Node, config: ProbeConfig): void {
    RED.nodes.createNode(this, config);
    const live = LIVE_NODES.find(({ id }) => id === config.live);
    const reader = live && new Reader(live);
    this.on('input', (received, _send, done) => {
      const msg = received as unknown as Told;
      try {
        if (config.looks === 'live') reader?.read(msg);
        else if (config.looks === 'alert')
          tell({ kind: 'alarm', state: (msg.payload as { state: string }).state });
        else if (config.looks === 'catalog') tell({ kind: 'catalog' });
        else tell({ kind: 'caught', node: msg.error?.source.id ?? '', message: msg.error?.message ?? '' });
      } catch (error) {
        tell({ kind: 'problem', text: `${config.live}: ${(error as Error).message}` });
      }
      done();
    });
  }

  RED.nodes.registerType('soak-probe', Probe);
};
