import type { Clock } from '../clock';
import { Deadline } from '../deadline';

/** Work was given up because nobody waits for it any more. */
export class GivenUp extends Error {
  override readonly name = 'GivenUp';
}

/** What work goes by: its clock, and the signal that nobody wants it any more. */
export interface Limits {
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Runs work that can be given up: when time is over, or when nobody wants it any more. It gets a signal that says so,
 * and takes down what it has begun.
 *
 * @param late why, when time is over
 * @throws what the work throws, what `late` makes, or {@link GivenUp}
 */
export async function inTime<T>(
  ms: number,
  late: () => Error,
  { clock, signal }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const settled = (): void => {
      deadline.clear();
      signal.removeEventListener('abort', stop);
    };
    const end = (why: Error): void => {
      settled();
      reject(why);
      own.abort();
    };
    const stop = (): void => {
      end(new GivenUp());
    };
    const deadline = new Deadline(clock, () => {
      end(late());
    });
    // No time left is no reason to wait for ever.
    deadline.set(Math.max(ms, 1));
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    else void work(own.signal).then(resolve, reject).finally(settled);
  });
}
