import { once } from 'node:events';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Signal } from '../support/signal';

/** The module with the codec for this appliance. */
export const CODEC_MODULE = path.join(__dirname, 'traffic-monitor');
/** A module with codecs that break the rules. */
export const ODD_MODULE = path.join(__dirname, 'odd');

/** An item as this appliance sends it: an object that holds its parts. */
export interface Entry {
  label: string;
  rate_in: number;
  rate_out: number;
  /** Absent where nothing was measured. */
  rtt?: number;
  parts?: Entry[];
}

/** What a client asks for. */
export interface Request {
  show: string[];
  only: Record<string, unknown[]>[];
  not: Record<string, unknown[]>[];
  deep: boolean;
}

/** The traffic: each host with each application. */
const TRAFFIC = [
  { host: '10.0.0.1', app: 'HTTP', in: 1000, out: 10, rtt: 12.5 },
  { host: '10.0.0.1', app: 'DNS', in: 200, out: 20, rtt: undefined },
  { host: '10.0.0.2', app: 'HTTP', in: 3000, out: 30, rtt: 25 },
];
type Flow = (typeof TRAFFIC)[number];
const GROUPS = ['host', 'app'] as const;

/**
 * An appliance that does not speak profile 1. It sends no catalogue, sends lists by host before a client
 * asks, and expects its clients to answer its keep-alive.
 */
export class TrafficSystem {
  readonly requests: Request[] = [];
  /** How many keep-alives clients have answered. */
  answers = 0;
  private readonly clients = new Map<WebSocket, Request>();
  private readonly changes = new Signal();
  /** Grows with each list. The rates grow with it. */
  private round = 0;

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (socket) => {
      this.changes.after(() => this.clients.set(socket, { show: ['host'], only: [], not: [], deep: false }));
      socket.on('close', () => {
        this.changes.after(() => this.clients.delete(socket));
      });
      socket.on('message', (data: Buffer) => {
        this.changes.after(() => {
          this.hear(socket, JSON.parse(data.toString()) as Request | { alive: number });
        });
      });
      say(socket, { welcome: 'traffic monitor' });
      say(socket, { alive: 1 });
      this.sendList(socket);
    });
  }

  static async start(): Promise<TrafficSystem> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new TrafficSystem(server);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/live`;
  }

  /** Sends each client its next list. */
  tick(): void {
    this.round++;
    for (const socket of this.clients.keys()) this.sendList(socket);
  }

  /** Cuts all connections, as a failing network would. */
  drop(): void {
    for (const socket of this.clients.keys()) socket.terminate();
  }

  until(condition: (system: this) => boolean): Promise<void> {
    return this.changes.until(() => condition(this));
  }

  get connections(): number {
    return this.clients.size;
  }

  async stop(): Promise<void> {
    this.drop();
    this.server.close();
    await once(this.server, 'close');
  }

  private hear(socket: WebSocket, frame: Request | { alive: number }): void {
    if ('alive' in frame) {
      this.answers++;
      return;
    }
    this.requests.push(frame);
    const [first] = frame.only;
    if (first && Object.values(first)[0]?.includes('forbidden')) {
      say(socket, { no: 'nobody may look at that' });
      socket.close(4003);
      return;
    }
    this.clients.set(socket, frame);
    this.sendList(socket);
  }

  private sendList(socket: WebSocket): void {
    const request = this.clients.get(socket);
    if (!request) return;
    const traffic = TRAFFIC.filter(
      (flow) => request.only.every(matches(flow)) && !request.not.some(matches(flow)),
    );
    const levels = GROUPS.filter((group) => request.show.includes(group));
    if (request.show[0] === 'app') levels.reverse();
    const list = entries(traffic, request.deep ? levels : levels.slice(0, 1), this.round);
    say(socket, { of: request, at: 1_764_000_000.5 + this.round, list });
  }
}

function say(socket: WebSocket, frame: object): void {
  socket.send(JSON.stringify(frame));
}

function matches(flow: Flow): (filter: Record<string, unknown[]>) => boolean {
  return (filter) => GROUPS.some((group) => filter[group]?.includes(flow[group]));
}

function entries(traffic: Flow[], [level, ...below]: ('host' | 'app')[], round: number): Entry[] {
  if (level === undefined) return [];
  return [...new Set(traffic.map((flow) => flow[level]))].map((label) => {
    const own = traffic.filter((flow) => flow[level] === label);
    const measured = own.find(({ rtt }) => rtt !== undefined)?.rtt;
    return {
      label,
      rate_in: own.reduce((sum, flow) => sum + flow.in, round),
      rate_out: own.reduce((sum, flow) => sum + flow.out, round),
      ...(measured === undefined ? {} : { rtt: measured }),
      ...(below.length > 0 ? { parts: entries(own, below, round) } : {}),
    };
  });
}
