import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The process's heap after a garbage collection, bytes. */
export function collectedHeap(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

/** A size to read: 1,048,576 is `1.00 MiB`. */
export function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}
