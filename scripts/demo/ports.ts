import { createServer } from 'node:net';

/** The one address that the demo and what belongs to it listen on. */
export const HOST = '127.0.0.1';

/**
 * Whether somebody could listen on a port now.
 *
 * @returns what is in the way, as Node.js names it (`EADDRINUSE`, `EACCES`), or `undefined`
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
