import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeAPI } from 'node-red';
import type { Clock } from '../../lib/clock';
import { registerAdmin } from '../../nodes/admin/register';
import type { PreviewLine } from '../../nodes/admin/api';
import { Recorder } from './recorder';

/** An answer as a browser receives it. */
export interface AdminAnswer {
  status: number;
  text: string;
  /** The answer's JSON, or `undefined` without any. */
  body: unknown;
}

/** The lines of an open preview. */
export class PreviewStream {
  readonly lines = new Recorder<PreviewLine>();
  /** Resolves when no more lines can come. */
  readonly ended: Promise<void>;

  constructor(
    private readonly request: http.ClientRequest,
    readonly response: http.IncomingMessage,
  ) {
    let text = '';
    response.setEncoding('utf8').on('data', (part: string) => {
      const parts = (text + part).split('\n');
      text = parts.pop() ?? '';
      for (const line of parts) this.lines.add(JSON.parse(line) as PreviewLine);
    });
    response.on('error', () => undefined);
    this.ended = new Promise((resolve) => response.once('close', resolve));
  }

  /** The first line of a type. */
  first<T extends PreviewLine['type']>(type: T): Promise<PreviewLine & { type: T }> {
    return this.lines.waitFor(type, (line) => line.type === type, 8) as Promise<PreviewLine & { type: T }>;
  }

  /** The first update from this number on. */
  async update(sequence: number): Promise<PreviewLine & { type: 'update' }> {
    const matches = (line: PreviewLine): boolean => line.type === 'update' && line.sequence >= sequence;
    return (await this.lines.waitFor(`update ${sequence}`, matches, 8)) as PreviewLine & { type: 'update' };
  }

  /** The last line, after the end. */
  async last(): Promise<PreviewLine | undefined> {
    await this.ended;
    return this.lines.all.at(-1);
  }

  /** Closes the preview, as closing the dialog does. */
  abort(): void {
    this.request.destroy();
  }
}

/** Calls admin endpoints as a browser does. */
export class AdminClient {
  private readonly open = new Set<http.ClientRequest>();

  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  get(path: string, headers: http.OutgoingHttpHeaders = {}): Promise<AdminAnswer> {
    return this.answered(this.request('GET', path, undefined, headers));
  }

  post(
    path: string,
    body: object | string | Buffer,
    headers: http.OutgoingHttpHeaders = {},
  ): Promise<AdminAnswer> {
    return this.answered(this.request('POST', path, body, headers));
  }

  async preview(path: string, body: object): Promise<PreviewStream> {
    const request = this.request('POST', path, body);
    const response = await responseTo(request);
    return new PreviewStream(request, response);
  }

  /** Sends a request and ignores the answer. */
  request(
    method: 'GET' | 'POST',
    path: string,
    body?: object | string | Buffer,
    headers: http.OutgoingHttpHeaders = {},
  ): http.ClientRequest {
    const text = typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body;
    const request = http.request(new URL(path, this.url), {
      method,
      agent: false,
      headers: {
        ...(text === undefined
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
        ...(this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` }),
        ...headers,
      },
    });
    this.open.add(request);
    request.on('error', () => undefined).on('close', () => this.open.delete(request));
    request.end(text);
    return request;
  }

  /** Aborts all open requests. */
  close(): void {
    for (const request of this.open) request.destroy();
  }

  private async answered(request: http.ClientRequest): Promise<AdminAnswer> {
    const response = await responseTo(request);
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part as string;
    const json = response.headers['content-type']?.startsWith('application/json') === true;
    return { status: response.statusCode ?? 0, text, body: json ? (JSON.parse(text) as unknown) : undefined };
  }
}

async function responseTo(request: http.ClientRequest): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}

/** The admin endpoints of the runtime in this process, on their own server. */
export class AdminServer {
  RED!: NodeAPI;
  private server: http.Server | undefined;
  private client: AdminClient | undefined;

  /** @param clock for the endpoints, instead of the system's */
  constructor(private readonly clock?: Clock) {}

  /** A set to load first. It keeps the API, and handles requests before the others do. */
  readonly set = (RED: NodeAPI): void => {
    this.RED = RED;
    if (this.clock) registerAdmin(RED, this.clock);
  };

  async start(): Promise<AdminClient> {
    this.server = http.createServer(this.RED.httpAdmin);
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const { port } = this.server.address() as AddressInfo;
    return (this.client = new AdminClient(`http://127.0.0.1:${port}/activelogic-appliance/`));
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.client?.close();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }
}
