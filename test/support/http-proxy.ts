import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Identity } from './certificates';

/** A real HTTP proxy that makes tunnels, with or without TLS of its own. */
export class HttpProxy {
  /** The `host:port` of each requested tunnel, and the client's authorization. */
  readonly asked: { target: string; authorization: string | undefined }[] = [];

  /** Set it to answer some requests differently. Returns whether it did. */
  answer: (target: string, socket: net.Socket, request: http.IncomingMessage) => boolean = () => false;

  private constructor(
    readonly server: http.Server | https.Server,
    private readonly scheme: string,
  ) {
    server.on('tlsClientError', () => undefined);
    server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
      const target = request.url ?? '';
      this.asked.push({ target, authorization: request.headers['proxy-authorization'] });
      socket.on('error', () => socket.destroy());
      if (this.answer(target, socket, request)) return;
      const { hostname, port } = new URL(`http://${target}`);
      const onward = net.connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [socket, onward]) end.on('error', () => void (socket.destroy(), onward.destroy()));
    });
  }

  static async start(identity?: Identity): Promise<HttpProxy> {
    const proxy = identity
      ? new HttpProxy(https.createServer(identity), 'https')
      : new HttpProxy(http.createServer(), 'http');
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  /** @param userinfo such as `user:password@` */
  url(userinfo = ''): string {
    return `${this.scheme}://${userinfo}127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
