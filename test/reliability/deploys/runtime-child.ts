/**
 * A whole Node-RED, embedded in a process of its own that can be asked what it holds. Started by `runtime.ts` with its
 * settings in the environment; run with `--expose-gc`.
 */
import type { EventEmitter } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeAPI, NodeMessage } from 'node-red';
import { systemClock } from '#lib/clock';
import { listeners } from '../leftovers';
import type { ChildMessage, Figures, ParentMessage } from './runtime';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- Node-RED is a CommonJS module, and its types are those of its nodes' API
const RED = require('node-red') as NodeAPI & {
  init(server: http.Server, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it comes without types
const { events, log } = require('@node-red/util') as {
  events: EventEmitter;
  log: { addHandler(handler: { emit(event: string, line: { level: number; msg: unknown }): void }): void };
};

const { userDir, speed } = JSON.parse(process.env.RUNTIME_OPTIONS ?? '') as {
  userDir: string;
  speed: number;
};
/** Node-RED's number for a warning; less is worse. */
const WARN = 30;

function say(message: ChildMessage): void {
  process.send?.(message);
}

/** The timers that the nodes have set. */
const timers = new Set<unknown>();
const original = { ...systemClock };
Object.assign(systemClock, {
  elapsed: () => original.elapsed() * speed,
  setTimeout: (callback: () => void, ms: number) => {
    const timer = original.setTimeout(() => {
      timers.delete(timer);
      callback();
    }, ms / speed);
    timers.add(timer);
    return timer;
  },
  clearTimeout: (timer: unknown) => {
    timers.delete(timer);
    original.clearTimeout(timer);
  },
  // Every wait is as long as it can be.
  random: () => 1 - Number.EPSILON,
} satisfies Partial<typeof systemClock>);

/** MiB in use, without what is garbage. */
function heap(): number {
  if (!global.gc) throw new Error('Run with --expose-gc');
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function figures(): Figures {
  // The types are those of the oldest Node.js, and do not have it yet.
  const { getActiveResourcesInfo } = process as { getActiveResourcesInfo?: () => string[] };
  const resources = getActiveResourcesInfo?.() ?? [];
  return {
    held: {
      sockets: resources.filter((kind) => kind === 'TCPSocketWrap').length,
      lookups: resources.filter((kind) => kind.startsWith('GetAddrInfo')).length,
      timers: timers.size,
      listeners: listeners(),
    },
    heap: heap(),
    rss: process.memoryUsage().rss / 2 ** 20,
  };
}

process.on('warning', ({ name, message }) => {
  say({ type: 'trouble', text: `${name}: ${message}` });
});
events.on('flows:started', () => {
  say({ type: 'started' });
});

const server = http.createServer((request, response) => {
  (RED.httpAdmin as http.RequestListener)(request, response);
});
process.on('message', (message: ParentMessage) => {
  switch (message.type) {
    case 'figures':
      say({ type: 'figures', figures: figures() });
      break;
    case 'receive':
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- the types do not say that it may not be there
      RED.nodes.getNode(message.id)?.receive(message.message as NodeMessage);
      break;
    case 'stop':
      void RED.stop().then(() => process.exit());
  }
});
RED.init(server, {
  userDir,
  flowFile: 'flows.json',
  credentialSecret: false,
  functionGlobalContext: {
    tell: (value: unknown) => {
      say({ type: 'told', value });
    },
  },
  disableEditor: true,
  telemetry: { enabled: false },
  logging: { console: { level: 'off', metrics: false, audit: false } },
});
// Before it, there are no handlers to be added to.
log.addHandler({
  emit: (_event, { level, msg }) => {
    if (level <= WARN) say({ type: 'log', text: String(msg) });
    if (/timed out/i.test(String(msg))) say({ type: 'trouble', text: String(msg) });
    const stopped = /^Stopped node activelogic-appliance:\S+ \((\d+)ms\)/.exec(String(msg));
    if (stopped) say({ type: 'closed', ms: Number(stopped[1]) });
  },
});
void RED.start().then(() => {
  server.listen(0, '127.0.0.1', () => {
    say({ type: 'listening', port: (server.address() as AddressInfo).port });
  });
});
