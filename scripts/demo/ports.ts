import { createServer } from 'node:net';

/** The only address that the demo and its parts listen on. */
export const HOST = '127.0.0.1';

/**
 * Tests whether a port is free.
 *
 * @returns the problem under Node's name (`EADDRINUSE`, `EACCES`), or `undefined`
 */
export function portProblem(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    server.listen(port, HOST, () => {
      server.close(() => {
        resolve(undefined);
      });
    });
  });
}
