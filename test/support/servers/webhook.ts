import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { HOST } from '../../../scripts/demo/ports';
import { Recorder } from '../recorder';

/** What somebody has sent. */
export interface WebhookRequest {
  method: string | undefined;
  path: string | undefined;
  contentType: string | undefined;
  body: string;
}

/** A web server that keeps what it gets. */
export class Webhook {
  readonly requests = new Recorder<WebhookRequest>();
  /** What it answers. */
  status = 204;

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const { method, url, headers } = request;
        this.requests.add({ method, path: url, contentType: headers['content-type'], body });
        response.writeHead(this.status).end();
      });
    });
  }

  static async start(): Promise<Webhook> {
    const server = createServer();
    server.listen(0, HOST);
    await once(server, 'listening');
    return new Webhook(server);
  }

  /** Of its root, without a slash at the end. */
  get url(): string {
    return `http://${HOST}:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
