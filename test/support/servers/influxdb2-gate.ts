import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { HOST } from '../../../scripts/demo/ports';
import { Recorder } from '../recorder';
import type { InfluxDb } from './influxdb';

/** A request for writing, and how it was answered. */
interface Request {
  status: number;
  parameters: Record<string, string>;
}

/**
 * The part of InfluxDB 2.x that is written to, in front of a 1.x, which Debian has: both take the same lines. So what is
 * sent is read by a real database, though not by a 2.x.
 */
export class InfluxDb2Gate {
  readonly requests = new Recorder<Request>();
  /** Whether it answers that it is unavailable. */
  closed = false;

  private constructor(
    private readonly server: Server,
    private readonly database: InfluxDb,
  ) {
    server.on('request', (request, response) => {
      this.answer(request).then(
        (status) => response.writeHead(status).end(),
        (error: unknown) => response.destroy(error as Error),
      );
    });
  }

  static async start(database: InfluxDb): Promise<InfluxDb2Gate> {
    const server = createServer();
    server.listen(0, HOST);
    await once(server, 'listening');
    return new InfluxDb2Gate(server, database);
  }

  get url(): string {
    return `http://${HOST}:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage): Promise<number> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    if (request.method !== 'POST' || pathname !== '/api/v2/write') return 404;
    const parameters = Object.fromEntries(searchParams);
    const body = await buffer(request);
    const lines = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const status = this.closed ? 503 : await this.write(parameters, lines);
    this.requests.add({ status, parameters });
    return status;
  }

  private async write(
    { bucket = '', precision = '' }: Request['parameters'],
    lines: Buffer,
  ): Promise<number> {
    const query = new URLSearchParams({ db: bucket, precision });
    const { status } = await fetch(`${this.database.url}/write?${query.toString()}`, {
      method: 'POST',
      body: new Uint8Array(lines),
    });
    return status;
  }
}
