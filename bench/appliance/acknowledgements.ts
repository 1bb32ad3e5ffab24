import { once } from 'node:events';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * What contestants say over a socket beside their views: a byte per update that has been delivered whole, its value the
 * view's number. The first line is the contestant's name.
 */
export class Acknowledgements {
  private readonly waiting = new Map<string, () => void>();
  private readonly server = net.createServer((socket) => {
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

  /** @returns the socket's path: one within the machine, as that costs less than TCP */
  async listen(): Promise<string> {
    const name = `activelogic-bench-${process.pid}`;
    this.server.listen(
      process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), `${name}.sock`),
    );
    await once(this.server, 'listening');
    return this.server.address() as string;
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
