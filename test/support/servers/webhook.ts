import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { HOST } from '../../../scripts/demo/ports';
import { Recorder } from '../recorder';

/** A request and the status of the answer. */
export interface WebhookRequest {
  method: string | undefined;
  path: string | undefined;
  contentType: string | undefined;
  body: string;
  status: number;
}

export interface WebhookAnswer {
  status: number;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

/** A web server that keeps its requests. */
export class Webhook {
  readonly requests = new Recorder<WebhookRequest>();
  /** How it answers. */
  answer: (path: string, body: string) => WebhookAnswer = () => ({ status: 204 });

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void text(request).then((content) => {
        const { method, url, headers } = request;
        const { status, headers: more, body = '' } = this.answer(url ?? '', content);
        this.requests.add({ method, path: url, contentType: headers['content-type'], body: content, status });
        response.writeHead(status, more).end(body);
      });
    });
  }

  static async start(): Promise<Webhook> {
    const server = createServer();
    server.listen(0, HOST);
    await once(server, 'listening');
    return new Webhook(server);
  }

  /** The address of its root, without a slash at the end. */
  get url(): string {
    return `http://${HOST}:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
