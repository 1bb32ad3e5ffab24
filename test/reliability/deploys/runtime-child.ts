/**
 * A complete Node-RED in a child process that reports what it holds. `runtime.ts` starts it with its settings
 * in the environment. Run it with `--expose-gc`.
 */
import type { EventEmitter } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeAPI, NodeMessage } from 'node-red';
import { listeners } from '../leftovers';
import { countedClock } from './counted-clock';
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

const { userDir, speed, settings } = JSON.parse(process.env.RUNTIME_OPTIONS ?? '') as {
  userDir: string;
  speed: number;
  settings: object;
};
/** Node-RED's number for a warning. Lower numbers are worse. */
const WARN = 30;

function say(message: ChildMessage): void {
  process.send?.(message);
}

countedClock.speed = speed;

/** MiB in use after a garbage collection. */
function heap(): number {
  if (!global.gc) throw new Error('Run with --expose-gc');
  global.gc();
  global.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function figures(): Figures {
  // The types are those of the oldest Node.js, which lacks this method.
  const { getActiveResourcesInfo } = process as { getActiveResourcesInfo?: () => string[] };
  const resources = getActiveResourcesInfo?.() ?? [];
  return {
    held: {
      sockets: resources.filter((kind) => kind === 'TCPSocketWrap').length,
      lookups: resources.filter((kind) => kind.startsWith('GetAddrInfo')).length,
      timers: countedClock.pending,
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
  ...settings,
  logging: { console: { level: 'off', metrics: false, audit: false } },
});
// The log has its handlers only after `init`.
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
