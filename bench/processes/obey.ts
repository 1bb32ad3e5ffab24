import type { Answer, Calls, Order } from './orders';

/** Answers the calls of the main process. */
export function obey<T extends Calls<T>>(calls: T): void {
  process.on('message', ({ id, name, order }: Order) => {
    const call = calls[name as keyof T] as unknown as (order: unknown) => unknown;
    Promise.resolve()
      .then(() => call(order))
      .then(
        (answer) => {
          tell({ id, answer });
        },
        (error: unknown) => {
          tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        },
      );
  });
  // Without the main process there is nothing left to do.
  process.on('disconnect', () => process.exit());
}

/** Tells the main process that this one takes orders. */
export function ready(what: unknown = null): void {
  tell({ ready: what });
}

/** Tells the main process that this one cannot do its work. That ends the run. */
export function fail(reason: string): void {
  tell({ failed: reason });
}

function tell(answer: Answer): void {
  if (!process.send) throw new Error('Only the main process starts this script');
  process.send(answer);
}
