import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { HOST } from '../../../scripts/demo/ports';
import { Recorder } from '../recorder';
import type { InfluxDb } from './influxdb';

/** A request and its answer. */
interface Request {
  status: number;
  /** The method and the path. */
  method: string;
  parameters: Record<string, string>;
}

interface Answer {
  status: number;
  /** A refusal's body. */
  reason?: string;
}

/** What the set-up of a 2.x creates. */
interface Owned {
  org: string;
  bucket: string;
  token: string;
}

/**
 * The write API of InfluxDB 2.x, according to its reference, in front of a 1.x server. Debian has only 1.x,
 * and both accept the same lines, so a real database reads the data, though not a 2.x.
 */
export class InfluxDb2Gate {
  readonly requests = new Recorder<Request>();
  /** Whether it answers that it is unavailable. */
  closed = false;

  private constructor(
    private readonly server: Server,
    private readonly database: InfluxDb,
    private readonly owned: Owned,
  ) {
    server.on('request', (request, response) => {
      this.answer(request).then(
        ({ status, reason }) => {
          response.writeHead(status).end(reason);
        },
        (error: unknown) => response.destroy(error as Error),
      );
    });
  }

  static async start(database: InfluxDb, owned: Owned): Promise<InfluxDb2Gate> {
    const server = createServer();
    server.listen(0, HOST);
    await once(server, 'listening');
    return new InfluxDb2Gate(server, database, owned);
  }

  get url(): string {
    return `http://${HOST}:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const parameters = Object.fromEntries(searchParams);
    const body = await buffer(request);
    const method = `${request.method ?? ''} ${pathname}`;
    const { authorization } = request.headers;
    const refusal = this.refusal(method, parameters, authorization);
    const answer = refusal === undefined ? await this.write(parameters, request, body) : { status: refusal };
    this.requests.add({ status: answer.status, method, parameters });
    return answer;
  }

  private refusal(
    method: string,
    { org, bucket, precision = 'ns' }: Request['parameters'],
    authorization: string | undefined,
  ): number | undefined {
    if (method !== 'POST /api/v2/write') return 404;
    if (this.closed) return 503;
    if (authorization !== `Token ${this.owned.token}`) return 401;
    if (org !== this.owned.org || bucket !== this.owned.bucket) return 404;
    return ['ns', 'us', 'ms', 's'].includes(precision) ? undefined : 400;
  }

  private async write(
    { bucket = '', precision = '' }: Request['parameters'],
    { headers }: IncomingMessage,
    body: Buffer,
  ): Promise<Answer> {
    const lines = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const query = new URLSearchParams({ db: bucket, precision });
    const response = await fetch(`${this.database.url}/write?${query.toString()}`, {
      method: 'POST',
      body: new Uint8Array(lines),
    });
    if (response.ok) return { status: response.status };
    const { error } = (await response.json()) as { error: string };
    return { status: response.status, reason: JSON.stringify({ code: 'invalid', message: error }) };
  }
}
