import { once } from 'node:events';
import net from 'node:net';
import { Signal } from './signal';

/** A client's TCP connection and the one that goes on from it. */
interface Link {
  client: net.Socket;
  onward: net.Socket | undefined;
  /** Nothing passes any more, in either direction, and neither end hears of it. */
  dead: boolean;
}

/** The network in front of a system: a real TCP proxy that can do to a connection what networks do. */
export class Relay {
  private readonly links = new Set<Link>();
  private readonly changes = new Signal();
  private server: net.Server | undefined;
  private port = 0;
  private swallowing = false;
  private cutAt: number | undefined;
  /** TCP connections so far. */
  accepted = 0;

  /** @param target the port behind it */
  constructor(private readonly target: () => number) {}

  /** Accepts connections, at the same port as before. */
  async listen(): Promise<void> {
    // What one side sends is the other's at once, or each update would wait for an acknowledgement.
    this.server = net.createServer({ noDelay: true }, (client) => {
      this.accept(client);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as net.AddressInfo).port;
  }

  /** Refuses connections from now on; those that there are stay. */
  refuse(): void {
    this.server?.close();
    this.server = undefined;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Clients that hold a TCP connection. */
  get open(): number {
    return this.links.size;
  }

  /** Swallows all bytes both ways, for those connected and those to come; no end is told. */
  swallow(): void {
    this.swallowing = true;
    for (const link of this.links) link.dead = true;
  }

  /** Cuts each connection with an RST in the middle of what comes next to the client. */
  cutAfter(bytes: number): void {
    this.cutAt = bytes;
  }

  /** Ends all connections with an RST. */
  reset(): void {
    for (const { client } of this.links) client.resetAndDestroy();
  }

  /** Does nothing of that any more. What is dead stays dead, as a network that comes back brings nobody's bytes back. */
  async heal(): Promise<void> {
    this.swallowing = false;
    this.cutAt = undefined;
    if (!this.server) await this.listen();
  }

  /** Resolves when so many clients hold a connection. */
  async untilOpen(count: number): Promise<void> {
    await this.changes.until(() => this.links.size === count);
  }

  stop(): void {
    this.refuse();
    for (const { client, onward } of this.links) {
      client.destroy();
      onward?.destroy();
    }
  }

  private accept(client: net.Socket): void {
    const link: Link = { client, onward: undefined, dead: this.swallowing };
    this.changes.after(() => {
      this.links.add(link);
      this.accepted++;
    });
    client.on('error', () => undefined);
    client.on('close', () => {
      link.onward?.destroy();
      this.changes.after(() => this.links.delete(link));
    });
    if (link.dead) client.resume();
    else this.connect(link);
  }

  private connect(link: Link): void {
    const { client } = link;
    const onward = (link.onward = net.connect({ port: this.target(), host: '127.0.0.1', noDelay: true }));
    client.on('data', (data) => {
      if (!link.dead) onward.write(data);
    });
    onward.on('data', (data) => {
      if (link.dead) return;
      if (this.cutAt === undefined) {
        client.write(data);
        return;
      }
      client.write(data.subarray(0, this.cutAt), () => client.resetAndDestroy());
    });
    onward.on('error', () => undefined);
    onward.on('close', () => {
      if (!link.dead) client.destroy();
    });
  }
}
