import { type AddressInfo, createServer } from 'node:net';
import { HOST } from '../../scripts/demo/ports';

/** A free port, for a process that cannot choose one itself and report it. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
