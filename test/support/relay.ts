import { once } from 'node:events';
import net from 'node:net';
import { Signal } from './signal';

/** A client's TCP connection, and the one that continues it to the server. */
interface Link {
  client: net.Socket;
  onward: net.Socket | undefined;
  /** Nothing passes any more in either direction, and neither end is notified. */
  dead: boolean;
}

/** The network in front of an appliance: a real TCP proxy that can fail as networks do. */
export class Relay {
  private readonly links = new Set<Link>();
  private readonly changes = new Signal();
  private server: net.Server | undefined;
  private port = 0;
  private swallowing = false;
  private cutAt: number | undefined;
  /** TCP connections so far. */
  accepted = 0;

  /** @param target the port behind the relay */
  constructor(private readonly target: () => number) {}

  /** Accepts connections, at the same port as before. */
  async listen(): Promise<void> {
    // Forward everything at once, or each update would wait for an acknowledgement.
    this.server = net.createServer({ noDelay: true }, (client) => {
      this.accept(client);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as net.AddressInfo).port;
  }

  /** Refuses connections from now on. Existing ones stay. */
  refuse(): void {
    this.server?.close();
    this.server = undefined;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** How many clients hold a TCP connection. */
  get open(): number {
    return this.links.size;
  }

  /**
   * Swallows all bytes in both directions, for present and future connections, without notifying either end.
   */
  swallow(): void {
    this.swallowing = true;
    for (const link of this.links) link.dead = true;
  }

  /** Cuts each connection with an RST in the middle of the next data to the client. */
  cutAfter(bytes: number): void {
    this.cutAt = bytes;
  }

  /** Ends all connections with an RST. */
  reset(): void {
    for (const { client } of this.links) client.resetAndDestroy();
  }

  /**
   * Ends these faults. Dead connections stay dead, because a network that comes back brings no lost bytes
   * back.
   */
  async heal(): Promise<void> {
    this.swallowing = false;
    this.cutAt = undefined;
    if (!this.server) await this.listen();
  }

  /** Resolves when `count` clients hold a connection. */
  async untilOpen(count: number): Promise<void> {
    await this.changes.until(() => this.links.size === count);
  }

  /** Resolves when `count` clients have connected in all. */
  async untilAccepted(count: number): Promise<void> {
    await this.changes.until(() => this.accepted >= count);
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
