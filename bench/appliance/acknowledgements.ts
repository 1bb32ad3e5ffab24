import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

/**
 * What contestants say over a socket beside their views: a byte per update that has been delivered whole, its value the
 * view's number. A byte costs the contestant about 10 µs, the same for everyone. The first line is its name.
 */
export class Acknowledgements {
  private readonly waiting = new Map<string, () => void>();
  private readonly server = net.createServer((socket) => {
    socket.setNoDelay(true);
    let name = '';
    let named = false;
    socket.on('data', (data) => {
      for (const byte of data) {
        if (named) this.take(`${name} ${byte}`);
        else if (byte === 0x0a) named = true;
        else name += String.fromCharCode(byte);
      }
    });
    // The contestant has been ended.
    socket.on('error', () => socket.destroy());
  });

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves with the next one of a view. */
  next(contestant: string, channel: number): Promise<void> {
    return new Promise((resolve) => this.waiting.set(`${contestant} ${channel}`, resolve));
  }

  private take(key: string): void {
    const resolve = this.waiting.get(key);
    this.waiting.delete(key);
    resolve?.();
  }
}
