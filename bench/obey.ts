import type { Answer, Order } from './orders';

type Handlers<T> = {
  [K in keyof T]: T[K] extends { order: infer O; answer: infer A } ? (order: O) => A | Promise<A> : never;
};

/** Carries out what the parent process orders, one after the other or at once, as it comes. */
export function obey<T>(handlers: Handlers<T>): void {
  process.on('message', ({ id, name, order }: Order) => {
    const handle = handlers[name as keyof T] as (order: unknown) => unknown;
    Promise.resolve()
      .then(() => handle(order))
      .then(
        (answer) => {
          tell({ id, answer });
        },
        (error: unknown) => {
          tell({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        },
      );
  });
  // The parent is gone, whatever the reason: nothing of this may stay.
  process.on('disconnect', () => process.exit());
}

/** Says that orders may come. */
export function ready(what: unknown = null): void {
  tell({ ready: what });
}

function tell(answer: Answer): void {
  if (!process.send) throw new Error('This is for a process that another one has forked');
  process.send(answer);
}
